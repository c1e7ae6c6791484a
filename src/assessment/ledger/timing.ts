import type { Actor } from '../../audit/actor.js'
import type { Clock } from '../../clock/clock.js'
import { asPerson } from '../../submissions/own.js'
import type { AssessmentService } from '../assessmentService.js'
import type { NormingService } from '../norming/normingService.js'
import type { TimeStore } from './timeStore.js'
import { assessmentItem, correctionKey, normingItem } from './workItem.js'

/** At most so much counts of one report: the page reports every minute, and later only where the network was away. */
const MOST_SECONDS = 600
/** How long after the end a report may still come: leaving a page sends it beside the last form. */
const AFTERWARDS_MS = 60_000

/**
 * How much of a report counts, in whole seconds: never more than has passed since this person's time was last counted,
 * whatever they worked on, nor since the work could begin.
 */
export function countedSeconds(
  reported: number,
  moments: { now: Date; countedUntil: Date | null; since: Date },
): number {
  const { now, countedUntil, since } = moments
  const start = Math.max(countedUntil?.getTime() ?? 0, since.getTime())
  const passed = (now.getTime() - start) / 1000
  return Math.max(0, Math.floor(Math.min(reported, passed, MOST_SECONDS)))
}

/** Whether time still counts: until the work is done, or just after its own assessor has done it. */
export const stillCounts = (done: { by: string; at: Date } | null, personId: string, now: Date): boolean =>
  done === null || (done.by === personId && now.getTime() - done.at.getTime() <= AFTERWARDS_MS)

/** Keeps how long people were at work on the pages where they judge. Each says first that the actor may be there. */
export function createTiming(deps: {
  times: TimeStore
  assessments: Pick<AssessmentService, 'open'>
  norming: Pick<NormingService, 'work'>
  clock: Clock
}) {
  async function add(
    actor: Actor,
    work: { key: string; since: Date; done: { by: string; at: Date } | null },
    reported: number,
  ): Promise<void> {
    const { institutionId, personId } = asPerson(actor)
    const now = deps.clock.now()
    if (!stillCounts(work.done, personId, now)) return
    const countedUntil = await deps.times.countUntil(institutionId, personId, now)
    const seconds = countedSeconds(reported, { now, countedUntil, since: work.since })
    if (seconds > 0) await deps.times.add({ institutionId, personId, key: work.key, seconds, at: now })
  }

  return {
    /** Seconds at work on a round of judging. Throws like opening it. */
    async judging(actor: Actor, id: string, seconds: number): Promise<void> {
      const { assessment } = await deps.assessments.open(actor, id)
      const { claimed, createdAt, finalised } = assessment
      const since = claimed?.by === asPerson(actor).personId ? claimed.at : createdAt
      await add(actor, { key: assessmentItem(id), since, done: finalised }, seconds)
    },
    /** Seconds at work on a correction of a finalised round. */
    async correcting(actor: Actor, id: string, seconds: number): Promise<void> {
      const { assessment, mayCorrect, rounds } = await deps.assessments.open(actor, id)
      const sent = rounds.find((one) => one.round === 'correction' && one.corrects === id)
      if (!assessment.finalised || (!mayCorrect && !sent)) return
      const work = { key: correctionKey(id), since: assessment.finalised.at, done: sent?.finalised ?? null }
      await add(actor, work, seconds)
    },
    /** Seconds at work on one work of a norming round, `number` from 1. Throws like looking at it. */
    async scoring(actor: Actor, roundId: string, number: number, seconds: number): Promise<void> {
      const { round, handedIn, open } = await deps.norming.work(actor, roundId, number)
      if (!open && !handedIn) return
      const { personId } = asPerson(actor)
      const done = handedIn && { by: personId, at: handedIn.at }
      const key = normingItem(roundId, number, personId)
      await add(actor, { key, since: round.opened.at, done }, seconds)
    },
  }
}

export type LedgerTiming = ReturnType<typeof createTiming>
