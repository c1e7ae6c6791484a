import type { Connection } from 'mongoose'
import { newId } from '../database/ids.js'
import { recordSchema, toRecords } from '../database/records.js'
import { actorId, type Actor } from './actor.js'

/** One thing that was done: by whom, to what, when, why. Ids only, never names or evidence. */
export interface AuditRow {
  id: string
  institutionId: string | null
  /** An actor's id, such as `staff:…`. */
  actor: string
  action: string
  subject: string
  reason?: string
  /** What stood before and what stands now, where an act changed a thing in place. Never a secret. */
  changes?: AuditChange[]
  at: Date
}

export interface AuditChange {
  what: string
  before: string | number | boolean | null
  after: string | number | boolean | null
}

/** Something that is being done and is to be recorded. */
export type NewAuditRow = Omit<AuditRow, 'id' | 'actor'> & { actor: Actor }

/** Where commands record what they do. */
export interface AuditTrail {
  /** Appends one row. */
  record(act: NewAuditRow): Promise<void>
}

/** The append-only record of acts. Rows are written, listed and never changed. */
export function createAuditStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, default: null },
    actor: { type: String, required: true },
    action: { type: String, required: true },
    subject: { type: String, required: true },
    reason: String,
    changes: { type: [Object], default: undefined },
    at: { type: Date, required: true },
  })
  schema.index({ institutionId: 1, at: -1, _id: -1 })
  schema.index({ subject: 1, at: 1, _id: 1 })
  const rows = connection.model('AuditRow', schema, 'audit')
  let written = 0
  /** Ids that sort in the order of writing, so that acts of one millisecond keep theirs. */
  const orderedId = (at: Date): string => {
    written += 1
    return `${String(at.getTime()).padStart(15, '0')}-${String(written).padStart(12, '0')}-${newId()}`
  }
  return {
    /** Appends one row. */
    async record({ actor, ...act }: NewAuditRow): Promise<void> {
      await rows.create({ _id: orderedId(act.at), ...act, actor: actorId(actor) })
    },
    /** The acts on one subject (for instance `award:<id>`), oldest first. */
    async of(subject: string): Promise<AuditRow[]> {
      const found = await rows.find({ subject }).sort({ at: 1, _id: 1 }).lean()
      return toRecords<AuditRow>(found)
    },
    /** The newest acts of one institution. */
    async latest(institutionId: string | null, limit = 50): Promise<AuditRow[]> {
      const found = await rows.find({ institutionId }).sort({ at: -1, _id: -1 }).limit(limit).lean()
      return toRecords<AuditRow>(found)
    },
  }
}

export type AuditStore = ReturnType<typeof createAuditStore>
