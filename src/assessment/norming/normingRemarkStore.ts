import type { Connection } from 'mongoose'
import { addUnlessThere } from '../../database/duplicateKey.js'
import { newId } from '../../database/ids.js'
import { recordSchema, toRecords } from '../../database/records.js'

/** A comment is part of the talk; an outcome is what the group agreed on, as a facilitator notes it. */
export const remarkKinds = ['comment', 'outcome'] as const
export type RemarkKind = (typeof remarkKinds)[number]

/** Something said about a closed round. Never changed, never deleted: a later outcome stands beside the earlier one. */
export interface NormingRemark {
  id: string
  institutionId: string
  roundId: string
  kind: RemarkKind
  /** A criterion, or null for the round as a whole. */
  about: string | null
  text: string
  by: string
  at: Date
  /** Made with the form, so that sending it twice writes it once. */
  key: string
}

const SHOWN = 300

/** The talk about norming rounds. */
export function createNormingRemarkStore(connection: Connection) {
  const text = { type: String, required: true }
  const schema = recordSchema({
    institutionId: text,
    roundId: text,
    kind: text,
    about: { type: String, default: null },
    text,
    by: text,
    at: { type: Date, required: true },
    key: text,
  })
  schema.index({ roundId: 1, at: 1 })
  schema.index({ roundId: 1, by: 1, key: 1 }, { unique: true })
  const rows = connection.model('NormingRemark', schema, 'normingRemarks')
  return {
    /** Writes it down. False when the same form has been sent before. */
    add: (remark: Omit<NormingRemark, 'id'>): Promise<boolean> =>
      addUnlessThere(rows, { id: newId(), ...remark }),
    /** What was said about a round, oldest first. */
    async of(institutionId: string, roundId: string): Promise<NormingRemark[]> {
      return toRecords(await rows.find({ roundId, institutionId }).sort({ at: 1 }).limit(SHOWN).lean())
    },
  }
}

export type NormingRemarkStore = ReturnType<typeof createNormingRemarkStore>
