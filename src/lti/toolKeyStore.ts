import type { Connection } from 'mongoose'
import { recordSchema, toRecords } from '../database/records.js'

/** A key pair of the tool. `id` is the kid; the private half is sealed. */
export interface ToolKeyRecord {
  id: string
  /** SPKI, PEM. */
  publicKey: string
  /** PKCS #8 PEM, sealed by the secret box. */
  sealedPrivateKey: string
  createdAt: Date
  /** When a newer key took its place; it is served a while longer. */
  retired: { at: Date } | null
}

/** The tool's own key pairs: one in use, the retired ones until nothing they signed can be under way. */
export function createToolKeyStore(connection: Connection) {
  const schema = recordSchema({
    publicKey: { type: String, required: true },
    sealedPrivateKey: { type: String, required: true },
    createdAt: { type: Date, required: true },
    retired: { type: { at: Date }, _id: false, default: null },
  })
  const rows = connection.model('LtiToolKey', schema, 'ltiToolKeys')
  return {
    async add({ id, ...key }: ToolKeyRecord): Promise<void> {
      await rows.create({ _id: id, ...key })
    },
    /** Newest first. */
    async all(): Promise<ToolKeyRecord[]> {
      return toRecords<ToolKeyRecord>(await rows.find({}).sort({ createdAt: -1, _id: 1 }).lean())
    },
    async retire(kids: string[], at: Date): Promise<void> {
      await rows.updateMany({ _id: { $in: kids }, retired: null }, { $set: { retired: { at } } })
    },
    async forget(kids: string[]): Promise<void> {
      await rows.deleteMany({ _id: { $in: kids } })
    },
  }
}

export type ToolKeyStore = ReturnType<typeof createToolKeyStore>
