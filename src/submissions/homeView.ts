import { metSoFar } from './assignmentView.js'
import { currentAttempt, sentAttempts } from './submission.js'
import type { Work } from './work.js'

const WEEK_MS = 7 * 24 * 3600 * 1000

/** The week a cohort is in, from 1; null before it starts, after it ends or where no start is known. */
function currentWeek(cohort: Work['cohort'], now: Date): number | null {
  if (!cohort.startsOn) return null
  const week = Math.floor((now.getTime() - cohort.startsOn.getTime()) / WEEK_MS) + 1
  return week >= 1 && week <= cohort.weeks ? week : null
}

/** One line of the educator's home. */
const line = (work: Work) => ({
  href: `/assignments/${work.assignment.id}`,
  title: work.microCredential.title,
  lacking: work.lacking ?? [],
  week: work.assignment.week,
  state: work.state,
  hours: work.microCredential.pdHours,
  met: metSoFar(work),
  total: work.microCredential.rubric.criteria.length,
  award: work.award,
  promisedBy: work.submission?.promisedBy ?? null,
  sentAt: work.submission ? (sentAttempts(work.submission).at(-1)?.submitted?.at ?? null) : null,
  attempt: work.submission ? currentAttempt(work.submission).number : 1,
})

const urgency: Record<Work['state'], number> = {
  incomplete: 0,
  tryAgain: 1,
  inProgress: 2,
  notStarted: 3,
  submitted: 4,
  beingAssessed: 5,
  earned: 6,
}

/** What an educator's home says: one next step, this week, what waits for others, stones and hours. */
export function showHome(works: Work[], now: Date) {
  const lines = works.map(line)
  const week = works[0] ? currentWeek(works[0].cohort, now) : null
  const inReach = (one: (typeof lines)[number]) => week === null || one.week === null || one.week <= week
  const theirs = lines.filter(
    ({ state, lacking }) => urgency[state] <= urgency.notStarted && lacking.length === 0,
  )
  const next = [...theirs].sort(
    (a, b) =>
      Number(inReach(b)) - Number(inReach(a)) ||
      urgency[a.state] - urgency[b.state] ||
      (a.week ?? 99) - (b.week ?? 99),
  )[0]
  const earned = lines.filter(({ state }) => state === 'earned')
  return {
    lines,
    next: next ?? null,
    week,
    waiting: lines.filter(({ state }) => state === 'submitted' || state === 'beingAssessed'),
    earned,
    hours: earned.reduce((sum, { hours }) => sum + hours, 0),
    allHours: lines.reduce((sum, { hours }) => sum + hours, 0),
  }
}
