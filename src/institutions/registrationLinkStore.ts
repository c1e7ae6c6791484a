import { createHash, randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord } from '../database/records.js'

/** What a one-time registration link stands for. The token itself is known only to who made the link. */
export interface RegistrationLink {
  id: string
  institutionId: string
  /** Whether the platform it brings is active at once. */
  approve: boolean
  /** The registration it updates; null: it brings a new one. */
  registrationId: string | null
  createdBy: string
  createdAt: Date
  expiresAt: Date
  used: { at: Date } | null
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** One-time links for an LMS's dynamic registration box; only hashes of their tokens are kept. */
export function createRegistrationLinkStore(connection: Connection) {
  const schema = recordSchema({
    tokenHash: { type: String, required: true },
    institutionId: { type: String, required: true },
    approve: { type: Boolean, required: true },
    registrationId: { type: String, default: null },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    used: { type: { at: Date }, _id: false, default: null },
  })
  schema.index({ tokenHash: 1 }, { unique: true })
  const rows = connection.model('RegistrationLink', schema, 'registrationLinks')
  const projection = { tokenHash: 0 }
  return {
    /** Keeps a new link and answers its token, for the only time. */
    async add(link: Omit<RegistrationLink, 'id' | 'used'>): Promise<string> {
      const token = randomBytes(32).toString('base64url')
      await rows.create({ _id: newId(), ...link, used: null, tokenHash: digest(token) })
      return token
    },
    /** The link of a token that can still be used at `now`, without using it. */
    async peek(token: string, now: Date): Promise<RegistrationLink | null> {
      const open = { tokenHash: digest(token), used: null, expiresAt: { $gt: now } }
      return toRecord<RegistrationLink>(await rows.findOne(open, projection).lean())
    },
    /** Uses a link up: exactly one caller gets it; everybody else, and everybody after `expiresAt`, gets null. */
    async consume(token: string, now: Date): Promise<RegistrationLink | null> {
      const used = await rows
        .findOneAndUpdate(
          { tokenHash: digest(token), used: null, expiresAt: { $gt: now } },
          { $set: { used: { at: now } } },
          { returnDocument: 'after', projection },
        )
        .lean()
      return toRecord<RegistrationLink>(used)
    },
  }
}

export type RegistrationLinkStore = ReturnType<typeof createRegistrationLinkStore>
