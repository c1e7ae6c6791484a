import type { Connection } from 'mongoose'
import { addUnlessThere } from '../../database/duplicateKey.js'
import { newId } from '../../database/ids.js'
import { recordSchema, toRecords } from '../../database/records.js'
import type { AgreedRate } from './rate.js'
import type { MinutesStatement } from './workItem.js'

/** Statements of minutes and agreed rates. Both are added and never changed. */
export function createLedgerStore(connection: Connection) {
  const text = { type: String, required: true }
  const number = { type: Number, required: true }
  const time = { type: Date, required: true }
  const orNone = { type: String, default: null }
  const statementSchema = recordSchema({
    ...{ institutionId: text, itemId: text, month: text, by: text, minutes: number },
    ...{ reason: text, at: time, key: text },
  })
  statementSchema.index({ itemId: 1, by: 1, key: 1 }, { unique: true })
  statementSchema.index({ institutionId: 1, at: 1 })
  statementSchema.index({ institutionId: 1, by: 1, at: 1 })
  const rateSchema = recordSchema({
    ...{ institutionId: text, assessorId: orNone, microCredentialKey: orNone, key: text },
    poolOnly: { type: Boolean, required: true },
    ...{ per: text, pays: text, amount: number, currency: orNone, from: time },
    agreed: { type: Object, required: true },
  })
  rateSchema.index({ institutionId: 1, key: 1 }, { unique: true })
  const statements = connection.model('LedgerStatement', statementSchema, 'ledgerStatements')
  const rates = connection.model('LedgerRate', rateSchema, 'ledgerRates')

  return {
    /** Keeps a statement of minutes. False when the same form has been sent before. */
    state: (one: Omit<MinutesStatement, 'id'>) => addUnlessThere(statements, { id: newId(), ...one }),
    /** Every statement about these items, oldest first. */
    async statementsOf(institutionId: string, itemIds: readonly string[]): Promise<MinutesStatement[]> {
      if (itemIds.length === 0) return []
      return toRecords(
        await statements
          .find({ itemId: { $in: [...itemIds] }, institutionId })
          .sort({ at: 1, _id: 1 })
          .lean(),
      )
    },
    /** What was stated from one moment up to another about items of earlier months; of one person only if asked. */
    async statedLater(
      institutionId: string,
      month: string,
      { from, until }: { from: Date; until: Date },
      by?: string,
    ): Promise<MinutesStatement[]> {
      const whose = by === undefined ? {} : { by }
      const found = await statements
        .find({ institutionId, ...whose, at: { $gte: from, $lt: until }, month: { $lt: month } })
        .lean()
      return toRecords(found)
    },
    /** Keeps a rate. False when the same form has been sent before. */
    agree: (rate: AgreedRate & { key: string }) => addUnlessThere(rates, rate),
    /** Every rate ever agreed in an institution. */
    async ratesOf(institutionId: string): Promise<AgreedRate[]> {
      return toRecords(await rates.find({ institutionId }).lean())
    },
  }
}

export type LedgerStore = ReturnType<typeof createLedgerStore>
