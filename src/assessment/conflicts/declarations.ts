import { actorId, type Actor } from '../../audit/actor.js'
import type { AuditTrail } from '../../audit/auditStore.js'
import type { Clock } from '../../clock/clock.js'
import { mayAssess } from '../../cohorts/cohort.js'
import { requireRole } from '../../cohorts/cohortAccess.js'
import type { CohortAccess } from '../../cohorts/ports.js'
import { Conflict, NotFound } from '../../errors/errors.js'
import type { PeopleNames } from '../../identity/person.js'
import { mustManage, mustOversee, mustReach } from '../../institutions/authority.js'
import { calledByNumber, isNameless, type Called, type NamesHidden } from '../../submissions/namesHidden.js'
import { asPerson } from '../../submissions/own.js'
import type { SubmissionService } from '../../submissions/submissionService.js'
import type { Assessment } from '../assessment.js'
import type { OpenedAssessment } from '../assessmentService.js'
import type { ClaimStore } from '../holding/claimStore.js'
import type { Pool } from '../pool/poolMember.js'
import { decideDeclaring, type Declaration, type DeclaringDecision } from './declaration.js'
import type { DeclarationStore } from './declarationStore.js'

/** Saying who must not judge whose work, and taking it back. What was said stays on record. */
export function createDeclarations(deps: {
  store: DeclarationStore
  claims: Pick<ClaimStore, 'heldOf' | 'end'>
  submissions: Pick<SubmissionService, 'find'>
  /** Opens a round for somebody who may judge it. Throws NotFound, Forbidden. */
  open(actor: Actor, assessmentId: string): Promise<OpenedAssessment>
  cohorts: CohortAccess
  pool: Pool
  people: PeopleNames
  names: NamesHidden
  audit: AuditTrail
  clock: Clock
}) {
  const { store, clock } = deps

  const note = (actor: Actor, action: string, { institutionId, assessorId, educatorId }: Pair) =>
    deps.audit.record({
      institutionId,
      actor,
      action,
      subject: `person:${assessorId}`,
      reason: `person:${educatorId}`,
      at: clock.now(),
    })

  /** Rounds of the educator that the assessor has begun wait for somebody else from now on. */
  async function free({ institutionId, assessorId, educatorId }: Pair): Promise<void> {
    for (const round of await deps.claims.heldOf(institutionId, assessorId, educatorId))
      await deps.claims.end(round, { at: clock.now(), because: 'declared' })
  }

  async function declare(actor: Actor, said: Omit<Declaration, 'id' | 'declared' | 'withdrawn'>) {
    // Freed before and after: were this cut short, a second press does the rest; nothing is begun in between.
    await free(said)
    if (await store.add({ ...said, declared: { by: actorId(actor), at: clock.now() } }))
      await note(actor, 'declaration.made', said)
    await free(said)
  }

  async function facilitating(actor: Actor, cohortId: string) {
    const standing = await deps.cohorts.standing(actor, cohortId)
    requireRole(standing, 'facilitator')
    return standing
  }

  async function declarable(actor: Actor, assessmentId: string): Promise<OpenedAssessment> {
    const opened = await deps.open(actor, assessmentId)
    if (!isWaiting(opened.assessment)) throw new Conflict('assessment.nothing_waits')
    return opened
  }

  async function mayWithdraw(
    actor: Actor,
    { institutionId, cohortId, declared }: Declaration,
  ): Promise<void> {
    if (actorId(actor) === declared.by) return
    if (actor.kind !== 'person') {
      mustManage(actor, institutionId)
      return
    }
    const enrolment = await deps.cohorts.enrolmentOf(cohortId, actor.personId)
    if (!enrolment?.roles.includes('facilitator')) throw new NotFound('not theirs to take back')
  }

  return {
    /** The round on which an assessor may say so. Throws NotFound, Forbidden; Conflict where nothing waits any more. */
    declarable,
    /** An assessor knows the educator of a round too well, names hidden or not. Throws as `declarable`. Answers the round. */
    async declareOn(actor: Actor, assessmentId: string, reason: string): Promise<OpenedAssessment> {
      const opened = await declarable(actor, assessmentId)
      const { institutionId, cohortId, personId: educatorId, submissionId } = opened.assessment
      const { personId: assessorId } = asPerson(actor)
      await declare(actor, { institutionId, cohortId, assessorId, educatorId, reason, submissionId })
      return opened
    },
    /** A facilitator declares a pair of their course; somebody of the pool is of every course. Throws NotFound, Forbidden. */
    async declarePair(
      actor: Actor,
      cohortId: string,
      { assessorId, educatorId, reason }: { assessorId: string; educatorId: string; reason: string },
    ): Promise<DeclaringDecision> {
      const { institutionId } = (await facilitating(actor, cohortId)).cohort
      const [assessor, educator, inPool] = await Promise.all([
        deps.cohorts.enrolmentOf(cohortId, assessorId),
        deps.cohorts.enrolmentOf(cohortId, educatorId),
        deps.pool.isMember(institutionId, assessorId),
      ])
      const decision = decideDeclaring({
        assessorId,
        educatorId,
        judges: inPool || (assessor !== null && mayAssess(assessor.roles)),
        learns: educator?.roles.includes('educator') ?? false,
      })
      if (decision === 'declare')
        await declare(actor, { institutionId, cohortId, assessorId, educatorId, reason, submissionId: null })
      return decision
    },
    /**
     * Staff declare a pair: one of the pool, and whoever's work is named. `notAnEducator` where there is no such work. Throws
     * NotFound, Forbidden.
     */
    async declareForStaff(
      actor: Actor,
      institutionId: string,
      { assessorId, work, reason }: { assessorId: string; work: string; reason: string },
    ): Promise<DeclaringDecision> {
      mustManage(actor, institutionId)
      const [submission, judges] = await Promise.all([
        deps.submissions.find(institutionId, work),
        deps.pool.isMember(institutionId, assessorId),
      ])
      const { personId: educatorId = '', cohortId = '' } = submission ?? {}
      const decision = decideDeclaring({ assessorId, educatorId, judges, learns: submission !== null })
      if (decision === 'declare')
        await declare(actor, { institutionId, cohortId, assessorId, educatorId, reason, submissionId: null })
      return decision
    },
    /** Everything declared in an institution, newest first, for its staff. Throws NotFound, Forbidden. */
    async ofInstitution(actor: Actor, institutionId: string): Promise<Declaration[]> {
      mustReach(actor, institutionId)
      mustOversee(actor)
      return store.ofInstitution(institutionId)
    },
    /** What was declared in a facilitator's course. Throws NotFound, Forbidden. */
    async ofCourse(actor: Actor, cohortId: string) {
      const standing = await facilitating(actor, cohortId)
      return { ...standing, declarations: await store.ofCohort(standing.cohort.institutionId, cohortId) }
    },
    /** What the actor has declared themself and not withdrawn; by the number of the work where they do not see names. */
    async mine(actor: Actor): Promise<(Declaration & { called: Called })[]> {
      const { institutionId } = asPerson(actor)
      const made = await store.madeBy(institutionId, actorId(actor))
      const open = made.filter(({ withdrawn }) => withdrawn === null)
      const nameless = isNameless(await deps.names.rules(institutionId), false)
      const isHidden = ({ submissionId }: Declaration) => nameless && submissionId !== null
      const named = open.filter((one) => !isHidden(one)).map(({ educatorId }) => educatorId)
      const names = await deps.people.names(institutionId, [...new Set(named)])
      const secret = deps.names.secret(institutionId)
      return open.map((one) => ({
        ...one,
        called: isHidden(one)
          ? calledByNumber({ id: one.submissionId ?? '' }, secret)
          : { name: names.get(one.educatorId) ?? null, id: one.educatorId },
      }))
    },
    /**
     * Takes a declaration back, by whoever made it, a facilitator of its course or staff. Again is harmless. Throws NotFound
     * for everybody else.
     */
    async withdraw(actor: Actor, institutionId: string, id: string): Promise<Declaration> {
      const found = await store.find(institutionId, id)
      if (!found) throw new NotFound('no such declaration')
      await mayWithdraw(actor, found)
      if (await store.withdraw(institutionId, id, { by: actorId(actor), at: clock.now() }))
        await note(actor, 'declaration.withdrawn', found)
      return found
    },
  }
}

type Pair = Pick<Declaration, 'institutionId' | 'assessorId' | 'educatorId'>

const isWaiting = ({ finalised, withdrawn, wentBack }: Assessment): boolean =>
  !finalised && !withdrawn && !wentBack

export type Declarations = ReturnType<typeof createDeclarations>
