import { Schema, type Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { MicroCredential, MicroCredentialContent } from './microCredential.js'
import { approvalOf, type Approval, type Decision, type Reviewed } from './review.js'

interface Act {
  at: Date
  by: string
}

interface Row extends Reviewed {
  id: string
  institutionId: string
  key: string
  version: number
  revision: number
  content: MicroCredentialContent
  written: Act | null
}

/** A version as stored; `revision` counts a draft's rewrites, so that only what was checked is approved and published. */
export type StoredMicroCredential = MicroCredential &
  Reviewed & { revision: number; written: Act | null; approval: Approval | null }

function fromRow({ content, ...row }: Row): StoredMicroCredential {
  // Versions published before there were approvals lack these.
  const { authors = [], review = null, approved = null, decisions = [], written = null } = row
  const reviewed = { authors, review, approved, decisions, published: row.published }
  return { ...content, ...row, ...reviewed, written, approval: approvalOf(reviewed) }
}

const fromFound = (found: unknown): StoredMicroCredential | null => {
  const row = toRecord<Row>(found)
  return row && fromRow(row)
}

/** Every version of every micro-credential. A published version's content is never written again: each update asks for a draft. */
export function createMicroCredentialStore(connection: Connection) {
  const act = () => ({ type: new Schema({ at: Date, by: String }, { _id: false }), default: null })
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    key: { type: String, required: true },
    version: { type: Number, required: true },
    revision: { type: Number, required: true },
    content: { type: Schema.Types.Mixed, required: true },
    authors: { type: [String], required: true },
    written: act(),
    review: act(),
    approved: act(),
    decisions: { type: [Schema.Types.Mixed], required: true },
    published: act(),
  })
  schema.index({ institutionId: 1, key: 1, version: 1 }, { unique: true })
  const rows = connection.model('MicroCredential', schema, 'microCredentials')
  const after = { returnDocument: 'after' } as const
  const latest = async (institutionId: string, key: string, where: Record<string, unknown>) =>
    fromFound(
      await rows
        .findOne({ institutionId, key, ...where })
        .sort({ version: -1 })
        .lean(),
    )
  const stillDraft = ({ id, institutionId, revision }: StoredMicroCredential) => ({
    ...{ _id: id, institutionId, revision },
    published: null,
  })
  return {
    /** Adds a version: a draft, unless `reviewed` says more. Null when this version of this key is already there. */
    async add(
      place: { institutionId: string; key: string; version: number },
      content: MicroCredentialContent,
      written: Act,
      reviewed: Partial<Reviewed> = {},
    ): Promise<StoredMicroCredential | null> {
      const row = {
        ...{ id: newId(), ...place, revision: 1, content, written, authors: [written.by] },
        ...{ review: null, approved: null, decisions: [], published: null, ...reviewed },
      }
      return (await addUnlessThere(rows, row)) ? fromRow(row) : null
    },
    /** Rewrites a draft and remembers who did. Null when it has been published, moved on or rewritten since it was read. */
    async reviseDraft(
      draft: StoredMicroCredential,
      content: MicroCredentialContent,
      written: Act,
    ): Promise<StoredMicroCredential | null> {
      const update = {
        $set: { content, written },
        $inc: { revision: 1 },
        $addToSet: { authors: written.by },
      }
      const open = { ...stillDraft(draft), review: null, approved: null }
      return fromFound(await rows.findOneAndUpdate(open, update, after).lean())
    },
    /** Moves a draft on or back, with the decision that does it. Null when it has changed since it was read. */
    async move(
      draft: StoredMicroCredential,
      to: Pick<Reviewed, 'review' | 'approved'>,
      decision?: Decision,
    ): Promise<StoredMicroCredential | null> {
      const update = {
        ...{ $set: to, $inc: { revision: 1 } },
        ...(decision && { $push: { decisions: decision } }),
      }
      return fromFound(await rows.findOneAndUpdate(stillDraft(draft), update, after).lean())
    },
    /** Adds a decision to a published version, whose content stays as it is. Null where it is not published. */
    async decideAgain(
      { id, institutionId }: StoredMicroCredential,
      decision: Decision,
    ): Promise<StoredMicroCredential | null> {
      const out = { _id: id, institutionId, published: { $ne: null } }
      return fromFound(await rows.findOneAndUpdate(out, { $push: { decisions: decision } }, after).lean())
    },
    /** Publishes a draft as it was read. Null when it has been published or rewritten since. */
    async publish(draft: StoredMicroCredential, published: Act): Promise<StoredMicroCredential | null> {
      return fromFound(await rows.findOneAndUpdate(stillDraft(draft), { $set: { published } }, after).lean())
    },
    /** One version, or null where this institution has none with the id. */
    async byId(institutionId: string, id: string): Promise<StoredMicroCredential | null> {
      return fromFound(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** A published version of any institution: what is published is public. */
    async publicById(id: string): Promise<StoredMicroCredential | null> {
      return fromFound(await rows.findOne({ _id: id, published: { $ne: null } }).lean())
    },
    /** The newest version of a key, draft or published. */
    newest: (institutionId: string, key: string) => latest(institutionId, key, {}),
    /** The newest published version of a key. */
    newestPublished: (institutionId: string, key: string) =>
      latest(institutionId, key, { published: { $ne: null } }),
    /** Every published version of the institution, newest version first. */
    async published(institutionId: string): Promise<StoredMicroCredential[]> {
      const found = await rows
        .find({ institutionId, published: { $ne: null } })
        .sort({ version: -1 })
        .lean()
      return toRecords<Row>(found).map(fromRow)
    },
    /** Every published version of every institution: for jobs. */
    async publishedEverywhere(): Promise<StoredMicroCredential[]> {
      return toRecords<Row>(await rows.find({ published: { $ne: null } }).lean()).map(fromRow)
    },
    /** Every version the institution has, by key and then from the oldest. */
    async all(institutionId: string): Promise<StoredMicroCredential[]> {
      return toRecords<Row>(await rows.find({ institutionId }).sort({ key: 1, version: 1 }).lean()).map(
        fromRow,
      )
    },
    /** Every version of one key, the newest first. */
    async versions(institutionId: string, key: string): Promise<StoredMicroCredential[]> {
      return toRecords<Row>(await rows.find({ institutionId, key }).sort({ version: -1 }).lean()).map(fromRow)
    },
    /** Which of these keys the institution has, in any version. */
    async knownKeys(institutionId: string, keys: readonly string[]): Promise<string[]> {
      const found = await rows
        .find({ institutionId, key: { $in: [...keys] } })
        .select('key')
        .lean()
      return toRecords<Pick<Row, 'id' | 'key'>>(found).map((row) => row.key)
    },
  }
}

export type MicroCredentialStore = ReturnType<typeof createMicroCredentialStore>
