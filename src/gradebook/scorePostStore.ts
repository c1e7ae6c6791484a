import type { Connection } from 'mongoose'
import { isDuplicateKey } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { toRecord, toRecords } from '../database/records.js'
import {
  nextTimestamp,
  wholeSecond,
  type HoldReason,
  type ScoreChange,
  type ScorePost,
  type Settlement,
  type Try,
} from './scorePost.js'
import { scorePostSchema } from './scorePostSchema.js'

type Lane = Pick<ScorePost, 'institutionId' | 'assignmentId' | 'personId'>

/** What a holder of a lease writes when it lets go. */
export interface Release {
  tried: Try
  settled?: Settlement
  nextAt?: Date
}

/** Nobody is sending it, or whoever was has stopped without a word. */
const unleased = (now: Date) => ({ $or: [{ lease: null }, { 'lease.until': { $lte: now } }] })

/** The outbox of scores and, at the same time, its ledger. */
export function createScorePostStore(connection: Connection) {
  const rows = connection.model('ScorePost', scorePostSchema(), 'scorePosts')

  async function lane({ institutionId, assignmentId, personId }: Lane): Promise<ScorePost[]> {
    const found = await rows.find({ institutionId, assignmentId, personId }).sort({ second: 1 }).lean()
    return toRecords<ScorePost>(found)
  }

  async function lastSecond({ institutionId, assignmentId, personId }: Lane): Promise<number | null> {
    const last = await rows
      .findOne({ institutionId, assignmentId, personId }, { second: 1 })
      .sort({ second: -1 })
      .lean()
    return toRecord<Pick<ScorePost, 'id' | 'second'>>(last)?.second ?? null
  }

  return {
    lane,
    /** Adds a change to the end of its lane. The one already there for the same key is left as it is. */
    async add(change: ScoreChange, registrationId: string | null, now: Date): Promise<void> {
      for (;;) {
        const timestamp = nextTimestamp(change.at, await lastSecond(change))
        try {
          await rows.create({
            _id: newId(),
            ...change,
            registrationId,
            timestamp,
            second: wholeSecond(timestamp),
            nextAt: timestamp > now ? timestamp : now,
          })
          return
        } catch (error) {
          if (!isDuplicateKey(error)) throw error
          if ((await rows.countDocuments({ key: change.key })) > 0) return
        }
      }
    },
    async byId(institutionId: string, id: string): Promise<ScorePost | null> {
      return toRecord<ScorePost>(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** The posts that are due, the longest waiting first; leased ones are left out. */
    async due(now: Date, limit: number): Promise<ScorePost[]> {
      const found = await rows
        .find({ nextAt: { $lte: now }, ...unleased(now) })
        .sort({ nextAt: 1 })
        .limit(limit)
        .lean()
      return toRecords<ScorePost>(found)
    },
    /** Takes a due post for sending; null when another process was faster. A lease left by a crash is noted. */
    async claim(
      post: ScorePost,
      registrationId: string,
      lease: { by: string; until: Date },
      now: Date,
    ): Promise<ScorePost | null> {
      const interrupted: Try = { at: now, status: null, outcome: 'interrupted', reason: null }
      const claimed = await rows
        .findOneAndUpdate(
          {
            _id: post.id,
            settled: null,
            nextAt: { $lte: now },
            ...unleased(now),
          },
          {
            $set: { lease, registrationId, hold: null },
            ...(post.lease ? { $push: { tries: interrupted } } : {}),
          },
          { returnDocument: 'after' },
        )
        .lean()
      return toRecord<ScorePost>(claimed)
    },
    /** Lets a post go with what was learnt. Nothing happens when the lease was lost meanwhile. */
    async release(id: string, by: string, { tried, settled, nextAt }: Release): Promise<void> {
      await rows.updateOne(
        { _id: id, 'lease.by': by, settled: null },
        {
          $set: { lease: null, nextAt: nextAt ?? null, ...(settled ? { settled } : {}) },
          $push: { tries: tried },
        },
      )
    },
    /** Ends a post that need not be sent. Nothing happens while somebody is sending it. */
    async settle(id: string, settled: Settlement, now: Date): Promise<void> {
      await rows.updateOne(
        { _id: id, settled: null, ...unleased(now) },
        { $set: { settled, nextAt: null, lease: null, hold: null } },
      )
    },
    /** Lets unsettled posts wait until then, with a reason when something has to be mended first. Answers how many. */
    async postpone(
      posts: readonly ScorePost[],
      nextAt: Date,
      hold: HoldReason | null,
      now: Date,
    ): Promise<number> {
      const ids = posts.map(({ id }) => id)
      const result = await rows.updateMany(
        { _id: { $in: ids }, settled: null, ...unleased(now) },
        { $set: { nextAt, hold, lease: null } },
      )
      return result.modifiedCount
    },
    /** Lets all due posts of one platform wait: it asked for a pause, or does not answer. */
    async postponePlatform(registrationId: string, now: Date, nextAt: Date): Promise<void> {
      await rows.updateMany(
        { registrationId, settled: null, lease: null, nextAt: { $lte: now } },
        { $set: { nextAt } },
      )
    },
    /** Brings what waits for a platform (or, held, for an assignment) forward: it answers again. */
    async bringForward(
      what: { registrationId: string } | { assignmentId: string },
      now: Date,
    ): Promise<void> {
      await rows.updateMany(
        { ...what, settled: null, lease: null, nextAt: { $gt: now }, timestamp: { $lte: now } },
        { $set: { nextAt: now } },
      )
    },
    /**
     * Gives a post a new timestamp at the end of its lane and makes it due. `bySelf` counts against the one time
     * this happens without a person. False when somebody changed it meanwhile.
     */
    async restamp(
      post: ScorePost,
      now: Date,
      bySelf: boolean,
      confirmed: ScorePost['confirmed'] = null,
    ): Promise<boolean> {
      for (;;) {
        const timestamp = nextTimestamp(now, await lastSecond(post))
        try {
          const changed = await rows.updateOne(
            { _id: post.id, second: post.second, lease: null },
            {
              $set: {
                timestamp,
                second: wholeSecond(timestamp),
                nextAt: timestamp > now ? timestamp : now,
                settled: null,
                hold: null,
                ...(confirmed ? { confirmed } : {}),
              },
              ...(bySelf ? { $inc: { restamped: 1 } } : {}),
            },
          )
          return changed.modifiedCount === 1
        } catch (error) {
          if (!isDuplicateKey(error)) throw error
        }
      }
    },
    /** All posts for an assignment, in the order of their lanes. */
    async ofAssignment(institutionId: string, assignmentId: string): Promise<ScorePost[]> {
      const found = await rows.find({ institutionId, assignmentId }).sort({ personId: 1, second: 1 }).lean()
      return toRecords<ScorePost>(found)
    },
    /** The posts of a cohort, newest change first. */
    async ofCohort(institutionId: string, cohortId: string, limit: number): Promise<ScorePost[]> {
      const found = await rows.find({ institutionId, cohortId }).sort({ at: -1, _id: 1 }).limit(limit).lean()
      return toRecords<ScorePost>(found)
    },
    /** Posts of a cohort that will not reach the gradebook without somebody's help. */
    async troubledCount(institutionId: string, cohortId: string): Promise<number> {
      const held = { settled: null, hold: { $ne: null } }
      return rows.countDocuments({ institutionId, cohortId, $or: [held, { 'settled.kind': 'refused' }] })
    },
    /** How many posts are still on their way, for metrics and the doctor. */
    async openCount(): Promise<number> {
      return rows.countDocuments({ settled: null })
    },
  }
}

export type ScorePostStore = ReturnType<typeof createScorePostStore>
