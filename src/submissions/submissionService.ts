import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import type { CohortAccess } from '../cohorts/ports.js'
import type { Logger } from '../web/log.js'
import { createDrafts } from './drafts.js'
import { createEvidence } from './evidence.js'
import type { FileStorage } from './fileStorage.js'
import { createOutcomes } from './outcomes.js'
import type { PeopleNames } from '../identity/person.js'
import type { AfterSubmitted, AttemptResults, Awards, MicroCredentials } from './ports.js'
import { createSending } from './sending.js'
import type { SubmissionStore } from './submissionStore.js'
import { createWork } from './work.js'

export interface SubmissionDeps {
  store: SubmissionStore
  cohorts: CohortAccess
  catalogue: MicroCredentials
  people: PeopleNames
  results: AttemptResults
  awards: Awards
  files: FileStorage
  /** Within how many working days an institution promises an answer. */
  promiseDays(institutionId: string): Promise<number>
  /** What follows sending, in order. Each runs at least once per sent attempt. */
  afterSubmitted: readonly AfterSubmitted[]
  audit: AuditTrail
  clock: Clock
  logger: Pick<Logger, 'error'>
}

/** Everything people and other rooms do with submissions. Every command takes the actor and authorises first. */
export function createSubmissionService(deps: SubmissionDeps) {
  return {
    ...createWork(deps),
    ...createDrafts(deps),
    ...createSending(deps),
    ...createEvidence(deps),
    ...createOutcomes(deps),
  }
}

export type SubmissionService = ReturnType<typeof createSubmissionService>
