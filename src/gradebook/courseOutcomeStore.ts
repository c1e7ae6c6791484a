import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { CourseOutcome } from './courseOutcome.js'

type Lane = Pick<CourseOutcome, 'institutionId' | 'assignmentId' | 'personId'>

/** Competencies met by a grade in the LMS, one per person and assignment. */
export function createCourseOutcomeStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    assignmentId: { type: String, required: true },
    personId: { type: String, required: true },
    microCredentialId: { type: String, required: true },
    microCredentialKey: { type: String, required: true },
    score: { type: Number, required: true },
    maximum: { type: Number, required: true },
    threshold: { type: Number, required: true },
    evidence: { type: String, required: true },
    setBy: { type: String, required: true },
    metAt: { type: Date, required: true },
    later: [{ _id: false, at: Date, score: Number, maximum: Number }],
    toFollow: { type: Date, default: null },
  })
  schema.index({ assignmentId: 1, personId: 1 }, { unique: true })
  schema.index({ cohortId: 1 })
  schema.index({ toFollow: 1 }, { partialFilterExpression: { toFollow: { $type: 'date' } } })
  const rows = connection.model('CourseOutcome', schema, 'courseOutcomes')

  return {
    /** Somebody's outcome in an assignment, or null. */
    async find({ institutionId, assignmentId, personId }: Lane): Promise<CourseOutcome | null> {
      return toRecord<CourseOutcome>(await rows.findOne({ institutionId, assignmentId, personId }).lean())
    },
    /** Everybody's in a cohort. */
    async ofCohort(institutionId: string, cohortId: string): Promise<CourseOutcome[]> {
      return toRecords<CourseOutcome>(await rows.find({ institutionId, cohortId }).lean())
    },
    /** Adds an outcome; false when it is there already. */
    add: (outcome: CourseOutcome): Promise<boolean> =>
      addUnlessThere({ create: (row) => rows.create(row) }, outcome),
    /** Notes what the LMS shows now, unless somebody noted another change meanwhile. */
    async noteLater(outcome: CourseOutcome, change: CourseOutcome['later'][number]): Promise<boolean> {
      const { modifiedCount } = await rows.updateOne(
        { _id: outcome.id, institutionId: outcome.institutionId, later: { $size: outcome.later.length } },
        { $push: { later: change } },
      )
      return modifiedCount === 1
    },
    /** Outcomes whose following has waited since then or longer. */
    async unfollowed(before: Date): Promise<CourseOutcome[]> {
      return toRecords<CourseOutcome>(
        await rows
          .find({ toFollow: { $lte: before } })
          .limit(100)
          .lean(),
      )
    },
    /** Everything that follows an outcome has been done. */
    async followed({ id, institutionId }: CourseOutcome): Promise<void> {
      await rows.updateOne({ _id: id, institutionId }, { $set: { toFollow: null } })
    },
  }
}

export type CourseOutcomeStore = ReturnType<typeof createCourseOutcomeStore>
