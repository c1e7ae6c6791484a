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

/** The one place that answers whether a person assesses here, by their role in a cohort or as one of the pool. */
export function createStandingAsAssessor(
  deps: Pick<
    AssessmentDeps,
    'cohorts' | 'rules' | 'coaching' | 'apart' | 'pool' | 'qualifications' | 'namedAssessors' | 'facilitators'
  >,
) {
  async function candidate(
    institutionId: string,
    personId: string,
    from: Candidate['from'],
    facilitates: boolean,
  ): Promise<Candidate> {
    const [rules, coached, declared, schoolmates] = await Promise.all([
      deps.rules(institutionId),
      deps.coaching.everCoached(institutionId, personId),
      deps.apart.declared(institutionId, personId),
      deps.apart.schoolmates(institutionId, personId),
    ])
    const mustQualify = from === 'pool' ? rules.poolMustQualify : rules.cohortMustQualify
    const versions = mustQualify ? await deps.qualifications.versionsFor(institutionId, personId) : null
    const mayAdjudicate = rules.assessorsDecide || facilitates
    return { personId, from, mayAdjudicate, coached, declared, schoolmates, versions }
  }

  /** The actor as one of the pool; NotFound for everybody else. */
  async function inPool(actor: Actor): Promise<Candidate> {
    const { institutionId, personId } = asPerson(actor)
    if (!(await deps.pool.isMember(institutionId, personId))) throw new NotFound('not an assessor')
    return candidate(institutionId, personId, 'pool', false)
  }

  /** Everybody named as assessor of a course, and apart from them its facilitators, who could assess. */
  async function ofCourse(institutionId: string, cohortId: string) {
    const [named, leading] = await Promise.all([
      deps.namedAssessors(institutionId, cohortId),
      deps.facilitators(institutionId, cohortId),
    ])
    const here = (ids: string[]) =>
      Promise.all(ids.map((id) => candidate(institutionId, id, 'cohort', leading.includes(id))))
    const others = leading.filter((id) => !named.includes(id))
    const [assessors, facilitators] = await Promise.all([here(named), here(others)])
    return { assessors, facilitators }
  }

  /** Everybody in the institution's pool. */
  async function ofPool(institutionId: string): Promise<Candidate[]> {
    const ids = await deps.pool.members(institutionId)
    return Promise.all(ids.map((id) => candidate(institutionId, id, 'pool', false)))
  }

  return {
    /** The actor as assessor of a cohort; NotFound for everybody else. */
    async in(actor: Actor, cohortId: string): Promise<AssessorStanding> {
      const standing = await deps.cohorts.standing(actor, cohortId)
      const { roles } = standing.enrolment
      if (!mayAssess(roles)) throw new NotFound('not an assessor of this cohort')
      const { personId } = asPerson(actor)
      const facilitates = roles.includes('facilitator')
      return {
        ...standing,
        candidate: await candidate(standing.cohort.institutionId, personId, 'cohort', facilitates),
      }
    },
    inPool,
    ofCourse,
    ofPool,
    /**
     * Whether anybody else than `by` could give an attempt a second look: an assessor of the course or of the pool, or, where a course
     * names no assessors, a facilitator (Moodle's roster and launches tell no assessors from teachers).
     */
    async othersCould(round: Assessment, by: string): Promise<boolean> {
      const second = { ...round, round: 'second' as const, barred: [...round.barred, by], claimed: null }
      const able = (candidates: readonly Candidate[]) =>
        candidates.some((candidate) => decideTaking(second, candidate).kind === 'take')
      const { assessors, facilitators } = await ofCourse(round.institutionId, round.cohortId)
      return able(assessors.length > 0 ? assessors : facilitators) || able(await ofPool(round.institutionId))
    },
    /** The actor as somebody who may judge work of a cohort of their institution: by their role there, or from the pool. */
    async of(actor: Actor, cohortId: string): Promise<Candidate> {
      const { institutionId, personId } = asPerson(actor)
      const enrolment = await deps.cohorts.enrolmentOf(cohortId, personId)
      if (!enrolment || !mayAssess(enrolment.roles)) return inPool(actor)
      return candidate(institutionId, personId, 'cohort', enrolment.roles.includes('facilitator'))
    },
    /** Whether this person may judge the round. */
    mayTake: (round: Assessment, candidate: Candidate): boolean =>
      decideTaking(round, candidate).kind === 'take',
    /** Throws Forbidden, with the reason as its code, unless this person may judge the round. */
    mustTake(round: Assessment, candidate: Candidate): void {
      const decision = decideTaking(round, candidate)
      if (decision.kind === 'refused') throw new Forbidden(`assessment.${decision.because}`)
    },
  }
}
