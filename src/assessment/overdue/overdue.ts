import type { Actor } from '../../audit/actor.js'
import type { Clock } from '../../clock/clock.js'
import type { LateAnswers } from '../../cohorts/lateAnswers.js'
import { mustOversee, mustReach } from '../../institutions/authority.js'
import { isOver } from '../holding/claim.js'
import type { LateRound, OverdueOf, OverdueStore } from './overdueStore.js'

/** How far late answers are read and counted; whoever has more is told that there are more. */
const MOST = 500
/** For how long it counts that nobody was found: longer than it takes until somebody is looked for again. */
const FOUND_NOBODY_MS = 3_600_000

/** The late answers of one course. */
export interface LateCourse {
  cohortId: string
  title: string | null
  count: number
  /** When the oldest of them was promised. */
  oldest: Date
}

/** Late rounds by course, the course with the oldest promise first. @param titles of courses by id */
export function lateByCourse(
  late: readonly Pick<LateRound, 'cohortId' | 'dueBy'>[],
  titles: ReadonlyMap<string, string>,
): LateCourse[] {
  const courses = new Map<string, LateCourse>()
  for (const { cohortId, dueBy } of late) {
    const { count, oldest } = courses.get(cohortId) ?? { count: 0, oldest: dueBy }
    const title = titles.get(cohortId) ?? null
    courses.set(cohortId, { cohortId, title, count: count + 1, oldest: dueBy < oldest ? dueBy : oldest })
  }
  return [...courses.values()].sort((a, b) => a.oldest.getTime() - b.oldest.getTime())
}

/** Tells those who look after courses which answers are late, in whose hands they are, and what nobody may judge. */
export function createOverdue(deps: {
  store: OverdueStore
  /** The titles of an institution's courses by their ids. */
  courseTitles(institutionId: string): Promise<ReadonlyMap<string, string>>
  clock: Clock
}) {
  const nobodyMay = (of: OverdueOf, now: Date) =>
    deps.store.nobodyMay(of, new Date(now.getTime() - FOUND_NOBODY_MS), MOST)

  const ofCohort: LateAnswers = async (institutionId, cohortId) => {
    const now = deps.clock.now()
    const [late, unplaced] = await Promise.all([
      deps.store.late({ institutionId, cohortId }, now, MOST),
      nobodyMay({ institutionId, cohortId }, now),
    ])
    const answers = late.map(({ submissionId, personId, assignmentId, dueBy, claimed }) => ({
      submissionId,
      personId,
      assignmentId,
      promisedBy: dueBy,
      heldBy: claimed && !isOver(claimed, now) ? { personId: claimed.by, since: claimed.at } : null,
    }))
    return { answers, nobodyMay: unplaced }
  }

  return {
    ofCohort,
    /** What is late in an institution, by course, for its staff. `more`: there is more than was counted. Throws NotFound, Forbidden. */
    async ofInstitution(actor: Actor, institutionId: string) {
      mustReach(actor, institutionId)
      mustOversee(actor)
      const now = deps.clock.now()
      const [late, unplaced] = await Promise.all([
        deps.store.late({ institutionId }, now, MOST),
        nobodyMay({ institutionId }, now),
      ])
      const titles = late.length > 0 ? await deps.courseTitles(institutionId) : new Map<string, string>()
      return { courses: lateByCourse(late, titles), more: late.length === MOST, nobodyMay: unplaced }
    },
  }
}

export type Overdue = ReturnType<typeof createOverdue>
