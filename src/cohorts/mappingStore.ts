import type { Connection } from 'mongoose'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { Mapping } from './cohort.js'

/** Mappings are made and read, never edited: an assignment that proves something else gets another mapping. */
export function createMappingStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    microCredentialId: { type: String, required: true },
    microCredentialKey: { type: String, required: true },
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
  })
  schema.index({ institutionId: 1 })
  const mappings = connection.model('Mapping', schema, 'mappings')
  return {
    /** Makes a mapping; its id is what the LMS will carry for us. */
    async create(mapping: Omit<Mapping, 'id'>): Promise<Mapping> {
      const id = newId()
      await mappings.create({ _id: id, ...mapping })
      return { id, ...mapping }
    },
    /** One mapping of an institution, or null (also for another institution's). */
    async find(institutionId: string, id: string): Promise<Mapping | null> {
      return toRecord<Mapping>(await mappings.findOne({ _id: id, institutionId }).lean())
    },
    /** Those of the ids that are mappings of the institution. */
    async findMany(institutionId: string, ids: readonly string[]): Promise<Mapping[]> {
      return toRecords<Mapping>(await mappings.find({ _id: { $in: [...ids] }, institutionId }).lean())
    },
  }
}

export type MappingStore = ReturnType<typeof createMappingStore>
