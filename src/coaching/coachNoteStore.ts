import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecords } from '../database/records.js'

/** A thought and a contact are for coaches alone; a nudge is a few words the educator finds on their own page. */
export const noteKinds = ['note', 'contact', 'nudge'] as const
export type NoteKind = (typeof noteKinds)[number]

/** Something a coach wrote down about the work with one educator in one course. Never changed, never deleted. */
export interface CoachNote {
  id: string
  institutionId: string
  cohortId: string
  educatorId: string
  by: string
  kind: NoteKind
  text: string
  at: Date
  /** Made with the form, so that sending it twice writes it once. */
  key: string
}

const SHOWN = 200

/** What coaches wrote down. Read by an educator's coaches of the course, and by nobody else. */
export function createCoachNoteStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    educatorId: { type: String, required: true },
    by: { type: String, required: true },
    kind: { type: String, required: true },
    text: { type: String, required: true },
    at: { type: Date, required: true },
    key: { type: String, required: true },
  })
  schema.index({ cohortId: 1, educatorId: 1, at: -1 })
  schema.index({ cohortId: 1, educatorId: 1, by: 1, key: 1 }, { unique: true })
  const rows = connection.model('CoachNote', schema, 'coachNotes')

  return {
    /** Writes a note down. False when the same form has been sent before. */
    add: (note: Omit<CoachNote, 'id'>): Promise<boolean> => addUnlessThere(rows, { id: newId(), ...note }),
    /** The newest notes about one educator in a course, newest first. */
    async of(institutionId: string, cohortId: string, educatorId: string): Promise<CoachNote[]> {
      const found = await rows
        .find({ cohortId, educatorId, institutionId })
        .sort({ at: -1 })
        .limit(SHOWN)
        .lean()
      return toRecords(found)
    },
    /** What coaches said to an educator since a moment, newest first. */
    async nudgesTo(
      institutionId: string,
      cohortId: string,
      educatorId: string,
      since: Date,
    ): Promise<CoachNote[]> {
      const found = await rows
        .find({ cohortId, educatorId, institutionId, kind: 'nudge', at: { $gte: since } })
        .sort({ at: -1 })
        .limit(3)
        .lean()
      return toRecords(found)
    },
  }
}

export type CoachNoteStore = ReturnType<typeof createCoachNoteStore>
