import { randomInt } from 'node:crypto'
import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord } from '../database/records.js'
import { statusListLength } from './openBadges/statusList.js'

/** A status list of an institution: how many places are given away, and in which order. Who is revoked is read from the awards. */
export interface StatusList {
  id: string
  institutionId: string
  serial: number
  taken: number
  stride: number
}

/**
 * The place of the n-th award in a list: all places once, in an order that does not tell who came first. An odd stride visits every
 * place because the length is a power of two.
 */
function placeOf(list: Pick<StatusList, 'stride'>, nth: number): number {
  return (nth * list.stride + (list.stride >> 1)) % statusListLength
}

/** Status lists. Counting up is atomic, so no place is given twice. */
export function createStatusListStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    serial: { type: Number, required: true },
    taken: { type: Number, required: true },
    stride: { type: Number, required: true },
  })
  schema.index({ institutionId: 1, serial: 1 }, { unique: true })
  const rows = connection.model('StatusList', schema, 'statusLists')

  const take = async (institutionId: string) =>
    toRecord<StatusList>(
      await rows
        .findOneAndUpdate(
          { institutionId, taken: { $lt: statusListLength } },
          { $inc: { taken: 1 } },
          { returnDocument: 'before', sort: { serial: 1 } },
        )
        .lean(),
    )

  const addNext = async (institutionId: string) => {
    const newest = toRecord<StatusList>(await rows.findOne({ institutionId }).sort({ serial: -1 }).lean())
    const serial = (newest?.serial ?? 0) + 1
    const stride = randomInt(statusListLength / 8, statusListLength / 2) | 1
    await addUnlessThere(rows, { id: newId(), institutionId, serial, taken: 0, stride })
  }

  return {
    /** A place nobody has, in the institution's open list; a new list is begun when there is none. */
    async allocate(institutionId: string): Promise<{ listId: string; index: number }> {
      for (let attempt = 0; attempt < 5; attempt++) {
        const list = await take(institutionId)
        if (list) return { listId: list.id, index: placeOf(list, list.taken) }
        await addNext(institutionId)
      }
      throw new Error(`No status list for ${institutionId}`)
    },
    async byId(id: string): Promise<StatusList | null> {
      return toRecord<StatusList>(await rows.findOne({ _id: id }).lean())
    },
  }
}

export type StatusListStore = ReturnType<typeof createStatusListStore>
