import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecords } from '../database/records.js'
import type { Entry } from './portfolio.js'

/** What educators decided and said of what they could show: one row for each person and thing. */
export function createEntryStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    personId: { type: String, required: true },
    key: { type: String, required: true },
    shown: { type: { at: Date }, _id: false, default: null },
    was: { type: String, default: '' },
    changed: { type: String, default: '' },
    updatedAt: { type: Date, required: true },
  })
  schema.index({ institutionId: 1, personId: 1, key: 1 }, { unique: true })
  const rows = connection.model('PortfolioEntry', schema, 'portfolioEntries')
  return {
    /** Everything a person has decided or said. */
    async ofPerson(institutionId: string, personId: string): Promise<Entry[]> {
      return toRecords<Entry>(await rows.find({ institutionId, personId }).lean())
    },
    /** Keeps an entry as it is now; `shown` left out stays as it was. */
    async keep({ shown, ...entry }: Omit<Entry, 'id' | 'shown'> & { shown?: Entry['shown'] }): Promise<void> {
      if (await addUnlessThere(rows, { id: newId(), ...entry, shown: shown ?? null })) return
      const { institutionId, personId, key, ...said } = entry
      const change = { ...said, ...(shown !== undefined && { shown }) }
      await rows.updateOne({ institutionId, personId, key }, { $set: change })
    },
  }
}

export type EntryStore = ReturnType<typeof createEntryStore>
