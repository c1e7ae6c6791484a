import type { Connection } from 'mongoose'
import { addUnlessThere } from '../../database/duplicateKey.js'
import { newId } from '../../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { Declaration } from './declaration.js'

/** Who must not judge whom. One open declaration of a pair by each who made it; withdrawn ones stay. */
export function createDeclarationStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    assessorId: { type: String, required: true },
    educatorId: { type: String, required: true },
    reason: { type: String, default: '' },
    submissionId: { type: String, default: null },
    declared: { type: Object, required: true },
    withdrawn: { type: Object, default: null },
  })
  schema.index(
    { institutionId: 1, assessorId: 1, educatorId: 1, 'declared.by': 1, 'withdrawn.at': 1 },
    { unique: true },
  )
  schema.index({ institutionId: 1, cohortId: 1 })
  schema.index({ institutionId: 1, 'declared.by': 1 })
  const rows = connection.model('Declaration', schema, 'declarations')
  const newestFirst = (found: unknown[]) =>
    toRecords<Declaration>(found).sort((a, b) => b.declared.at.getTime() - a.declared.at.getTime())

  return {
    /** Keeps a declaration. False when whoever makes it has made it already. */
    add: (declaration: Omit<Declaration, 'id' | 'withdrawn'>): Promise<boolean> =>
      addUnlessThere(rows, { id: newId(), ...declaration, withdrawn: null }),
    /** One declaration of an institution, or null. */
    async find(institutionId: string, id: string): Promise<Declaration | null> {
      return toRecord<Declaration>(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** Withdraws one that is open. False when it was withdrawn before. */
    async withdraw(
      institutionId: string,
      id: string,
      withdrawn: NonNullable<Declaration['withdrawn']>,
    ): Promise<boolean> {
      const { modifiedCount } = await rows.updateOne(
        { _id: id, institutionId, withdrawn: null },
        { $set: { withdrawn } },
      )
      return modifiedCount === 1
    },
    /** Everything declared in a course, newest first. */
    ofCohort: async (institutionId: string, cohortId: string): Promise<Declaration[]> =>
      newestFirst(await rows.find({ institutionId, cohortId }).lean()),
    /** Everything declared in an institution, newest first. */
    ofInstitution: async (institutionId: string): Promise<Declaration[]> =>
      newestFirst(await rows.find({ institutionId }).lean()),
    /** What somebody has declared, newest first. */
    madeBy: async (institutionId: string, by: string): Promise<Declaration[]> =>
      newestFirst(await rows.find({ institutionId, 'declared.by': by }).lean()),
    /** The educators whose work this assessor must not judge now. */
    async declared(institutionId: string, assessorId: string): Promise<Set<string>> {
      const found = await rows.find({ institutionId, assessorId, withdrawn: null }, { educatorId: 1 }).lean()
      return new Set(toRecords<Pick<Declaration, 'id' | 'educatorId'>>(found).map((one) => one.educatorId))
    },
  }
}

export type DeclarationStore = ReturnType<typeof createDeclarationStore>
