import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import { Conflict } from '../errors/errors.js'
import type { School } from './school.js'

const TRIES = 5

/** Where people work: one record for each person, with what they said before. */
export function createSchoolStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    name: { type: String, default: '' },
    key: { type: String, default: '' },
    at: { type: Date, required: true },
    before: { type: [Object], required: true },
  })
  schema.index({ institutionId: 1, key: 1 })
  const rows = connection.model('School', schema, 'schools')

  async function of(institutionId: string, personId: string): Promise<School | null> {
    return toRecord<School>(await rows.findOne({ _id: personId, institutionId }).lean())
  }

  return {
    /** What a person said last, or null. */
    of,
    /** Keeps what a person says from now on. The same again changes nothing. Throws Conflict when others keep being faster. */
    async say(school: Omit<School, 'before'>): Promise<void> {
      const { id, institutionId, name, key, at } = school
      if (await addUnlessThere(rows, { ...school, before: [] })) return
      for (let tries = 0; tries < TRIES; tries += 1) {
        const was = await of(institutionId, id)
        if (!was) throw new Conflict('conflict', 'a person of another institution')
        if (was.name === name) return
        const { modifiedCount } = await rows.updateOne(
          { _id: id, institutionId, name: was.name, at: was.at },
          {
            $set: { name, key, at },
            $push: { before: { name: was.name, key: was.key, from: was.at, until: at } },
          },
        )
        if (modifiedCount === 1) return
      }
      throw new Conflict('conflict', 'a school is being written by too many at once')
    },
    /** Everybody else of the institution who works where this person does; nobody where that is not known. */
    async colleaguesOf(institutionId: string, personId: string): Promise<Set<string>> {
      const own = await of(institutionId, personId)
      if (!own?.key) return new Set()
      const found = toRecords<Pick<School, 'id'>>(
        await rows.find({ institutionId, key: own.key }, { _id: 1 }).lean(),
      )
      return new Set(found.map(({ id }) => id).filter((id) => id !== personId))
    },
  }
}

export type SchoolStore = ReturnType<typeof createSchoolStore>
