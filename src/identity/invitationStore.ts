import { createHash, randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import type { StaffRole } from '../audit/actor.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'

/** A one-time link by which somebody makes their own staff account. The token is known only to who was given it. */
export interface Invitation {
  id: string
  email: string
  role: StaffRole
  /** Null: the whole installation. */
  institutionId: string | null
  createdBy: string
  createdAt: Date
  expiresAt: Date
  /** The account it became. */
  used: { staffId: string; at: Date } | null
  withdrawn: { by: string; at: Date } | null
}

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Invitations to the console; only hashes of their tokens are kept. */
export function createInvitationStore(connection: Connection) {
  const schema = recordSchema({
    tokenHash: { type: String, required: true },
    email: { type: String, required: true },
    role: { type: String, required: true },
    institutionId: { type: String, default: null },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    used: { type: { staffId: String, at: Date }, _id: false, default: null },
    withdrawn: { type: { by: String, at: Date }, _id: false, default: null },
  })
  schema.index({ tokenHash: 1 }, { unique: true })
  schema.index({ institutionId: 1, createdAt: 1 })
  const rows = connection.model('Invitation', schema, 'invitations')
  const projection = { tokenHash: 0 }
  return {
    /** Keeps a new one and answers its token, for the only time. */
    async add(
      invitation: Omit<Invitation, 'id' | 'used' | 'withdrawn'>,
    ): Promise<{ id: string; token: string }> {
      const token = randomBytes(32).toString('base64url')
      const id = newId()
      await rows.create({ _id: id, ...invitation, used: null, withdrawn: null, tokenHash: digest(token) })
      return { id, token }
    },
    async byId(id: string): Promise<Invitation | null> {
      return toRecord<Invitation>(await rows.findOne({ _id: id }, projection).lean())
    },
    /** In time and not withdrawn; used or not. */
    async byToken(token: string, now: Date): Promise<Invitation | null> {
      const good = { tokenHash: digest(token), withdrawn: null, expiresAt: { $gt: now } }
      return toRecord<Invitation>(await rows.findOne(good, projection).lean())
    },
    /** Those that can still be used, oldest first. */
    async open(institutionId: string | null, now: Date): Promise<Invitation[]> {
      const open = { institutionId, used: null, withdrawn: null, expiresAt: { $gt: now } }
      return toRecords<Invitation>(await rows.find(open, projection).sort({ createdAt: 1 }).lean())
    },
    /** True for exactly one caller, and for none once it is withdrawn. */
    async use(id: string, used: { staffId: string; at: Date }): Promise<boolean> {
      const change = { $set: { used } }
      return (await rows.updateOne({ _id: id, used: null, withdrawn: null }, change)).modifiedCount === 1
    },
    /** False where it was used or withdrawn before. */
    async withdraw(id: string, withdrawn: { by: string; at: Date }): Promise<boolean> {
      const change = { $set: { withdrawn } }
      return (await rows.updateOne({ _id: id, used: null, withdrawn: null }, change)).modifiedCount === 1
    },
  }
}

export type InvitationStore = ReturnType<typeof createInvitationStore>
