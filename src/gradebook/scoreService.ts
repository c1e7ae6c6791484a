import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import type { CohortAccess } from '../cohorts/ports.js'
import { Conflict, Forbidden, NotFound } from '../errors/errors.js'
import type { AddressBook } from './ports.js'
import type { ScoreChange, ScorePost } from './scorePost.js'
import type { ScorePostStore } from './scorePostStore.js'

const LEDGER_LENGTH = 2_000

/** The gradebook's outbox: changes go in once, the ledger is read, a person may send again. */
export function createScoreService(needs: {
  posts: ScorePostStore
  addresses: AddressBook
  cohorts: Pick<CohortAccess, 'standing'>
  audit: AuditTrail
  clock: Clock
}) {
  const { posts, addresses, cohorts, audit, clock } = needs

  async function facilitating(actor: Actor, cohortId: string): Promise<void> {
    const { enrolment } = await cohorts.standing(actor, cohortId)
    if (!enrolment.roles.includes('facilitator')) throw new Forbidden('facilitators_only')
  }

  return {
    /** Takes a change into the outbox. The same key a second time changes nothing, so running twice is harmless. */
    async enqueue(change: ScoreChange): Promise<void> {
      const address = await addresses.of(change)
      await posts.add(change, address?.registrationId ?? null, clock.now())
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

    /**
     * Sends a post again at a facilitator's word, with a new timestamp. Throws NotFound, Forbidden, and Conflict:
     * `score_superseded` (a newer score of the person stands in its place), `score_under_way`.
     */
    async resend(actor: Actor, id: string): Promise<ScorePost> {
      const post = actor.kind === 'person' ? await posts.byId(actor.institutionId, id) : null
      if (!post) throw new NotFound('score post')
      await facilitating(actor, post.cohortId)
      const newer = (await posts.lane(post)).some(
        (each) => each.second > post.second && (each.kind === 'finalised' || post.kind === 'submitted'),
      )
      if (newer || post.settled?.kind === 'not-needed') throw new Conflict('score_superseded')
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
