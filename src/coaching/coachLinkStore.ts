import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { CoachLink, Coaching } from './coaching.js'

/** Who coaches whom. One open link for each pair and course; ended ones stay. */
export function createCoachLinkStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    coachId: { type: String, required: true },
    educatorId: { type: String, required: true },
    assigned: { type: Object, required: true },
    ended: { type: Object, default: null },
  })
  schema.index({ cohortId: 1, educatorId: 1, coachId: 1, 'ended.at': 1 }, { unique: true })
  schema.index({ institutionId: 1, coachId: 1, educatorId: 1 })
  const rows = connection.model('CoachLink', schema, 'coachLinks')

  return {
    /** Makes a link. False when there is an open one for the pair already. */
    async assign(link: Omit<CoachLink, 'id' | 'ended'>): Promise<boolean> {
      return addUnlessThere(rows, { id: newId(), ...link, ended: null })
    },
    /** One link of an institution, or null. */
    async find(institutionId: string, id: string): Promise<CoachLink | null> {
      return toRecord<CoachLink>(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** Ends a link that is open. False when it had ended. */
    async end(institutionId: string, id: string, ended: NonNullable<CoachLink['ended']>): Promise<boolean> {
      const { modifiedCount } = await rows.updateOne(
        { _id: id, institutionId, ended: null },
        { $set: { ended } },
      )
      return modifiedCount === 1
    },
    /** The open links of a course. */
    async ofCohort(institutionId: string, cohortId: string): Promise<CoachLink[]> {
      return toRecords<CoachLink>(await rows.find({ cohortId, institutionId, ended: null }).lean())
    },
    /** The open links of one educator in a course. */
    async ofEducator(institutionId: string, cohortId: string, educatorId: string): Promise<CoachLink[]> {
      return toRecords<CoachLink>(
        await rows.find({ cohortId, educatorId, institutionId, ended: null }).lean(),
      )
    },
    /** Whether one has ever been the other's coach. */
    async hasCoached(institutionId: string, coachId: string, educatorId: string): Promise<boolean> {
      return (await rows.findOne({ institutionId, coachId, educatorId }).lean()) !== null
    },
    /** Everybody a person has ever coached. */
    async everCoached(institutionId: string, coachId: string): Promise<Set<string>> {
      const found = toRecords<CoachLink>(await rows.find({ institutionId, coachId }).lean())
      return new Set(found.map(({ educatorId }) => educatorId))
    },
  } satisfies Coaching & Record<string, unknown>
}

export type CoachLinkStore = ReturnType<typeof createCoachLinkStore>
