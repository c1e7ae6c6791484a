import type { Actor } from '../../audit/actor.js'
import type { AuditTrail } from '../../audit/auditStore.js'
import type { Clock } from '../../clock/clock.js'
import type { Coaching } from '../../coaching/coaching.js'
import type { Enrolment } from '../../cohorts/cohort.js'
import type { CohortAccess, Standing } from '../../cohorts/ports.js'
import { Forbidden } from '../../errors/errors.js'
import type { PeopleNames } from '../../identity/person.js'
import type { MicroCredentials } from '../../submissions/ports.js'
import type { SubmissionService } from '../../submissions/submissionService.js'
import type { AssessmentStore } from '../assessmentStore.js'
import type { JudgementStore } from '../judgementStore.js'
import type { NormingRemarkStore } from './normingRemarkStore.js'
import type { NormingStore } from './normingStore.js'

/** What norming is given. */
export interface NormingDeps {
  store: NormingStore
  remarks: NormingRemarkStore
  assessments: Pick<AssessmentStore, 'judgedIn' | 'ofSubmissions'>
  judgements: Pick<JudgementStore, 'add'>
  submissions: Pick<SubmissionService, 'find'>
  cohorts: Pick<CohortAccess, 'standing'>
  /** Everybody in a cohort. */
  peopleOf(
    institutionId: string,
    cohortId: string,
  ): Promise<Pick<Enrolment, 'personId' | 'roles' | 'leftAt'>[]>
  coaching: Pick<Coaching, 'everCoached'>
  catalogue: Pick<MicroCredentials, 'find'>
  people: PeopleNames
  audit: AuditTrail
  clock: Clock
}

/** The actor's standing where norming rounds of a cohort are seen: those who run it, assess or look on. */
export async function normingStanding(
  deps: Pick<NormingDeps, 'cohorts'>,
  actor: Actor,
  cohortId: string,
): Promise<Standing> {
  const standing = await deps.cohorts.standing(actor, cohortId)
  const { roles } = standing.enrolment
  if (!roles.some((role) => role !== 'educator')) throw new Forbidden('role_missing')
  return standing
}
