import type { Connection } from 'mongoose'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { Institution } from './institution.js'

/** The tenants of this installation. */
export function createInstitutionStore(connection: Connection) {
  const schema = recordSchema({
    name: { type: String, required: true },
    url: { type: String, default: null },
    colour: { type: String, required: true },
    settings: {
      sessionHours: { type: Number, required: true },
      promiseWorkingDays: { type: Number, required: true },
    },
    createdAt: { type: Date, required: true },
  })
  const rows = connection.model('Institution', schema, 'institutions')
  return {
    /** Adds a tenant. `id` may be given by seeds, so that demo links stay the same. */
    async add(institution: Omit<Institution, 'id'> & { id?: string }): Promise<Institution> {
      const { id = newId(), ...fields } = institution
      await rows.create({ _id: id, ...fields })
      return { id, ...fields }
    },
    /** Null where there is none. */
    async byId(id: string): Promise<Institution | null> {
      return toRecord<Institution>(await rows.findOne({ _id: id }).lean())
    },
    /** All tenants by name; or only the one with `onlyId`. */
    async list(onlyId: string | null = null): Promise<Institution[]> {
      const found = await rows
        .find(onlyId === null ? {} : { _id: onlyId })
        .sort({ name: 1 })
        .lean()
      return toRecords<Institution>(found)
    },
  }
}

export type InstitutionStore = ReturnType<typeof createInstitutionStore>
