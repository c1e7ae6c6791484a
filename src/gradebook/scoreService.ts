import { actorId, type Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import type { CohortAccess, Standing } from '../cohorts/ports.js'
import { Conflict, Forbidden, NotFound } from '../errors/errors.js'
import { overrideIn, type Override } from './lmsGrade.js'
import type { LmsGradeStore } from './lmsGradeStore.js'
import type { AddressBook } from './ports.js'
import type { ResultReader } from './resultReader.js'
import type { ScoreChange, ScorePost } from './scorePost.js'
import type { ScorePostStore } from './scorePostStore.js'

const LEDGER_LENGTH = 2_000

/** The gradebook's outbox: changes go in once, the ledger is read, a person may send again. */
export function createScoreService(needs: {
  posts: ScorePostStore
  addresses: AddressBook
  grades: LmsGradeStore
  results: ResultReader
  cohorts: Pick<CohortAccess, 'standing'>
  audit: AuditTrail
  clock: Clock
}) {
  const { posts, addresses, grades, results, cohorts, audit, clock } = needs

  async function facilitating(actor: Actor, cohortId: string): Promise<Standing> {
    const standing = await cohorts.standing(actor, cohortId)
    if (!standing.enrolment.roles.includes('facilitator')) throw new Forbidden('facilitators_only')
    return standing
  }

  /** A post that a facilitator may send again: none newer stands in its place. */
  async function latestOf(actor: Actor, id: string): Promise<ScorePost> {
    const post = actor.kind === 'person' ? await posts.byId(actor.institutionId, id) : null
    if (!post) throw new NotFound('score post')
    await facilitating(actor, post.cohortId)
    const newer = (await posts.lane(post)).some(
      (each) => each.second > post.second && (each.kind === 'finalised' || post.kind === 'submitted'),
    )
    if (newer || post.settled?.kind === 'not-needed') throw new Conflict('score_superseded')
    return post
  }

  return {
    /** Takes a change into the outbox. The same key a second time changes nothing, so running twice is harmless. */
    async enqueue(change: ScoreChange): Promise<void> {
      const address = await addresses.of(change)
      await posts.add(change, address?.registrationId ?? null, clock.now())
      if (change.kind === 'finalised') await results.plan(change)
    },

    /** Something about an assignment's place in the LMS was mended: what was held for it goes at the next turn. */
    async addressLearnt(assignmentId: string): Promise<void> {
      await posts.bringForward({ assignmentId }, clock.now())
    },

    /** How many posts of all cohorts are still on their way. */
    openCount: (): Promise<number> => posts.openCount(),

    /** How many posts of a cohort wait for somebody's help. */
    troubled: (institutionId: string, cohortId: string): Promise<number> =>
      posts.troubledCount(institutionId, cohortId),

    /** The posts of a cohort, newest first, for its facilitators. Throws NotFound, Forbidden. */
    async ledger(actor: Actor, cohortId: string): Promise<ScorePost[]> {
      await facilitating(actor, cohortId)
      return actor.kind === 'person' ? posts.ofCohort(actor.institutionId, cohortId, LEDGER_LENGTH) : []
    },

    /** Where somebody's grade in the LMS stands above ours, in a cohort. The caller has authorised whoever looks. */
    overrides: (institutionId: string, cohortId: string): Promise<Override[]> =>
      grades.overrides(institutionId, cohortId),

    /** The same for one person in one assignment; null where ours stands or nothing was set. */
    async overrideOf(
      lane: Pick<ScorePost, 'institutionId' | 'assignmentId' | 'personId'>,
    ): Promise<Override | null> {
      return overrideIn(await grades.last(lane))
    },

    /** When a cohort's results were last read back. The caller has authorised whoever looks. */
    readings: (institutionId: string, cohortId: string) => results.state(institutionId, cohortId),

    /** Reads a cohort's results back from the LMS now. Facilitators only. Answers how many assignments could not be read. */
    async readResults(actor: Actor, cohortId: string): Promise<number> {
      const { cohort } = await facilitating(actor, cohortId)
      await audit.record({
        institutionId: cohort.institutionId,
        actor,
        action: 'results.read',
        subject: `cohort:${cohortId}`,
        at: clock.now(),
      })
      return results.readCohort(cohort.institutionId, cohortId)
    },

    /**
     * Sends somebody's latest score although another grade was set in the LMS, at a facilitator's word. Throws NotFound,
     * Forbidden, and Conflict: `score_superseded`, `score_under_way`.
     */
    async sendAnyway(actor: Actor, id: string): Promise<ScorePost> {
      const post = await latestOf(actor, id)
      const at = clock.now()
      if (!(await posts.restamp(post, at, false, { by: actorId(actor), at })))
        throw new Conflict('score_under_way')
      await audit.record({
        institutionId: post.institutionId,
        actor,
        action: 'score-post.confirmed',
        subject: `score-post:${post.id}`,
        at,
      })
      return post
    },

    /**
     * Sends a post again at a facilitator's word, with a new timestamp. Throws NotFound, Forbidden, and Conflict:
     * `score_superseded` (a newer score of the person stands in its place), `score_under_way`, and `lms_grade_stands` where
     * somebody set another grade in the LMS: that takes `sendAnyway`.
     */
    async resend(actor: Actor, id: string): Promise<ScorePost> {
      const post = await latestOf(actor, id)
      if (post.kind === 'finalised' && overrideIn(await grades.last(post)))
        throw new Conflict('lms_grade_stands')
      const at = clock.now()
      if (!(await posts.restamp(post, at, false))) throw new Conflict('score_under_way')
      await audit.record({
        institutionId: post.institutionId,
        actor,
        action: 'score-post.resent',
        subject: `score-post:${post.id}`,
        at,
      })
      return post
    },
  }
}

export type ScoreService = ReturnType<typeof createScoreService>
