import type { Connection } from 'mongoose'
import { addUnlessThere } from '../../database/duplicateKey.js'
import { newId } from '../../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../../database/records.js'
import type { Pool, PoolMember } from './poolMember.js'

/** Who is, and who was, in an institution's pool. One open record for each person. */
export function createPoolStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    personId: { type: String, required: true },
    from: { type: String, required: true },
    joined: { type: Object, required: true },
    left: { type: Object, default: null },
  })
  schema.index({ institutionId: 1, personId: 1, 'left.at': 1 }, { unique: true })
  const rows = connection.model('PoolMember', schema, 'poolMembers')

  return {
    /** Takes somebody in. False when they are in already. */
    join: (member: Omit<PoolMember, 'id' | 'left'>): Promise<boolean> =>
      addUnlessThere(rows, { id: newId(), ...member, left: null }),
    /** Ends an open membership. False when it had ended. */
    async leave(institutionId: string, id: string, left: NonNullable<PoolMember['left']>): Promise<boolean> {
      const { modifiedCount } = await rows.updateOne(
        { _id: id, institutionId, left: null },
        { $set: { left } },
      )
      return modifiedCount === 1
    },
    /** One membership, open or ended, or null. */
    async find(institutionId: string, id: string): Promise<PoolMember | null> {
      return toRecord<PoolMember>(await rows.findOne({ _id: id, institutionId }).lean())
    },
    async isMember(institutionId: string, personId: string): Promise<boolean> {
      return (await rows.findOne({ institutionId, personId, left: null }).lean()) !== null
    },
    /** Every membership there is or was: whoever came back has several. */
    async memberships(institutionId: string): Promise<PoolMember[]> {
      return toRecords(await rows.find({ institutionId }).lean())
    },
    async members(institutionId: string): Promise<string[]> {
      const found = toRecords<PoolMember>(await rows.find({ institutionId, left: null }).lean())
      return found.map(({ personId }) => personId)
    },
    /** Everybody who is or was in the pool, the newest membership of each; those who are in it first. */
    async list(institutionId: string): Promise<PoolMember[]> {
      const found = toRecords<PoolMember>(await rows.find({ institutionId }).lean())
      const newest = new Map<string, PoolMember>()
      for (const one of found.sort((a, b) => a.joined.at.getTime() - b.joined.at.getTime()))
        newest.set(one.personId, one)
      return [...newest.values()].sort((a, b) => Number(a.left !== null) - Number(b.left !== null))
    },
  } satisfies Pool & Record<string, unknown>
}

export type PoolStore = ReturnType<typeof createPoolStore>
