import { createHash } from 'node:crypto'
import type { Connection } from 'mongoose'
import type { Clock } from '../clock/clock.js'
import { recordSchema } from '../database/records.js'
import type { SecretBox } from '../secrets/secretBox.js'
import type { KeptForm } from './keptForm.js'

const purpose = 'kept-form'
const keptForMs = 14 * 24 * 3_600_000
const mostOfOnePerson = 20

interface Row {
  _id: string
  institutionId: string
  personId: string
  sealed: string
  keptAt: Date
  /** When it was put back where it belongs; it is not offered again. */
  returnedAt: Date | null
  expiresAt: Date
}

/** Forms whose session had ended, sealed, for two weeks: one per person and address, the latest of each. */
export function createKeptFormStore(options: { connection: Connection; box: SecretBox; clock: Clock }) {
  const { connection, box, clock } = options
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    personId: { type: String, required: true },
    sealed: { type: String, required: true },
    keptAt: { type: Date, required: true },
    returnedAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  })
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
  schema.index({ personId: 1 })
  const rows = connection.model<Row>('KeptForm', schema, 'keptForms')
  type Owner = Pick<KeptForm, 'institutionId' | 'personId'>
  const waiting = ({ institutionId, personId }: Owner) => ({
    institutionId,
    personId,
    returnedAt: null,
    expiresAt: { $gt: clock.now() },
  })

  function opened(row: Row): KeptForm {
    const { _id: id, institutionId, personId, keptAt } = row
    const { owner, action, fields } = JSON.parse(box.open(row.sealed, purpose)) as {
      owner: string
    } & Pick<KeptForm, 'action' | 'fields'>
    if (owner !== personId) throw new Error('a kept form was moved to another person')
    return { id, institutionId, personId, action, fields, keptAt }
  }

  return {
    /** Keeps it in place of an earlier one for the same address. False where one person has too many already. */
    async keep(form: Omit<KeptForm, 'id' | 'keptAt'>): Promise<boolean> {
      const { institutionId, personId, action, fields } = form
      if ((await rows.countDocuments(waiting(form))) >= mostOfOnePerson) return false
      const now = clock.now()
      const id = createHash('sha256').update(`${personId} ${action}`).digest('base64url')
      const sealed = box.seal(JSON.stringify({ owner: personId, action, fields }), purpose)
      const expiresAt = new Date(now.getTime() + keptForMs)
      const row = { institutionId, personId, sealed, keptAt: now, returnedAt: null, expiresAt }
      await rows.updateOne({ _id: id }, { $set: row }, { upsert: true })
      return true
    },
    /** Whether anything waits for this person. */
    async anyFor(owner: Owner): Promise<boolean> {
      return (await rows.findOne(waiting(owner), { _id: 1 }).lean()) !== null
    },
    /** What waits for this person, the latest first. */
    async of(owner: Owner): Promise<KeptForm[]> {
      const found = await rows.find(waiting(owner)).sort({ keptAt: -1 }).lean<Row[]>()
      return found.map(opened)
    },
    /** Marks it as put back and answers it; null where this person has no such form waiting. */
    async takeBack(owner: Owner, id: string): Promise<KeptForm | null> {
      const change = { $set: { returnedAt: clock.now() } }
      const row = await rows.findOneAndUpdate({ _id: id, ...waiting(owner) }, change).lean<Row>()
      return row ? opened(row) : null
    },
    /** Throws it away. False where this person has no such form. */
    async remove(owner: Owner, id: string): Promise<boolean> {
      return (await rows.deleteOne({ _id: id, ...waiting(owner) })).deletedCount === 1
    },
  }
}

export type KeptFormStore = ReturnType<typeof createKeptFormStore>
