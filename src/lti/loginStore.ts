import type { Connection } from 'mongoose'
import { recordSchema, toRecord } from '../database/records.js'

/** A login begun here and not yet come back. `id` is the state; the browser's secret is kept as a hash only. */
export interface PendingLogin {
  id: string
  nonce: string
  registrationId: string
  /** The deployment the platform named at login, if it did. */
  deploymentId: string | null
  browserHash: string
  /** The frame of the platform that was asked to keep the browser's secret too, where a cookie might not be kept. */
  storageFrame: string | null
  expiresAt: Date
}

type Row = Omit<PendingLogin, 'id'> & { _id: string }

/** Logins under way: one row each, read while it is checked, taken away by whoever is first to finish. */
export function createLoginStore(connection: Connection) {
  const schema = recordSchema({
    nonce: { type: String, required: true },
    registrationId: { type: String, required: true },
    deploymentId: { type: String, default: null },
    browserHash: { type: String, required: true },
    storageFrame: { type: String, default: null },
    expiresAt: { type: Date, required: true },
  })
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
  connection.model('LtiLogin', schema, 'ltiLogins')
  // Every launch passes here: the driver's own collection, without mongoose's documents, halves the cost.
  const rows = connection.collection<Row>('ltiLogins')
  return {
    async add({ id, ...login }: PendingLogin): Promise<void> {
      await rows.insertOne({ _id: id, ...login })
    },
    async find(state: string, now: Date): Promise<PendingLogin | null> {
      return toRecord<PendingLogin>(await rows.findOne({ _id: state, expiresAt: { $gt: now } }))
    },
    /** Takes the row for this state and nonce: true for exactly one of any number of callers. */
    async take(login: Pick<PendingLogin, 'id' | 'nonce'>): Promise<boolean> {
      return (await rows.findOneAndDelete({ _id: login.id, nonce: login.nonce })) !== null
    },
  }
}

export type LoginStore = ReturnType<typeof createLoginStore>
