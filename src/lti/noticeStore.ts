import { createHash } from 'node:crypto'
import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema, toRecords } from '../database/records.js'
import type { Notice } from './notice.js'

/** A notice that came, until long after its token has expired. `done` is when what follows from it was finished. */
export interface KeptNotice extends Notice {
  id: string
  receivedAt: Date
  done: Date | null
}

const KEPT_SECONDS = 30 * 86_400

/** The inbox of notices: a row before anything is done about it, one for each nonce of a registration. */
export function createNoticeStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    registrationId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    nonce: { type: String, required: true },
    type: { type: String, required: true },
    context: { type: { id: String, title: String }, _id: false, default: null },
    originContexts: { type: [String], default: [] },
    receivedAt: { type: Date, required: true },
    done: { type: Date, default: null },
  })
  schema.index({ receivedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS })
  schema.index({ done: 1, receivedAt: 1 })
  const rows = connection.model('LtiNotice', schema, 'ltiNotices')
  return {
    /** Keeps a notice and answers it; null where one with its nonce came before from this registration. */
    async take(notice: Notice, now: Date): Promise<KeptNotice | null> {
      const key = JSON.stringify([notice.registrationId, notice.nonce])
      const id = createHash('sha256').update(key).digest('base64url')
      const row = { id, ...notice, receivedAt: now, done: null }
      return (await addUnlessThere(rows, row)) ? row : null
    },
    /** Those whose work was cut short, oldest first. */
    async undone(limit: number): Promise<KeptNotice[]> {
      return toRecords<KeptNotice>(
        await rows.find({ done: null }).sort({ receivedAt: 1 }).limit(limit).lean(),
      )
    },
    async finish(id: string, now: Date): Promise<void> {
      await rows.updateOne({ _id: id, done: null }, { $set: { done: now } })
    },
  }
}

export type NoticeStore = ReturnType<typeof createNoticeStore>
