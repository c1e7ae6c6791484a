import { createAuditStore } from '../../src/audit/auditStore.js'
import { fixedClock } from '../../src/clock/clock.js'
import type { CohortRole } from '../../src/cohorts/cohort.js'
import type { Standing } from '../../src/cohorts/ports.js'
import { NotFound } from '../../src/errors/errors.js'
import type { ScoreAddress } from '../../src/gradebook/ports.js'
import type { ScoreChange, ScorePost } from '../../src/gradebook/scorePost.js'
import { createLmsGradeStore } from '../../src/gradebook/lmsGradeStore.js'
import { createResultReader } from '../../src/gradebook/resultReader.js'
import { createResultReadingStore } from '../../src/gradebook/resultReadingStore.js'
import { createScorePostStore } from '../../src/gradebook/scorePostStore.js'
import { createScoreService } from '../../src/gradebook/scoreService.js'
import { createSender } from '../../src/gradebook/sender.js'
import { toRecords } from '../../src/database/records.js'
import type { TestDatabase } from '../support/testDatabase.js'
import { SketchedLms } from './sketchedLms.js'

export const institutionId = 'inst-1'
export const facilitator = { kind: 'person', personId: 'teacher', institutionId } as const
export const learner = { kind: 'person', personId: 'amal', institutionId } as const

export const standingOf = (roles: CohortRole[], cohortId = 'cohort-1'): Standing => ({
  cohort: {
    id: cohortId,
    institutionId,
    registrationId: 'reg-1',
    deploymentId: 'dep-1',
    contextId: 'c1',
    title: 'Foundations of Practice',
    startsOn: null,
    plan: [],
    history: [],
    takenOver: [],
    weeks: 12,
    lineItemsUrl: null,
    scopes: [],
    rosterUrl: null,
    createdAt: new Date(0),
  },
  enrolment: {
    id: 'enrolment-1',
    institutionId,
    cohortId,
    personId: 'teacher',
    roles,
    platformUserId: 'teacher',
    testLearner: false,
    arrivedAt: new Date(0),
    openedAt: new Date(0),
    listedAt: null,
    leftAt: null,
  },
})

/** The outbox over a real store, an LMS in a few lines and a clock that stands still. */
export function createOutbox(database: TestDatabase) {
  const clock = fixedClock('2026-03-02T09:00:00.250Z')
  const posts = createScorePostStore(database.connection)
  const lms = new SketchedLms('moodle')
  /** Which platform a person's scores go to. */
  const platforms: { of(personId: string): string } = { of: () => 'reg-1' }
  const change: Partial<ScoreAddress> = {}
  const addresses = {
    of: (lane: { assignmentId: string; personId: string }) =>
      Promise.resolve<ScoreAddress>({
        registrationId: platforms.of(lane.personId),
        deploymentId: 'dep-1',
        family: lms.family,
        platformActive: true,
        mayPost: true,
        mayRead: true,
        lineItemUrl: `https://lms.example.org/items/${lane.assignmentId}?type_id=1`,
        platformUserId: lane.personId,
        testLearner: false,
        ...change,
      }),
  }
  const cohorts = {
    standing: (
      actor: { kind: string; personId?: string; institutionId?: string | null },
      cohortId: string,
    ) => {
      const here = actor.institutionId === institutionId && cohortId === 'cohort-1'
      return here
        ? Promise.resolve(standingOf([actor.personId === 'teacher' ? 'facilitator' : 'educator'], cohortId))
        : Promise.reject(new NotFound())
    },
  }
  const audit = createAuditStore(database.connection)
  const grades = createLmsGradeStore(database.connection)
  const results = createResultReader({
    posts,
    grades,
    readings: createResultReadingStore(database.connection),
    columns: {
      of: (_institution, _cohort, assignmentId) =>
        Promise.resolve({
          registrationId: 'reg-1',
          deploymentId: 'dep-1',
          family: lms.family,
          lineItemUrl: `https://lms.example.org/items/${assignmentId}?type_id=1`,
        }),
      peopleBehind: (_cohort, ids) => Promise.resolve(new Map(ids.map((id) => [id, id]))),
      gradedThere: () => Promise.resolve(false),
    },
    passback: lms,
    after: [],
    clock,
  })
  const sender = () =>
    createSender({
      posts,
      addresses,
      passback: lms,
      results,
      grades,
      clock,
      publicUrl: 'https://cairn.example.org',
      chance: () => 0.5,
    })
  return {
    clock,
    platforms,
    posts,
    lms,
    cohorts,
    audit,
    results,
    scores: createScoreService({ posts, addresses, grades, results, cohorts, audit, clock }),
    /** One more process that sends. */
    sender,
    sendDue: sender(),
    /** Changes what is known of every address from now on. */
    readdress: (to: Partial<ScoreAddress>) => Object.assign(change, to),
    all: async (): Promise<ScorePost[]> =>
      toRecords<ScorePost>(
        await database.connection.collection('scorePosts').find({}).sort({ second: 1 }).toArray(),
      ),
    /** A submission, or with `given` a finalised score, at the clock's time. */
    change: (key: string, more: Partial<ScoreChange> & { given?: number } = {}): ScoreChange => {
      const { given, ...rest } = more
      return {
        key,
        institutionId,
        cohortId: 'cohort-1',
        assignmentId: 'trauma',
        personId: 'amal',
        kind: given === undefined ? 'submitted' : 'finalised',
        at: clock.now(),
        score: given === undefined ? null : { given, maximum: 100 },
        comment: given === undefined ? 'Handed in' : `Score ${String(given)}`,
        submittedAt: new Date('2026-03-02T08:00:00Z'),
        submissionPath: '/submissions/s1',
        ...rest,
      }
    },
  }
}

export type Outbox = ReturnType<typeof createOutbox>
