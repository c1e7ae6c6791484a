import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecords } from '../database/records.js'
import type { Remark } from './remark.js'

const MOST = 500

/** What was said about submissions, in order of time. */
export function createRemarkStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    submissionId: { type: String, required: true },
    attempt: { type: Number, required: true },
    channel: { type: String, required: true },
    about: { type: String, default: null },
    by: { type: String, required: true },
    voice: { type: String, required: true },
    text: { type: String, required: true },
    at: { type: Date, required: true },
    key: { type: String, required: true },
  })
  schema.index({ submissionId: 1, at: 1 })
  schema.index({ submissionId: 1, by: 1, key: 1 }, { unique: true })
  const rows = connection.model('Remark', schema, 'remarks')

  return {
    /** Says something. False when the same form has been sent before. */
    add: (remark: Omit<Remark, 'id'>): Promise<boolean> => addUnlessThere(rows, { id: newId(), ...remark }),
    /** Everything said about a submission, oldest first. */
    async of(institutionId: string, submissionId: string): Promise<Remark[]> {
      const found = await rows.find({ submissionId, institutionId }).sort({ at: 1 }).limit(MOST).lean()
      return toRecords(found)
    },
  }
}

export type RemarkStore = ReturnType<typeof createRemarkStore>
