import type { Connection } from 'mongoose'
import { toRecord, toRecords } from '../../database/records.js'
import type { Assessment } from '../assessment.js'
import type { Claim, EndedClaim } from './claim.js'

const start = new Date(0)

/** Claims on rounds. Each change is one conditional update, so that two who reach for a round never both get it. */
export function createClaimStore(connection: Connection) {
  const rows = connection.model('Assessment')
  const waits = { finalised: null, withdrawn: null, wentBack: null }

  return {
    /** Puts a waiting round into somebody's hands, if nobody has it. */
    async claim(institutionId: string, id: string, claimed: Claim): Promise<boolean> {
      const free = { _id: id, institutionId, claimed: null, ...waits }
      return (await rows.updateOne(free, { $set: { claimed } })).modifiedCount === 1
    },
    /** Ends a claim as it was read, and keeps it among the earlier ones. The round as it is then; null where it has changed. */
    async end(
      { institutionId, id, claimed }: Pick<Assessment, 'institutionId' | 'id' | 'claimed'>,
      ended: EndedClaim['ended'],
    ): Promise<Assessment | null> {
      if (!claimed) return null
      const { by, at, until = null } = claimed
      const asRead = { 'claimed.by': by, 'claimed.at': at, 'claimed.until': until }
      const row = await rows
        .findOneAndUpdate(
          { _id: id, institutionId, ...asRead, ...waits },
          { $set: { claimed: null }, $push: { earlierClaims: { ...claimed, ended } } },
          { returnDocument: 'after' },
        )
        .lean()
      return toRecord<Assessment>(row)
    },
    /** Rounds of an institution whose claims have come to their end, the longest over first, at most `limit`. */
    async over(institutionId: string, now: Date, limit: number): Promise<Assessment[]> {
      const found = await rows
        .find({ institutionId, 'claimed.until': { $gt: start, $lte: now }, dueBy: { $gt: start } })
        .sort({ 'claimed.until': 1 })
        .limit(limit)
        .lean()
      return toRecords<Assessment>(found)
    },
  }
}

export type ClaimStore = ReturnType<typeof createClaimStore>
