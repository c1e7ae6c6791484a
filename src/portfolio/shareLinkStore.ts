import { createHash, randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { ShareLink } from './portfolio.js'

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Addresses of portfolios; only hashes of their secret parts are kept. Never deleted. */
export function createShareLinkStore(connection: Connection) {
  const schema = recordSchema({
    tokenHash: { type: String, required: true },
    institutionId: { type: String, required: true },
    personId: { type: String, required: true },
    label: { type: String, required: true },
    until: { type: String, default: '' },
    createdAt: { type: Date, required: true },
    withdrawn: { type: { at: Date }, _id: false, default: null },
  })
  schema.index({ tokenHash: 1 }, { unique: true })
  schema.index({ institutionId: 1, personId: 1, createdAt: -1 })
  const rows = connection.model('PortfolioLink', schema, 'portfolioLinks')
  const projection = { tokenHash: 0 }
  return {
    /** Keeps a new link and answers its token (43 characters, 256 bits), for the only time. */
    async add(link: Omit<ShareLink, 'id' | 'withdrawn'>): Promise<string> {
      const token = randomBytes(32).toString('base64url')
      await rows.create({ _id: newId(), ...link, withdrawn: null, tokenHash: digest(token) })
      return token
    },
    /** The link of a token, open or not; null where there never was one. */
    async ofToken(token: string): Promise<ShareLink | null> {
      return toRecord<ShareLink>(await rows.findOne({ tokenHash: digest(token) }, projection).lean())
    },
    /** A person's links, newest first. */
    async ofPerson(institutionId: string, personId: string): Promise<ShareLink[]> {
      const found = await rows.find({ institutionId, personId }, projection).sort({ createdAt: -1 }).lean()
      return toRecords<ShareLink>(found)
    },
    /** Withdraws a link of a person's, for good. False where there is none of theirs that was not. */
    async withdraw(institutionId: string, personId: string, id: string, at: Date): Promise<boolean> {
      const open = { _id: id, institutionId, personId, withdrawn: null }
      return (await rows.updateOne(open, { $set: { withdrawn: { at } } })).modifiedCount === 1
    },
  }
}

export type ShareLinkStore = ReturnType<typeof createShareLinkStore>
