import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import { overrideIn, type LmsGrade, type Override } from './lmsGrade.js'

type Lane = Pick<LmsGrade, 'institutionId' | 'assignmentId' | 'personId'>

/** What LMS gradebooks were seen to hold where that was not simply what we sent. Rows are added, never changed. */
export function createLmsGradeStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    assignmentId: { type: String, required: true },
    personId: { type: String, required: true },
    number: { type: Number, required: true },
    score: { type: Number, default: null },
    maximum: { type: Number, required: true },
    comment: { type: String, default: null },
    seenAt: { type: Date, required: true },
    by: { type: String, required: true },
  })
  schema.index({ assignmentId: 1, personId: 1, number: 1 }, { unique: true })
  schema.index({ cohortId: 1, number: 1 })
  const rows = connection.model('LmsGrade', schema, 'lmsGrades')

  const latest = (found: LmsGrade[]): LmsGrade[] => [
    ...new Map(found.map((grade) => [`${grade.assignmentId} ${grade.personId}`, grade])).values(),
  ]

  return {
    /** What was seen last for one person in one assignment, or null. */
    async last({ institutionId, assignmentId, personId }: Lane): Promise<LmsGrade | null> {
      const row = await rows.findOne({ institutionId, assignmentId, personId }).sort({ number: -1 }).lean()
      return toRecord<LmsGrade>(row)
    },
    /** What was seen last for everybody in an assignment. */
    async ofAssignment(institutionId: string, assignmentId: string): Promise<LmsGrade[]> {
      const found = await rows.find({ institutionId, assignmentId }).sort({ number: 1 }).lean()
      return latest(toRecords<LmsGrade>(found))
    },
    /** Where somebody's word in the LMS stands, in a whole cohort. */
    async overrides(institutionId: string, cohortId: string): Promise<Override[]> {
      const found = await rows.find({ institutionId, cohortId }).sort({ number: 1 }).lean()
      return latest(toRecords<LmsGrade>(found)).filter((grade) => overrideIn(grade) !== null)
    },
    /** Adds what was seen after `number` others. False when another process saw it too. */
    add: (grade: Omit<LmsGrade, 'id'>): Promise<boolean> =>
      addUnlessThere({ create: (row) => rows.create(row) }, { id: newId(), ...grade }),
  }
}

export type LmsGradeStore = ReturnType<typeof createLmsGradeStore>
