import { createHash, randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import { newId } from '../../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { PoolInvitation } from './poolMember.js'

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Invitations into the pool; only hashes of their tokens are kept. */
export function createPoolInvitationStore(connection: Connection) {
  const schema = recordSchema({
    tokenHash: { type: String, required: true },
    institutionId: { type: String, required: true },
    email: { type: String, required: true },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    used: { type: { personId: String, at: Date }, _id: false, default: null },
    withdrawn: { type: { by: String, at: Date }, _id: false, default: null },
  })
  schema.index({ tokenHash: 1 }, { unique: true })
  schema.index({ institutionId: 1, createdAt: 1 })
  const rows = connection.model('PoolInvitation', schema, 'poolInvitations')
  const projection = { tokenHash: 0 }
  const fresh = { used: null, withdrawn: null }

  return {
    /** Keeps a new one and answers its token, for the only time. */
    async add(
      invitation: Omit<PoolInvitation, 'id' | 'used' | 'withdrawn'>,
    ): Promise<{ id: string; token: string }> {
      const token = randomBytes(32).toString('base64url')
      const id = newId()
      await rows.create({ _id: id, ...invitation, ...fresh, tokenHash: digest(token) })
      return { id, token }
    },
    async find(institutionId: string, id: string): Promise<PoolInvitation | null> {
      return toRecord<PoolInvitation>(await rows.findOne({ _id: id, institutionId }, projection).lean())
    },
    /** The one a token belongs to, while it can be used; else null. */
    async byToken(token: string, now: Date): Promise<PoolInvitation | null> {
      const good = { tokenHash: digest(token), ...fresh, expiresAt: { $gt: now } }
      return toRecord<PoolInvitation>(await rows.findOne(good, projection).lean())
    },
    /** Those that can still be used, oldest first. */
    async open(institutionId: string, now: Date): Promise<PoolInvitation[]> {
      const open = { institutionId, ...fresh, expiresAt: { $gt: now } }
      return toRecords<PoolInvitation>(await rows.find(open, projection).sort({ createdAt: 1 }).lean())
    },
    /** Notes whom it let in. True for exactly one caller, and for none once it is withdrawn. */
    async use(
      institutionId: string,
      id: string,
      used: NonNullable<PoolInvitation['used']>,
    ): Promise<boolean> {
      const { modifiedCount } = await rows.updateOne({ _id: id, institutionId, ...fresh }, { $set: { used } })
      return modifiedCount === 1
    },
    /** False where it was used or withdrawn before. */
    async withdraw(
      institutionId: string,
      id: string,
      withdrawn: NonNullable<PoolInvitation['withdrawn']>,
    ): Promise<boolean> {
      const { modifiedCount } = await rows.updateOne(
        { _id: id, institutionId, ...fresh },
        { $set: { withdrawn } },
      )
      return modifiedCount === 1
    },
  }
}

export type PoolInvitationStore = ReturnType<typeof createPoolInvitationStore>
