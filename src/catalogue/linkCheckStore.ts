import { createHash } from 'node:crypto'
import type { Connection } from 'mongoose'
import { recordSchema, toRecords } from '../database/records.js'

/** What came of looking at an address: it answers, it is gone, nobody answers, or it does not say. */
export type LinkOutcome = 'fine' | 'gone' | 'noAnswer' | 'unsure'

/** The last look at one address; null while nobody has looked. `asked`: since when somebody waits for the next look. */
export interface LinkCheck {
  id: string
  institutionId: string
  url: string
  outcome: LinkOutcome | null
  at: Date | null
  asked: Date | null
}

/** An address in the catalogue of an institution. */
export type Link = Pick<LinkCheck, 'institutionId' | 'url'>

const idOf = (institutionId: string, url: string) =>
  `${institutionId}:${createHash('sha256').update(url).digest('base64url')}`

/** When each address of an institution's catalogue was looked at, and what came of it. */
export function createLinkCheckStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    url: { type: String, required: true },
    outcome: { type: String, default: null },
    at: { type: Date, default: null },
    asked: { type: Date, default: null },
  })
  schema.index({ asked: 1 })
  const rows = connection.model('LinkCheck', schema, 'linkChecks')
  return {
    /** Keeps what came of a look; whoever asked for it has their answer. */
    async put({ institutionId, url }: Link, outcome: LinkOutcome, at: Date): Promise<void> {
      const own = { _id: idOf(institutionId, url) }
      await rows.updateOne(own, { $set: { institutionId, url, outcome, at, asked: null } }, { upsert: true })
    },
    /** Asks for a look at an address. */
    async ask({ institutionId, url }: Link, asked: Date): Promise<void> {
      const own = { _id: idOf(institutionId, url) }
      const fresh = { outcome: null, at: null }
      await rows.updateOne(
        own,
        { $set: { institutionId, url, asked }, $setOnInsert: fresh },
        { upsert: true },
      )
    },
    /** Addresses somebody waits for, the longest first. */
    async asked(until: Date, most: number): Promise<LinkCheck[]> {
      const waiting = { asked: { $lte: until } }
      return toRecords<LinkCheck>(await rows.find(waiting).sort({ asked: 1 }).limit(most).lean())
    },
    /** The last look at each of these addresses that there was. */
    async of(institutionId: string, urls: readonly string[]): Promise<LinkCheck[]> {
      const ids = urls.map((url) => idOf(institutionId, url))
      return toRecords<LinkCheck>(await rows.find({ _id: { $in: ids } }).lean())
    },
  }
}

export type LinkCheckStore = ReturnType<typeof createLinkCheckStore>
