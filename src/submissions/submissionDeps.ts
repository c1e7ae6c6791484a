import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import type { CoachReading } from '../coaching/coachReading.js'
import type { CohortAccess } from '../cohorts/ports.js'
import type { PeopleNames } from '../identity/person.js'
import type { Logger } from '../web/log.js'
import type { ErasureStore } from './erasureStore.js'
import type { FileStorage } from './fileStorage.js'
import type { Intake } from './intake.js'
import type { JointStore } from './jointStore.js'
import type { Workshop } from './media/workshop.js'
import type { NamesHidden } from './namesHidden.js'
import type { AfterSubmitted, AttemptResults, Awards, CourseGrades, MicroCredentials } from './ports.js'
import type { RemarkStore } from './remarkStore.js'
import type { DispensationStore } from './prerequisites/dispensationStore.js'
import type { SubmissionStore } from './submissionStore.js'
import type { UploadParts } from './uploads/parts.js'
import type { UploadStore } from './uploads/uploadStore.js'

/** What the use cases of this room are given. */
export interface SubmissionDeps {
  store: SubmissionStore
  remarks: RemarkStore
  joint: JointStore
  coaching: CoachReading
  cohorts: CohortAccess
  catalogue: MicroCredentials
  people: PeopleNames
  names: NamesHidden
  results: AttemptResults
  awards: Awards
  dispensations: DispensationStore
  /** Whether somebody judges this work without a role in its course: then they see what was sent. */
  judges(institutionId: string, submissionId: string, personId: string): Promise<boolean>
  /** Whether somebody must not judge a person's work: they coached them, know them too well, or work with them. */
  keptApart(institutionId: string, assessorId: string, educatorId: string): Promise<boolean>
  courseGrades: CourseGrades
  intake: Intake
  uploads: UploadStore
  parts: UploadParts
  workshop: Workshop
  files: FileStorage
  erasures: ErasureStore
  /** Within how many working days an institution promises an answer. */
  promiseDays(institutionId: string): Promise<number>
  /** What follows sending, in order. Each runs at least once per sent attempt. */
  afterSubmitted: readonly AfterSubmitted[]
  audit: AuditTrail
  clock: Clock
  logger: Pick<Logger, 'error'>
}
