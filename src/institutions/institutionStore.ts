import type { Connection } from 'mongoose'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { Institution } from './institution.js'
import { settingsFrom, type SettingChange } from './settings.js'

/** The tenants of this installation. */
export function createInstitutionStore(connection: Connection) {
  const schema = recordSchema({
    name: { type: String, required: true },
    url: { type: String, default: null },
    colour: { type: String, required: true },
    settings: { type: Object, required: true },
    createdAt: { type: Date, required: true },
  })
  const rows = connection.model('Institution', schema, 'institutions')
  const whole = (row: Institution): Institution => ({ ...row, settings: settingsFrom(row.settings) })
  return {
    /** Adds a tenant. `id` may be given by seeds, so that demo links stay the same. */
    async add(institution: Omit<Institution, 'id'> & { id?: string }): Promise<Institution> {
      const { id = newId(), ...fields } = institution
      await rows.create({ _id: id, ...fields })
      return { id, ...fields }
    },
    /** Null where there is none. */
    async byId(id: string): Promise<Institution | null> {
      const row = toRecord<Institution>(await rows.findOne({ _id: id }).lean())
      return row && whole(row)
    },
    /** All tenants by name; or only the one with `onlyId`. */
    async list(onlyId: string | null = null): Promise<Institution[]> {
      const found = await rows
        .find(onlyId === null ? {} : { _id: onlyId })
        .sort({ name: 1 })
        .lean()
      return toRecords<Institution>(found).map(whole)
    },
    /** Sets what changes and nothing else, so that two people who change different things do not undo each other. */
    async changeSettings(id: string, changes: readonly SettingChange[]): Promise<void> {
      const values = changes.map(({ name, after }) => [`settings.${name}`, after])
      await rows.updateOne({ _id: id }, { $set: Object.fromEntries(values) as Record<string, unknown> })
    },
  }
}

export type InstitutionStore = ReturnType<typeof createInstitutionStore>
