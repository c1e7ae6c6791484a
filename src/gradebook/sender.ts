import type { Clock } from '../clock/clock.js'
import { newId } from '../database/ids.js'
import { decideAnswer } from './answer.js'
import { decideLane, messageOf, mustLookFirst } from './lane.js'
import type { LmsGrade } from './lmsGrade.js'
import type { LmsGradeStore } from './lmsGradeStore.js'
import type { AddressBook, GradePassback, PostResult, ScoreAddress, ScoreMessage } from './ports.js'
import type { ResultReader } from './resultReader.js'
import type { ScorePost } from './scorePost.js'
import type { ScorePostStore } from './scorePostStore.js'

const LEASE_MS = 120_000
const HOLD_MS = 60_000
const BATCH = 400
/** After so many silences in a row a platform counts as down and is left alone for a while. */
const DOWN_AFTER = 3
const DOWN_PAUSE_MS = 60_000
/** Canvas asks for one call after another (Canvas documentation). */
const lanesAtOnce = { canvas: 1, moodle: 8, other: 8 }

export interface SenderNeeds {
  posts: ScorePostStore
  addresses: AddressBook
  passback: GradePassback
  results: Pick<ResultReader, 'noteResult'>
  grades: Pick<LmsGradeStore, 'last'>
  clock: Clock
  /** Origin of the tool. */
  publicUrl: string
  /** A number in 0..1, to spread retries. */
  chance?: () => number
}

type LaneKey = Pick<ScorePost, 'institutionId' | 'cohortId' | 'assignmentId' | 'personId'>

interface Located {
  lane: LaneKey
  address: ScoreAddress | null
}

interface Step {
  outcome: 'tried' | 'settled' | 'nothing'
  pause: boolean
}

/**
 * Makes `sendDue()`: sends every post that is due and answers how many tries it made. Any number of processes may
 * run it at the same time: each post is sent by the one that holds its lease, and a lease left behind by a killed
 * process ends after two minutes. A platform that does not answer is left alone for a minute, and when it answers
 * again everything that waited for it goes out at once.
 */
export function createSender(needs: SenderNeeds): () => Promise<number> {
  const { posts, addresses, passback, results, grades, clock, publicUrl, chance = Math.random } = needs
  const me = newId()
  const down = new Set<string>()
  const silences = new Map<string, number>()

  return async function sendDue() {
    let tries = 0
    for (;;) {
      const due = await posts.due(clock.now(), BATCH)
      if (due.length === 0) return tries
      const sent = await Promise.all((await byPlatform(due)).map(sendPlatform))
      tries += sent.reduce((sum, each) => sum + each.tries, 0)
      if (!sent.some((each) => each.moved)) return tries
    }
  }

  async function byPlatform(due: ScorePost[]): Promise<Located[][]> {
    const lanes = [...new Map(due.map((post) => [`${post.assignmentId} ${post.personId}`, post])).values()]
    const located = await Promise.all(
      lanes.map(async (lane) => ({ lane, address: await addresses.of(lane) })),
    )
    const groups = new Map<string, Located[]>()
    for (const each of located) {
      const platform = each.address?.registrationId ?? ''
      groups.set(platform, [...(groups.get(platform) ?? []), each])
    }
    return [...groups.values()]
  }

  async function sendPlatform(lanes: Located[]): Promise<{ tries: number; moved: boolean }> {
    const queue = [...lanes]
    const total = { tries: 0, moved: false }
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { outcome, pause } = await step(next.lane, next.address)
        if (outcome !== 'nothing') total.moved = true
        if (outcome === 'tried') total.tries += 1
        if (pause) queue.length = 0
      }
    }
    const workers = lanesAtOnce[lanes[0]?.address?.family ?? 'other']
    await Promise.all(Array.from({ length: workers }, worker))
    return total
  }

  /** Brings one lane one step forward. `pause` says that its platform wants to be left alone. */
  async function step(key: LaneKey, address: ScoreAddress | null): Promise<Step> {
    const now = clock.now()
    const lane = await posts.lane(key)
    let decided = decideLane(lane, address, await grades.last(key), now)
    if (decided.next.kind === 'send' && address && mustLookFirst(decided.next.post, lane, address))
      decided = decideLane(lane, address, await lookFirst(key, address), now)
    const { settle, next } = decided
    for (const { post, settlement } of settle) await posts.settle(post.id, settlement, now)
    const settled: Step = { outcome: settle.length > 0 ? 'settled' : 'nothing', pause: false }
    if (next.kind === 'nothing') return settled
    if (next.kind !== 'send') {
      const hold = next.kind === 'hold' ? next.reason : null
      const until = next.kind === 'hold' ? new Date(now.getTime() + HOLD_MS) : next.until
      const waiting = await posts.postpone(next.posts, until, hold, now)
      return waiting > 0 ? { outcome: 'settled', pause: false } : settled
    }
    const message = address && messageOf(next.post, lane, address, publicUrl)
    const lease = { by: me, until: new Date(now.getTime() + LEASE_MS) }
    const post = message && (await posts.claim(next.post, message.registrationId, lease, now))
    if (!post) return settled
    const answer = await passback.postScore(message)
    await conclude(post, message, answer)
    return { outcome: 'tried', pause: await heed(message.registrationId, answer) }
  }

  /** What the LMS holds before a score of ours is replaced; where it does not say, what we know stands. */
  async function lookFirst(key: LaneKey, address: ScoreAddress): Promise<LmsGrade | null> {
    const { registrationId, deploymentId, lineItemUrl, platformUserId: userId } = address
    if (lineItemUrl === null || userId === null) return grades.last(key)
    const result = await passback.readResult({ registrationId, deploymentId, lineItemUrl, userId })
    return results.noteResult(key, result)
  }

  async function conclude(post: ScorePost, message: ScoreMessage, answer: PostResult): Promise<void> {
    const found = answer.kind === 'stale' ? await passback.readResult(message) : null
    const now = clock.now()
    const decision = decideAnswer(post, answer, found, now, chance())
    const { tried } = decision
    if (decision.kind === 'settle') {
      await posts.release(post.id, me, { tried, settled: decision.settlement })
      // What was sent over somebody's grade, or found in its way: look what stands now.
      if (found ?? post.confirmed)
        await results.noteResult(post, found ?? (await passback.readResult(message)))
    } else if (decision.kind === 'retry') await posts.release(post.id, me, { tried, nextAt: decision.nextAt })
    else {
      await posts.release(post.id, me, { tried, nextAt: new Date(now.getTime() + HOLD_MS) })
      await posts.restamp(post, now, true)
    }
  }

  /** Learns from an answer how the platform is; true when its other posts should wait. */
  async function heed(registrationId: string, answer: PostResult): Promise<boolean> {
    const now = clock.now()
    if (answer.kind !== 'retry') {
      silences.delete(registrationId)
      if (down.delete(registrationId)) await posts.bringForward({ registrationId }, now)
      return false
    }
    const inARow = (silences.get(registrationId) ?? 0) + 1
    silences.set(registrationId, inARow)
    if (inARow >= DOWN_AFTER) down.add(registrationId)
    if (answer.after === undefined && inARow < DOWN_AFTER) return false
    const pauseMs = answer.after === undefined ? DOWN_PAUSE_MS : answer.after * 1000
    await posts.postponePlatform(registrationId, now, new Date(now.getTime() + pauseMs))
    return true
  }
}
