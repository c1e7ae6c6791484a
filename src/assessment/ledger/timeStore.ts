import type { Connection } from 'mongoose'
import { isDuplicateKey } from '../../database/duplicateKey.js'
import { newId } from '../../database/ids.js'
import { recordSchema } from '../../database/records.js'

/** Time somebody was at work on one thing, and up to which moment their time has been counted already. */
export function createTimeStore(connection: Connection) {
  const text = { type: String, required: true }
  const time = { type: Date, required: true }
  const spentSchema = recordSchema({
    ...{ institutionId: text, key: text, personId: text, firstAt: time, lastAt: time },
    seconds: { type: Number, required: true },
  })
  spentSchema.index({ key: 1, personId: 1 }, { unique: true })
  const clockSchema = recordSchema({ institutionId: text, countedUntil: time })
  const spent = connection.model('LedgerTime', spentSchema, 'ledgerTimes')
  const clocks = connection.model('LedgerClock', clockSchema, 'ledgerClocks')

  return {
    /**
     * Moves up to when a person's time has been counted, whatever they worked on, and answers where it stood: null
     * the first time. One atomic step, so that no second is counted twice, also where reports come at once.
     */
    async countUntil(institutionId: string, personId: string, now: Date): Promise<Date | null> {
      const move = () =>
        clocks
          .findOneAndUpdate(
            { _id: personId, institutionId },
            { $max: { countedUntil: now } },
            { upsert: true, returnDocument: 'before' },
          )
          .lean<{ countedUntil: Date } | null>()
      return (await onceMore(move))?.countedUntil ?? null
    },
    /** Adds seconds to what somebody has spent on one thing. */
    async add(one: { institutionId: string; key: string; personId: string; seconds: number; at: Date }) {
      const { institutionId, key, personId, seconds, at } = one
      await onceMore(() =>
        spent.updateOne(
          { institutionId, key, personId },
          { $inc: { seconds }, $set: { lastAt: at }, $setOnInsert: { _id: newId(), firstAt: at } },
          { upsert: true },
        ),
      )
    },
    /** Seconds by key, each of the person given with it; keys without any are left out. */
    async secondsOf(
      institutionId: string,
      asked: readonly { timedAs: string; assessorId: string }[],
    ): Promise<Map<string, number>> {
      const owners = new Map(asked.map(({ timedAs, assessorId }) => [timedAs, assessorId]))
      if (owners.size === 0) return new Map()
      const found = await spent
        .find({ key: { $in: [...owners.keys()] }, institutionId })
        .lean<{ key: string; personId: string; seconds: number }[]>()
      return new Map(
        found
          .filter(({ key, personId }) => owners.get(key) === personId)
          .map(({ key, seconds }) => [key, seconds]),
      )
    },
  }
}

/** Runs an upsert again where another made the row between its look and its write. */
async function onceMore<T>(upsert: () => PromiseLike<T>): Promise<T> {
  try {
    return await upsert()
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    return upsert()
  }
}

export type TimeStore = ReturnType<typeof createTimeStore>
