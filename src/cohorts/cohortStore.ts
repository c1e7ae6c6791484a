import type { Connection } from 'mongoose'
import { isDuplicateKey } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, sameFacts, toRecord, toRecords, writtenRecord } from '../database/records.js'
import type { Cohort } from './cohort.js'

/** What a launch says of its course; the key is (deployment, contextId). */
export type CohortSighting = Pick<
  Cohort,
  'institutionId' | 'registrationId' | 'deploymentId' | 'contextId' | 'title'
> &
  Partial<Pick<Cohort, 'lineItemsUrl' | 'scopes' | 'rosterUrl' | 'history'>>

/** Cohorts, one per LMS course. */
export function createCohortStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    registrationId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    title: { type: String, default: '' },
    startsOn: { type: Date, default: null },
    weeks: { type: Number, default: 12 },
    plan: { type: [{ _id: false, microCredentialKey: String, week: Number }], default: [] },
    history: { type: [String], default: [] },
    takenOver: { type: [String], default: [] },
    lineItemsUrl: { type: String, default: null },
    scopes: { type: [String], default: [] },
    rosterUrl: { type: String, default: null },
    createdAt: { type: Date, required: true },
  })
  schema.index({ deploymentId: 1, contextId: 1 }, { unique: true })
  schema.index({ institutionId: 1, createdAt: -1 })
  const cohorts = connection.model('Cohort', schema, 'cohorts')

  async function see(sighting: CohortSighting, now: Date): Promise<Cohort> {
    const { deploymentId, contextId, institutionId, registrationId, ...fresh } = sighting
    const known = Object.fromEntries(Object.entries(fresh).filter(([, value]) => value !== undefined))
    const there = toRecord<Cohort>(await cohorts.findOne({ deploymentId, contextId }).lean())
    if (there && sameFacts(there, known)) return there
    try {
      const row = await cohorts
        .findOneAndUpdate(
          { deploymentId, contextId },
          { $set: known, $setOnInsert: { _id: newId(), institutionId, registrationId, createdAt: now } },
          { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
        )
        .lean()
      return writtenRecord<Cohort>(row)
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      return writtenRecord<Cohort>(await cohorts.findOne({ deploymentId, contextId }).lean())
    }
  }

  return {
    /** Records what a launch said of its course and answers the cohort, making it at first sight. */
    see,
    /** One cohort of an institution, or null. */
    async find(institutionId: string, id: string): Promise<Cohort | null> {
      return toRecord<Cohort>(await cohorts.findOne({ _id: id, institutionId }).lean())
    },
    /** The cohort of an LMS course, by the LMS's id, within one institution and deployment; null for none. */
    async findByContext(
      institutionId: string,
      deploymentId: string,
      contextId: string,
    ): Promise<Cohort | null> {
      return toRecord<Cohort>(await cohorts.findOne({ deploymentId, contextId, institutionId }).lean())
    },
    /** Notes that the assignments of a course it was copied from are here. True for the first to say so. */
    async noteTakenOver(institutionId: string, id: string, contextId: string): Promise<boolean> {
      const { modifiedCount } = await cohorts.updateOne(
        { _id: id, institutionId, takenOver: { $ne: contextId } },
        { $addToSet: { takenOver: contextId } },
      )
      return modifiedCount === 1
    },
    /** All cohorts of an institution, newest first. */
    async list(institutionId: string): Promise<Cohort[]> {
      return toRecords<Cohort>(await cohorts.find({ institutionId }).sort({ createdAt: -1 }).lean())
    },
    /** Keeps which micro-credential is shown in which week, and the first day of week 1 where one is given. */
    async keepPlan(
      institutionId: string,
      id: string,
      { plan, startsOn }: Pick<Cohort, 'plan' | 'startsOn'>,
    ): Promise<void> {
      await cohorts.updateOne(
        { _id: id, institutionId },
        { $set: { plan, ...(startsOn ? { startsOn } : {}) } },
      )
    },
  }
}

export type CohortStore = ReturnType<typeof createCohortStore>
