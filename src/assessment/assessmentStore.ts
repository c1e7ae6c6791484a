import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords, writtenRecord } from '../database/records.js'
import type { Assessment, JudgementDraft } from './assessment.js'

/** Assessments, one per attempt of a submission. Finalising is one conditional update. */
export function createAssessmentStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    assignmentId: { type: String, required: true },
    submissionId: { type: String, required: true },
    personId: { type: String, required: true },
    microCredentialId: { type: String, required: true },
    attempt: { type: Number, required: true },
    claimed: { type: Object, default: null },
    drafts: { type: Object, required: true },
    carried: { type: [Object], required: true },
    finalised: { type: Object, default: null },
    toFollow: { type: Date, default: null },
    createdAt: { type: Date, required: true },
  })
  schema.index({ submissionId: 1, attempt: 1 }, { unique: true })
  schema.index({ toFollow: 1 })
  const rows = connection.model('Assessment', schema, 'assessments')
  const read = (row: unknown) => toRecord<Assessment>(row)

  return {
    /** Keeps a new assessment; answers the existing one when somebody has begun this attempt already. */
    async begin(assessment: Omit<Assessment, 'id'>): Promise<{ assessment: Assessment; begun: boolean }> {
      const fresh = { id: newId(), ...assessment }
      if (await addUnlessThere(rows, fresh)) return { assessment: fresh, begun: true }
      const { institutionId, submissionId, attempt } = assessment
      const there = await rows.findOne({ institutionId, submissionId, attempt }).lean()
      return { assessment: writtenRecord<Assessment>(there), begun: false }
    },
    /** One assessment of an institution, or null. */
    async find(institutionId: string, id: string): Promise<Assessment | null> {
      return read(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** The assessments of these submissions, oldest attempt first. */
    async ofSubmissions(institutionId: string, submissionIds: string[]): Promise<Assessment[]> {
      if (submissionIds.length === 0) return []
      const found = await rows
        .find({ institutionId, submissionId: { $in: submissionIds } })
        .sort({ attempt: 1 })
        .lean()
      return toRecords(found)
    },
    /** Keeps one assessor's draft in place of their last one. False once the assessment is finalised. */
    async saveDraft(institutionId: string, id: string, by: string, draft: JudgementDraft): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(
        { _id: id, institutionId, finalised: null },
        { $set: { [`drafts.${by}`]: draft } },
      )
      return matchedCount === 1
    },
    /** Finalises an assessment that nobody has finalised yet. Null when somebody was faster. */
    async finalise(
      institutionId: string,
      id: string,
      finalised: NonNullable<Assessment['finalised']>,
    ): Promise<Assessment | null> {
      const row = await rows
        .findOneAndUpdate(
          { _id: id, institutionId, finalised: null },
          { $set: { finalised, toFollow: finalised.at } },
          { returnDocument: 'after' },
        )
        .lean()
      return read(row)
    },
    /** Notes that everything that follows finalising has been done. */
    async followed(institutionId: string, id: string): Promise<void> {
      await rows.updateOne({ _id: id, institutionId }, { $set: { toFollow: null } })
    },
    /** Assessments finalised before `before` that have not been followed by everything yet; oldest first. */
    async unfollowed(before: Date): Promise<Assessment[]> {
      const found = await rows
        .find({ toFollow: { $ne: null, $lt: before } })
        .sort({ toFollow: 1 })
        .limit(100)
        .lean()
      return toRecords(found)
    },
  }
}

export type AssessmentStore = ReturnType<typeof createAssessmentStore>
