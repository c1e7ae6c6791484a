import type { Connection } from 'mongoose'
import { isDuplicateKey } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, sameFacts, toRecord, toRecords, writtenRecord } from '../database/records.js'
import type { CohortRole, Enrolment } from './cohort.js'

/** What a launch says of a person in a course. */
export type EnrolmentSighting = Pick<
  Enrolment,
  'institutionId' | 'cohortId' | 'personId' | 'roles' | 'platformUserId' | 'testLearner'
>

interface EnrolmentRow extends Enrolment {
  /** Roles given inside Cairn by a facilitator, which an LMS role change does not take away. */
  granted: CohortRole[]
}

/** Enrolments, one per person and cohort. */
export function createEnrolmentStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    personId: { type: String, required: true },
    roles: { type: [String], default: [] },
    granted: { type: [String], default: [] },
    platformUserId: { type: String, default: null },
    testLearner: { type: Boolean, default: false },
    arrivedAt: { type: Date, required: true },
    leftAt: { type: Date, default: null },
  })
  schema.index({ cohortId: 1, personId: 1 }, { unique: true })
  schema.index({ personId: 1 })
  const enrolments = connection.model('Enrolment', schema, 'enrolments')

  const merged = ({ granted, ...row }: EnrolmentRow): Enrolment => ({
    ...row,
    roles: [...new Set([...row.roles, ...granted])],
  })
  const read = (row: unknown): Enrolment | null => {
    const known = toRecord<EnrolmentRow>(row)
    return known && merged(known)
  }

  async function see(sighting: EnrolmentSighting, now: Date): Promise<Enrolment> {
    const { cohortId, personId, institutionId, ...fresh } = sighting
    const key = { cohortId, personId }
    const there = toRecord<EnrolmentRow>(await enrolments.findOne(key).lean())
    if (there && sameFacts(there, { ...fresh, leftAt: null })) return merged(there)
    const update = {
      $set: { ...fresh, leftAt: null },
      $setOnInsert: { _id: newId(), institutionId, arrivedAt: now, granted: [] },
    }
    const write = () =>
      enrolments.findOneAndUpdate(key, update, { upsert: true, returnDocument: 'after' }).lean()
    const row = await write().catch((error: unknown) => {
      if (isDuplicateKey(error)) return write()
      throw error
    })
    return merged(writtenRecord<EnrolmentRow>(row))
  }

  return {
    /** Records what a launch said of a person in a course; the LMS's roles replace the LMS's earlier ones. */
    see,
    /** A person's enrolment in a cohort, or null. */
    async find(institutionId: string, cohortId: string, personId: string): Promise<Enrolment | null> {
      return read(await enrolments.findOne({ cohortId, personId, institutionId }).lean())
    },
    /** The same for a cohort that has been loaded already. */
    async findByPerson(cohortId: string, personId: string): Promise<Enrolment | null> {
      return read(await enrolments.findOne({ cohortId, personId }).lean())
    },
    /** The enrolment of the person the LMS knows by this id, or null. */
    async findByPlatformUser(cohortId: string, platformUserId: string): Promise<Enrolment | null> {
      return read(await enrolments.findOne({ cohortId, platformUserId }).lean())
    },
    /** Everybody in a cohort, in order of arrival. */
    async list(institutionId: string, cohortId: string): Promise<Enrolment[]> {
      const rows = await enrolments.find({ cohortId, institutionId }).sort({ arrivedAt: 1 }).lean()
      return toRecords<EnrolmentRow>(rows).map(merged)
    },
    /** All cohorts a person belongs to. */
    async ofPerson(institutionId: string, personId: string): Promise<Enrolment[]> {
      const rows = await enrolments.find({ personId, institutionId }).sort({ arrivedAt: -1 }).lean()
      return toRecords<EnrolmentRow>(rows).map(merged)
    },
    /** Gives or takes back the assessor role inside Cairn. Answers false when the person is not enrolled. */
    async setAssessor(
      institutionId: string,
      cohortId: string,
      personId: string,
      on: boolean,
    ): Promise<boolean> {
      const change = on ? { $addToSet: { granted: 'assessor' } } : { $pull: { granted: 'assessor' } }
      const { matchedCount } = await enrolments.updateOne({ cohortId, personId, institutionId }, change)
      return matchedCount === 1
    },
  }
}

export type EnrolmentStore = ReturnType<typeof createEnrolmentStore>
