import type { Connection } from 'mongoose'
import { addManyUnlessThere, addUnlessThere } from '../../database/duplicateKey.js'
import { newId } from '../../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { LedgerLine } from './ledgerLine.js'

/** A month that is closed: its lines stand as they were then, whatever is agreed or stated later. */
export interface ClosedMonth {
  id: string
  institutionId: string
  /** "2026-03" */
  month: string
  closed: { by: string; at: Date }
  /** Which lines are its own: what a closing that was cut short left behind is nobody's. */
  closingId: string
}

/** Closed months with lines of their own. */
export function createClosedMonthStore(connection: Connection) {
  const text = { type: String, required: true }
  const object = { type: Object, required: true }
  const monthSchema = recordSchema({ institutionId: text, month: text, closed: object, closingId: text })
  monthSchema.index({ institutionId: 1, month: 1 }, { unique: true })
  const lineSchema = recordSchema({ institutionId: text, closingId: text, line: object })
  lineSchema.index({ closingId: 1, 'line.assessorId': 1 })
  const months = connection.model('LedgerMonth', monthSchema, 'ledgerMonths')
  const lines = connection.model('LedgerLine', lineSchema, 'ledgerLines')

  return {
    /** A closed month, or null while it is open. */
    async find(institutionId: string, month: string): Promise<ClosedMonth | null> {
      return toRecord<ClosedMonth>(await months.findOne({ institutionId, month }).lean())
    },
    /** Every closed month of an institution. */
    async list(institutionId: string): Promise<ClosedMonth[]> {
      return toRecords(await months.find({ institutionId }).lean())
    },
    /**
     * Closes a month with these lines: they are written first, and count from the moment the month is. False when it
     * is closed already.
     */
    async close(
      institutionId: string,
      month: string,
      closed: ClosedMonth['closed'],
      counted: readonly LedgerLine[],
    ): Promise<boolean> {
      const closingId = newId()
      await addManyUnlessThere(
        lines,
        counted.map((line) => ({ id: newId(), institutionId, closingId, line })),
      )
      return addUnlessThere(months, { id: newId(), institutionId, month, closed, closingId })
    },
    /** The lines of a closed month as they stood, oldest first; of one person only if asked. */
    async linesOf({ institutionId, closingId }: ClosedMonth, assessorId?: string): Promise<LedgerLine[]> {
      const whose = assessorId === undefined ? {} : { 'line.assessorId': assessorId }
      const found = await lines.find({ closingId, institutionId, ...whose }).lean<{ line: LedgerLine }[]>()
      return found.map(({ line }) => line).sort((a, b) => a.at.getTime() - b.at.getTime())
    },
  }
}

export type ClosedMonthStore = ReturnType<typeof createClosedMonthStore>
