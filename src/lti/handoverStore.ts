import { createHash, randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import type { Clock } from '../clock/clock.js'
import { recordSchema } from '../database/records.js'
import type { SecretBox } from '../secrets/secretBox.js'
import type { Launch } from './launch.js'

const purpose = 'lti-handover'
const lifetimeMs = 120_000

interface Row {
  _id: string
  launch: string
  expiresAt: Date
}

/**
 * Verified launches on their way from a frame that keeps no cookies to a tab of their own. The code is shown once and kept as a hash; the launch, which
 * names a person, is sealed; both are gone after two minutes or after the first use.
 */
export function createHandoverStore(options: { connection: Connection; secrets: SecretBox; clock: Clock }) {
  const { connection, secrets, clock } = options
  const schema = recordSchema({
    launch: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  })
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
  const rows = connection.model<Row>('LtiHandover', schema, 'ltiHandovers')
  const open = (row: Row | null) => (row ? (JSON.parse(secrets.open(row.launch, purpose)) as Launch) : null)
  const current = (code: string) => ({ _id: hash(code), expiresAt: { $gt: clock.now() } })
  return {
    /** Keeps a launch and answers the one-time code that fetches it. */
    async keep(launch: Launch): Promise<string> {
      const code = randomBytes(32).toString('base64url')
      await rows.create({
        _id: hash(code),
        launch: secrets.seal(JSON.stringify(launch), purpose),
        expiresAt: new Date(clock.now().getTime() + lifetimeMs),
      })
      return code
    },
    /** The launch behind a code, still there afterwards; null when it is used, old or invented. */
    async look(code: string): Promise<Launch | null> {
      return open(await rows.findOne(current(code)).lean<Row>())
    },
    /** The same, used up: for exactly one of any number of callers. */
    async take(code: string): Promise<Launch | null> {
      return open(await rows.findOneAndDelete(current(code)).lean<Row>())
    },
  }
}

export type HandoverStore = ReturnType<typeof createHandoverStore>

function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
