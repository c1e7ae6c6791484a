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

/** Logins this process remembers beside the store; a few megabytes at most. */
const MOST_KEPT = 5_000

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
  // A row never changes, and most logins come back to the process that began them: what it wrote it need not read. Whether the row is
  // still there decides `take`, in the store.
  const begunHere = new Map<string, PendingLogin>()
  return {
    async add(login: PendingLogin): Promise<void> {
      const { id, ...row } = login
      await rows.insertOne({ _id: id, ...row })
      for (const oldest of begunHere.keys())
        if (begunHere.size >= MOST_KEPT) begunHere.delete(oldest)
        else break
      begunHere.set(id, login)
    },
    async find(state: string, now: Date): Promise<PendingLogin | null> {
      const begun = begunHere.get(state)
      if (begun) return begun.expiresAt > now ? begun : null
      return toRecord<PendingLogin>(await rows.findOne({ _id: state, expiresAt: { $gt: now } }))
    },
    /** Takes the row for this state and nonce: true for exactly one of any number of callers. */
    async take(login: Pick<PendingLogin, 'id' | 'nonce'>): Promise<boolean> {
      begunHere.delete(login.id)
      return (await rows.findOneAndDelete({ _id: login.id, nonce: login.nonce })) !== null
    },
  }
}

export type LoginStore = ReturnType<typeof createLoginStore>
