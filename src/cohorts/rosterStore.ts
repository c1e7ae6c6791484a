import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'

/** How the roster of one cohort stands: when it was last read, when it is due again, why it could not be read. */
export interface RosterState {
  /** The cohort's. */
  id: string
  institutionId: string
  dueAt: Date
  lease: { by: string; until: Date } | null
  /** The last reading that went through. `complete` is false where the LMS listed more than we read. */
  read: { at: Date; listed: number; came: number; left: number; complete: boolean } | null
  /** The last try, where it did not go through; null after one that did. */
  failed: { at: Date; reason: string; times: number } | null
  /** Where the LMS will say what changed since then, and since when that chain of differences has run (NRPS §2.5). */
  differences: { url: string; since: Date } | null
}

/** One row per cohort that has a roster. */
export function createRosterStore(connection: Connection) {
  const nested = (fields: Record<string, unknown>) => ({ type: fields, _id: false, default: null })
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    dueAt: { type: Date, required: true },
    lease: nested({ by: String, until: Date }),
    read: nested({ at: Date, listed: Number, came: Number, left: Number, complete: Boolean }),
    failed: nested({ at: Date, reason: String, times: Number }),
    differences: nested({ url: String, since: Date }),
  })
  schema.index({ dueAt: 1 })
  const rows = connection.model('RosterState', schema, 'rosterStates')
  const free = (now: Date) => ({ $or: [{ lease: null }, { 'lease.until': { $lte: now } }] })

  return {
    /** How the roster of a cohort stands; null before anybody asked for it. */
    async find(institutionId: string, cohortId: string): Promise<RosterState | null> {
      return toRecord<RosterState>(await rows.findOne({ _id: cohortId, institutionId }).lean())
    },
    /** Makes a reading due by then, unless it is due earlier. */
    async ask(institutionId: string, cohortId: string, dueAt: Date): Promise<void> {
      const fresh = { institutionId, dueAt, lease: null, read: null, failed: null, differences: null }
      if (await addUnlessThere({ create: (row) => rows.create(row) }, { id: cohortId, ...fresh })) return
      await rows.updateOne({ _id: cohortId, institutionId, dueAt: { $gt: dueAt } }, { $set: { dueAt } })
    },
    /** Rosters that are due and that nobody is reading, the longest waiting first. */
    async due(now: Date, limit: number): Promise<RosterState[]> {
      const found = await rows
        .find({ dueAt: { $lte: now }, ...free(now) })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean()
      return toRecords<RosterState>(found)
    },
    /** Takes a roster for reading; null when somebody else is at it. */
    async take(
      institutionId: string,
      cohortId: string,
      lease: { by: string; until: Date },
      now: Date,
    ): Promise<RosterState | null> {
      const taken = await rows
        .findOneAndUpdate(
          { _id: cohortId, institutionId, ...free(now) },
          { $set: { lease } },
          { returnDocument: 'after' },
        )
        .lean()
      return toRecord<RosterState>(taken)
    },
    /** Keeps a roster while its reading goes on; false when it was lost to another process. */
    async keep(cohortId: string, by: string, until: Date): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(
        { _id: cohortId, 'lease.by': by },
        { $set: { 'lease.until': until } },
      )
      return matchedCount === 1
    },
    /** Lets go of a roster with what was learnt. */
    async release(
      cohortId: string,
      by: string,
      learnt: Pick<RosterState, 'dueAt'> & Partial<Pick<RosterState, 'read' | 'failed' | 'differences'>>,
    ): Promise<void> {
      await rows.updateOne({ _id: cohortId, 'lease.by': by }, { $set: { ...learnt, lease: null } })
    },
  }
}

export type RosterStore = ReturnType<typeof createRosterStore>
