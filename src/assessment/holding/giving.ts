import type { Actor } from '../../audit/actor.js'
import type { Assessment } from '../assessment.js'
import type { AssessmentDeps } from '../assessmentDeps.js'
import { createNoting } from '../noting.js'
import { createStandingAsAssessor } from '../standing.js'
import type { Candidate } from '../taking.js'
import { claimedUntil, type Claim } from './claim.js'
import { createHolding } from './holding.js'
import { decideGiving, type Possible } from './spreading.js'

/** Rounds looked at in one go; what comes after is given the next time. */
const MOST_AT_ONCE = 100
/** How long what nobody may judge rests before somebody is looked for again. */
const REST_MS = 15 * 60_000
/** What counts as lately, where two have equally much in hand. */
const LATELY_MS = 30 * 24 * 3_600_000

const job: Actor = { kind: 'system', name: 'assessment.giveOut' }

/** Gives out rounds that nobody has, where an institution wants work spread: each to one person, by load. */
export function createGiving(deps: AssessmentDeps) {
  const note = createNoting(deps)
  const standings = createStandingAsAssessor(deps)
  const holding = createHolding(deps)

  async function give(round: Assessment, by: string, now: Date, hours: number): Promise<boolean> {
    const claimed: Claim = { by, at: now, kind: 'given', until: claimedUntil(now, hours) }
    if (!(await deps.claims.claim(round.institutionId, round.id, claimed))) return false
    await note(job, 'assessment.given', round, `person:${by}`)
    return true
  }

  /** Looks for people in the courses of an institution; what is given in this run counts at once. */
  async function choosing(institutionId: string, now: Date) {
    const [fromPool, given] = await Promise.all([
      standings.ofPool(institutionId),
      deps.claims.givenSince(institutionId, new Date(now.getTime() - LATELY_MS)),
    ])
    const open = new Map<string, number>()
    const courses = new Map<string, Awaited<ReturnType<typeof standings.ofCourse>>>()

    /** Who is in a course, and of the pool who is not; facilitators where there is nobody else, as in Moodle without a pool. Read once. */
    async function candidatesIn(cohortId: string) {
      const known = courses.get(cohortId)
      if (known) return known
      const { assessors, facilitators } = await standings.ofCourse(institutionId, cohortId)
      const here = new Set(assessors.map(({ personId }) => personId))
      const named = [...assessors, ...fromPool.filter(({ personId }) => !here.has(personId))]
      const found =
        named.length > 0 ? { assessors: named, facilitators } : { assessors: facilitators, facilitators: [] }
      const everybody = Object.values(found).flat()
      const fresh = everybody.map(({ personId }) => personId).filter((id) => !open.has(id))
      const loads = await deps.queueStore.loads(institutionId, fresh)
      for (const id of fresh) open.set(id, loads.get(id) ?? 0)
      courses.set(cohortId, found)
      return found
    }
    const counted = (candidates: readonly Candidate[]): Possible[] =>
      candidates.map((candidate) => ({
        candidate,
        open: open.get(candidate.personId) ?? 0,
        given: given.get(candidate.personId) ?? 0,
      }))

    return {
      /** Facilitators are asked last, and only where a round needs somebody who may decide. */
      async for(round: Assessment): Promise<string | null> {
        const { assessors, facilitators } = await candidatesIn(round.cohortId)
        const decides = round.round === 'adjudication' || round.round === 'appeal'
        return (
          decideGiving(round, counted(assessors)) ??
          (decides ? decideGiving(round, counted(facilitators)) : null)
        )
      },
      counts(personId: string): void {
        open.set(personId, (open.get(personId) ?? 0) + 1)
        given.set(personId, (given.get(personId) ?? 0) + 1)
      },
    }
  }

  async function giveOutIn(institutionId: string): Promise<number> {
    const { spreading, claimHours } = await deps.rules(institutionId)
    if (spreading !== 'spread') return 0
    await holding.endOver(institutionId)
    const now = deps.clock.now()
    const rested = new Date(now.getTime() - REST_MS)
    const waiting = await deps.claims.unheld(institutionId, rested, MOST_AT_ONCE)
    if (waiting.length === 0) return 0
    const choose = await choosing(institutionId, now)
    let given = 0
    for (const round of waiting) {
      const by = await choose.for(round)
      if (by === null) await deps.claims.unplace(round, now)
      else if (await give(round, by, now, claimHours)) {
        choose.counts(by)
        given += 1
      } else {
        // Another process was quicker: whom it gave this to has more in hand now.
        const there = await deps.store.find(institutionId, round.id)
        if (there?.claimed) choose.counts(there.claimed.by)
      }
    }
    return given
  }

  return {
    /** Gives out what nobody has, in every institution that wants it. Answers how many; again gives nothing twice. */
    async giveOut(): Promise<number> {
      let given = 0
      for (const institutionId of await deps.institutionIds()) given += await giveOutIn(institutionId)
      return given
    },
  }
}
