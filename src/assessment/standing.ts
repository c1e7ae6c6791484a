import type { Actor } from '../audit/actor.js'
import { mayAssess } from '../cohorts/cohort.js'
import type { Standing } from '../cohorts/ports.js'
import { Forbidden, NotFound } from '../errors/errors.js'
import { asPerson } from '../submissions/own.js'
import type { Assessment } from './assessment.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import { decideTaking, type Candidate } from './taking.js'

/** Who somebody is to the assessors' work of a cohort. */
export interface AssessorStanding extends Standing {
  candidate: Candidate
}

/** The one place that answers whether a person assesses in a cohort, and what they may take there. */
export function createStandingAsAssessor(deps: Pick<AssessmentDeps, 'cohorts' | 'rules' | 'coaching'>) {
  return {
    /** The actor as assessor of a cohort; NotFound for everybody else. */
    async in(actor: Actor, cohortId: string): Promise<AssessorStanding> {
      const standing = await deps.cohorts.standing(actor, cohortId)
      const { roles } = standing.enrolment
      if (!mayAssess(roles)) throw new NotFound('not an assessor of this cohort')
      const { institutionId } = standing.cohort
      const { personId } = asPerson(actor)
      const [{ assessorsDecide }, coached] = await Promise.all([
        deps.rules(institutionId),
        deps.coaching.everCoached(institutionId, personId),
      ])
      const mayAdjudicate = assessorsDecide || roles.includes('facilitator')
      return { ...standing, candidate: { personId, mayAdjudicate, coached } }
    },
    mayTake: (round: Assessment, { candidate }: AssessorStanding): boolean =>
      decideTaking(round, candidate).kind === 'take',
    /** Throws Forbidden, with the reason as its code, unless this person may judge the round. */
    mustTake(round: Assessment, { candidate }: AssessorStanding): void {
      const decision = decideTaking(round, candidate)
      if (decision.kind === 'refused') throw new Forbidden(`assessment.${decision.because}`)
    },
  }
}
