import type { Connection } from 'mongoose'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { SectionName } from './sections.js'

/** What a reader of a draft says about one of its sections; resolved with a reply, never taken away. */
export interface ReviewComment {
  id: string
  institutionId: string
  microCredentialId: string
  section: SectionName
  text: string
  by: string
  byName: string
  at: Date
  resolved: { by: string; byName: string; at: Date; reply: string } | null
}

/** Comments of reviewers on sections. */
export function createReviewCommentStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    microCredentialId: { type: String, required: true },
    section: { type: String, required: true },
    text: { type: String, required: true },
    by: { type: String, required: true },
    byName: { type: String, required: true },
    at: { type: Date, required: true },
    resolved: { type: { by: String, byName: String, at: Date, reply: String }, _id: false, default: null },
  })
  schema.index({ institutionId: 1, microCredentialId: 1, at: 1 })
  const rows = connection.model('ReviewComment', schema, 'reviewComments')
  return {
    async add(comment: Omit<ReviewComment, 'id' | 'resolved'>): Promise<ReviewComment> {
      const row = { id: newId(), ...comment, resolved: null }
      const { id, ...fields } = row
      await rows.create({ _id: id, ...fields })
      return row
    },
    /** Resolves a comment once. Null where there is none that is open. */
    async resolve(
      institutionId: string,
      id: string,
      resolved: NonNullable<ReviewComment['resolved']>,
    ): Promise<ReviewComment | null> {
      const open = { _id: id, institutionId, resolved: null }
      return toRecord<ReviewComment>(
        await rows.findOneAndUpdate(open, { $set: { resolved } }, { returnDocument: 'after' }).lean(),
      )
    },
    async byId(institutionId: string, id: string): Promise<ReviewComment | null> {
      return toRecord<ReviewComment>(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** The comments on one version, oldest first. */
    async of(institutionId: string, microCredentialId: string): Promise<ReviewComment[]> {
      const found = await rows.find({ institutionId, microCredentialId }).sort({ at: 1 }).lean()
      return toRecords<ReviewComment>(found)
    },
  }
}

export type ReviewCommentStore = ReturnType<typeof createReviewCommentStore>
