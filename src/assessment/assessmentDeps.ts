import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import type { Coaching } from '../coaching/coaching.js'
import type { CohortAccess } from '../cohorts/ports.js'
import type { PeopleNames } from '../identity/person.js'
import type { MicroCredentials } from '../submissions/ports.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import type { Logger } from '../web/log.js'
import type { FinalisedAssessment } from './assessment.js'
import type { AssessmentStore } from './assessmentStore.js'

/** What the use cases of this room are given. */
export interface AssessmentDeps {
  store: AssessmentStore
  submissions: Pick<SubmissionService, 'find' | 'waiting' | 'applyOutcome'>
  cohorts: CohortAccess
  /** Whoever has coached somebody never scores them. */
  coaching: Coaching
  catalogue: MicroCredentials
  people: PeopleNames
  /** The language of a person's gradebook comment (BCP 47), or null where unknown. */
  localeOf(institutionId: string, personId: string): Promise<string | null>
  /** What follows finalising, in order. Each runs at least once per assessment. */
  afterFinalised: readonly ((finalised: FinalisedAssessment) => Promise<void>)[]
  audit: AuditTrail
  clock: Clock
  logger: Pick<Logger, 'error'>
}
