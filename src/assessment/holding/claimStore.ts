import type { Connection } from 'mongoose'
import { toRecord, toRecords } from '../../database/records.js'
import type { Assessment } from '../assessment.js'
import type { Claim, EndedClaim } from './claim.js'

const start = new Date(0)

/** Claims on rounds. Each change is one conditional update, so that two who reach for a round never both get it. */
export function createClaimStore(connection: Connection) {
  const rows = connection.model('Assessment')
  const waits = { dueBy: { $gt: start } }

  return {
    /** Puts a waiting round into somebody's hands, if nobody has it. */
    async claim(institutionId: string, id: string, claimed: Claim): Promise<boolean> {
      const free = { _id: id, institutionId, claimed: null, ...waits }
      return (await rows.updateOne(free, { $set: { claimed, unplaced: null } })).modifiedCount === 1
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
    /** The waiting rounds of an educator that this assessor has in hand. */
    async heldOf(institutionId: string, assessorId: string, educatorId: string): Promise<Assessment[]> {
      const held = { institutionId, personId: educatorId, 'claimed.by': assessorId, dueBy: { $gt: start } }
      return toRecords<Assessment>(await rows.find(held).lean())
    },
    /**
     * Waiting rounds of an institution that nobody has, at most `limit`: those for which nobody has been looked for, the oldest
     * promise first, then those for which nobody was found before `rested`.
     */
    async unheld(institutionId: string, rested: Date, limit: number): Promise<Assessment[]> {
      const free = { institutionId, 'claimed.by': null, dueBy: { $gt: start } }
      const [fresh, again] = await Promise.all([
        rows
          .find({ ...free, 'unplaced.lookedAt': null })
          .sort({ dueBy: 1 })
          .limit(limit)
          .lean(),
        rows
          .find({ ...free, 'unplaced.lookedAt': { $lt: rested } })
          .sort({ 'unplaced.lookedAt': 1 })
          .limit(limit)
          .lean(),
      ])
      return toRecords<Assessment>([...fresh, ...again]).slice(0, limit)
    },
    /** Notes that nobody was found for a round, and since when that is so. */
    async unplace({ institutionId, id, unplaced }: Assessment, now: Date): Promise<void> {
      const said = { since: unplaced?.since ?? now, lookedAt: now }
      await rows.updateOne({ _id: id, institutionId, claimed: null }, { $set: { unplaced: said } })
    },
    /** How many rounds each person was given since then, whatever became of them; who was given none is left out. */
    async givenSince(institutionId: string, since: Date): Promise<Map<string, number>> {
      const [now, before] = await Promise.all([
        rows
          .find({ institutionId, 'claimed.kind': 'given', 'claimed.at': { $gt: since } }, { claimed: 1 })
          .lean(),
        rows.find({ institutionId, 'earlierClaims.at': { $gt: since } }, { earlierClaims: 1 }).lean(),
      ])
      const given = new Map<string, number>()
      type Hands = Pick<Assessment, 'id'> & Partial<Pick<Assessment, 'claimed' | 'earlierClaims'>>
      for (const { claimed, earlierClaims = [] } of toRecords<Hands>([...now, ...before]))
        for (const { by, at, kind } of [...earlierClaims, ...(claimed ? [claimed] : [])])
          if (kind === 'given' && at > since) given.set(by, (given.get(by) ?? 0) + 1)
      return given
    },
    /** Waiting rounds in somebody's hands, the oldest promise first. */
    async inHand(institutionId: string, personId: string): Promise<Assessment[]> {
      const held = { institutionId, 'claimed.by': personId, ...waits }
      return toRecords<Assessment>(await rows.find(held).sort({ dueBy: 1 }).lean())
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
