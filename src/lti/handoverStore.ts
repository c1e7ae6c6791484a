import { createHash, randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import type { Clock } from '../clock/clock.js'
import { recordSchema } from '../database/records.js'
import type { SecretBox } from '../secrets/secretBox.js'
import { matchesHash } from './browserBinding.js'
import type { Launch } from './launch.js'

const purpose = 'lti-handover'
const lifetimeMs = 120_000

interface Row {
  _id: string
  launch: string
  /** Hash of the secret that the platform's storage may hold for this browser; null where none was put there. */
  secretHash: string | null
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
    secretHash: { type: String, default: null },
    expiresAt: { type: Date, required: true },
  })
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
  const rows = connection.model<Row>('LtiHandover', schema, 'ltiHandovers')
  const open = (row: Row | null) => (row ? (JSON.parse(secrets.open(row.launch, purpose)) as Launch) : null)
  const current = (code: string) => ({ _id: hash(code), expiresAt: { $gt: clock.now() } })

  /** Keeps a launch and answers the one-time code that fetches it. */
  async function keep(launch: Launch, secretHash: string | null): Promise<string> {
    const code = randomBytes(32).toString('base64url')
    await rows.create({
      _id: hash(code),
      launch: secrets.seal(JSON.stringify(launch), purpose),
      secretHash,
      expiresAt: new Date(clock.now().getTime() + lifetimeMs),
    })
    return code
  }
  return {
    keep,
    /** The launch behind a code, still there afterwards; null when it is used, old or invented. */
    async look(code: string): Promise<Launch | null> {
      return open(await rows.findOne(current(code)).lean<Row>())
    },
    /** The same, used up: for exactly one of any number of callers. */
    async take(code: string): Promise<Launch | null> {
      return open(await rows.findOneAndDelete(current(code)).lean<Row>())
    },
    /**
     * The same for a browser that brings the secret its login left with the platform. A wrong secret uses the code up too: it is not this browser's login, and
     * nobody gets a second guess.
     */
    async takeWithSecret(code: string, secret: string): Promise<Launch | 'used' | 'foreign'> {
      const row = await rows.findOneAndDelete(current(code)).lean<Row>()
      const launch = open(row)
      if (!row || !launch) return 'used'
      return row.secretHash !== null && matchesHash(secret, row.secretHash) ? launch : 'foreign'
    },
  }
}

export type HandoverStore = ReturnType<typeof createHandoverStore>

function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
