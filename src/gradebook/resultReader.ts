import type { Clock } from '../clock/clock.js'
import { decideSighting, type LmsGrade } from './lmsGrade.js'
import type { LmsGradeStore } from './lmsGradeStore.js'
import type { CourseColumns, GradePassback, ReadResult } from './ports.js'
import type { ScorePost } from './scorePost.js'
import type { ScorePostStore } from './scorePostStore.js'
import type { ResultReading, ResultReadingStore } from './resultReadingStore.js'

const TAKEN_MS = 10 * 60_000
const FIRST_DELAY_MS = 10 * 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const BATCH = 20

/** Who and what a result is about. */
export type ResultPlace = Pick<LmsGrade, 'institutionId' | 'cohortId' | 'assignmentId' | 'personId'>

/** What follows from what the LMS holds for somebody in an assignment that is graded there. Must be harmless when run twice for the same thing. */
export type AfterResult = (grade: ResultPlace & Pick<LmsGrade, 'score' | 'maximum'>) => Promise<void>

/**
 * Reads results back from the LMS (AGS §3.3): every assignment once a day, those graded in the LMS every hour, and when a
 * facilitator asks. What somebody set there is noted, shown and left alone.
 */
export function createResultReader(needs: {
  posts: ScorePostStore
  grades: LmsGradeStore
  readings: ResultReadingStore
  columns: CourseColumns
  passback: GradePassback
  after: readonly AfterResult[]
  clock: Clock
}) {
  const { posts, grades, readings, columns, passback, clock } = needs
  const later = (ms: number): Date => new Date(clock.now().getTime() + ms)

  async function note(
    place: ResultPlace,
    found: Extract<ReadResult, { kind: 'found' }>,
    lane: readonly ScorePost[],
    last: LmsGrade | null,
  ): Promise<LmsGrade | null> {
    const news = decideSighting(lane, last, found)
    if (!news) return last
    const { institutionId, cohortId, assignmentId, personId } = place
    const number = (last?.number ?? 0) + 1
    await grades.add({
      institutionId,
      cohortId,
      assignmentId,
      personId,
      number,
      ...news,
      seenAt: clock.now(),
    })
    return grades.last(place)
  }

  async function readAssignment(reading: ResultReading): Promise<string | null> {
    const { id: assignmentId, institutionId, cohortId } = reading
    const column = await columns.of(institutionId, cohortId, assignmentId)
    if (!column) return null
    const gradedThere = await columns.gradedThere(institutionId, assignmentId)
    const answer = await passback.readResults(column)
    if (!answer.ok) return answer.reason
    const people = await columns.peopleBehind(
      cohortId,
      answer.value.map(({ userId }) => userId),
    )
    const lanes = lanesOf(await posts.ofAssignment(institutionId, assignmentId))
    const last = new Map(
      (await grades.ofAssignment(institutionId, assignmentId)).map((grade) => [grade.personId, grade]),
    )
    for (const { userId, score, maximum, comment } of answer.value) {
      const personId = people.get(userId)
      if (!personId) continue
      const place = { institutionId, cohortId, assignmentId, personId }
      const found = { kind: 'found' as const, score, maximum, comment }
      await note(place, found, lanes.get(personId) ?? [], last.get(personId) ?? null)
      if (gradedThere) for (const after of needs.after) await after({ ...place, score, maximum })
    }
    return null
  }

  async function read(reading: ResultReading): Promise<boolean> {
    if (!(await readings.take(reading, later(TAKEN_MS)))) return false
    const reason = await readAssignment(reading)
    if (reason === null) {
      const often = await columns.gradedThere(reading.institutionId, reading.id)
      const dueAt = later(often ? HOUR_MS : DAY_MS)
      await readings.note(reading.id, { dueAt, readAt: clock.now(), failed: null })
      return true
    }
    const times = (reading.failed?.times ?? 0) + 1
    const dueAt = later(Math.min(FIRST_DELAY_MS * 2 ** Math.min(times - 1, 10), DAY_MS))
    await readings.note(reading.id, { dueAt, failed: { at: clock.now(), reason, times } })
    return false
  }

  return {
    /** Notes one result that was read for another reason; answers what is known of it now. */
    async noteResult(place: ResultPlace, result: ReadResult): Promise<LmsGrade | null> {
      const last = await grades.last(place)
      return result.kind === 'found' ? note(place, result, await posts.lane(place), last) : last
    },
    /** Sees to it that the results of an assignment are read from now on, first in an hour. */
    plan: (of: Pick<ResultPlace, 'institutionId' | 'cohortId' | 'assignmentId'>): Promise<void> =>
      readings.plan({ id: of.assignmentId, ...of, dueAt: later(HOUR_MS) }),
    /** The same, at once. */
    hasten: (of: Pick<ResultPlace, 'institutionId' | 'cohortId' | 'assignmentId'>): Promise<void> =>
      readings.hasten({ id: of.assignmentId, ...of, dueAt: clock.now() }),
    /** Reads every assignment that is due; answers how many. */
    async readDue(): Promise<number> {
      let count = 0
      for (const reading of await readings.due(clock.now(), BATCH)) if (await read(reading)) count += 1
      return count
    },
    /** Reads all assignments of a cohort now; answers how many could not be read. */
    async readCohort(institutionId: string, cohortId: string): Promise<number> {
      let failed = 0
      for (const reading of await readings.ofCohort(institutionId, cohortId))
        if (!(await read(reading))) failed += 1
      return failed
    },
    /** When the results of a cohort were last read, and the reason where that does not work now. */
    async state(
      institutionId: string,
      cohortId: string,
    ): Promise<{ readAt: Date | null; failed: string | null }> {
      const all = await readings.ofCohort(institutionId, cohortId)
      const times = all.map(({ readAt }) => readAt?.getTime() ?? 0).filter((time) => time > 0)
      return {
        readAt: times.length > 0 ? new Date(Math.max(...times)) : null,
        failed: all.find(({ failed }) => failed)?.failed?.reason ?? null,
      }
    },
  }
}

function lanesOf(posts: readonly ScorePost[]): Map<string, ScorePost[]> {
  const lanes = new Map<string, ScorePost[]>()
  for (const post of posts) {
    const lane = lanes.get(post.personId)
    if (lane) lane.push(post)
    else lanes.set(post.personId, [post])
  }
  return lanes
}

export type ResultReader = ReturnType<typeof createResultReader>
