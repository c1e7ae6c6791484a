import type { Connection } from 'mongoose'
import { addUnlessThere } from '../../database/duplicateKey.js'
import { newId } from '../../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { Dispensation } from './dispensation.js'

/** Who may begin without what comes before. One open dispensation of each kind; withdrawn ones stay. */
export function createDispensationStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    personId: { type: String, required: true },
    microCredentialKey: { type: String, required: true },
    reason: { type: String, required: true },
    given: { type: Object, required: true },
    withdrawn: { type: Object, default: null },
  })
  schema.index(
    { institutionId: 1, cohortId: 1, personId: 1, microCredentialKey: 1, 'withdrawn.at': 1 },
    { unique: true },
  )
  const rows = connection.model('Dispensation', schema, 'dispensations')

  return {
    /** Keeps a dispensation. False when there is an open one already. */
    add: (dispensation: Omit<Dispensation, 'id' | 'withdrawn'>): Promise<boolean> =>
      addUnlessThere(rows, { id: newId(), ...dispensation, withdrawn: null }),
    /** One dispensation of an institution, or null. */
    async find(institutionId: string, id: string): Promise<Dispensation | null> {
      return toRecord<Dispensation>(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** Withdraws one that is open. False when it was withdrawn before. */
    async withdraw(
      institutionId: string,
      id: string,
      withdrawn: NonNullable<Dispensation['withdrawn']>,
    ): Promise<boolean> {
      const { modifiedCount } = await rows.updateOne(
        { _id: id, institutionId, withdrawn: null },
        { $set: { withdrawn } },
      )
      return modifiedCount === 1
    },
    /** Everything given in a course, newest first. */
    async ofCohort(institutionId: string, cohortId: string): Promise<Dispensation[]> {
      const found = toRecords<Dispensation>(await rows.find({ institutionId, cohortId }).lean())
      return found.sort((a, b) => b.given.at.getTime() - a.given.at.getTime())
    },
    /** Keys of what a person may begin in a course without what comes before it. */
    async openFor(institutionId: string, cohortId: string, personId: string): Promise<Set<string>> {
      const found = toRecords<Dispensation>(
        await rows.find({ institutionId, cohortId, personId, withdrawn: null }).lean(),
      )
      return new Set(found.map(({ microCredentialKey }) => microCredentialKey))
    },
  }
}

export type DispensationStore = ReturnType<typeof createDispensationStore>
