import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import type { Coaching } from '../coaching/coaching.js'
import type { CohortAccess } from '../cohorts/ports.js'
import type { PeopleNames } from '../identity/person.js'
import type { NamesHidden } from '../submissions/namesHidden.js'
import type { MicroCredentials } from '../submissions/ports.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import type { Logger } from '../web/log.js'
import type { FinalisedAssessment } from './assessment.js'
import type { AssessmentStore } from './assessmentStore.js'
import type { ClaimStore } from './holding/claimStore.js'
import type { KeptApart } from './conflicts/declaration.js'
import type { JudgementStore } from './judgementStore.js'
import type { Pool } from './pool/poolMember.js'
import type { Qualifications } from './qualifying/qualifications.js'
import type { QueueStore } from './queueStore.js'
import type { ScoringRules } from './scoringRules.js'

/** What the use cases of this room are given. */
export interface AssessmentDeps {
  store: AssessmentStore
  queueStore: QueueStore
  claims: ClaimStore
  judgements: JudgementStore
  submissions: Pick<SubmissionService, 'find' | 'applyOutcome' | 'sendBack'>
  cohorts: CohortAccess
  /** Whoever has coached somebody never scores them. */
  coaching: Coaching
  /** Nor does whoever knows them too well. */
  apart: KeptApart
  /** Who judges work of any course of the institution. */
  pool: Pool
  qualifications: Qualifications
  catalogue: MicroCredentials
  people: PeopleNames
  /** Whether assessors see whose work it is. */
  names: NamesHidden
  /** All institutions: jobs go through one after the other. */
  institutionIds(): Promise<string[]>
  /** How an institution wants attempts judged. */
  rules(institutionId: string): Promise<ScoringRules>
  /** What the draw of attempts judged twice depends on; never the same for two institutions. */
  drawSecret(institutionId: string): string
  /** What finalised rounds are sealed with; not in the store. */
  sealKey: string
  /** Within how many working days an institution promises an answer. */
  promiseDays(institutionId: string): Promise<number>
  /** Who has been named as assessor of a cohort and is there; facilitators who could assess are left out. */
  namedAssessors(institutionId: string, cohortId: string): Promise<string[]>
  /** Who leads a cohort and is there. */
  facilitators(institutionId: string, cohortId: string): Promise<string[]>
  /** The language of a person's gradebook comment (BCP 47), or null where unknown. */
  localeOf(institutionId: string, personId: string): Promise<string | null>
  /** What follows the result of an attempt, in order. Each runs at least once per result. */
  afterFinalised: readonly ((finalised: FinalisedAssessment) => Promise<void>)[]
  audit: AuditTrail
  clock: Clock
  logger: Pick<Logger, 'error'>
}
