import { createConversation } from './conversation.js'
import { createDispensing } from './prerequisites/dispensing.js'
import { createDrafts } from './drafts.js'
import { createErasing } from './erasing.js'
import { createEvidence } from './evidence.js'
import { createFileRequests } from './fileRequests.js'
import { createJoining } from './joining.js'
import { createKeeping } from './keeping.js'
import { createOutcomes } from './outcomes.js'
import { createCohortSharing } from './cohortSharing.js'
import { createPermitting } from './permitting.js'
import { createProposing } from './proposing.js'
import { createRecording } from './recording.js'
import { createShowing } from './showing.js'
import { createSending } from './sending.js'
import type { SubmissionDeps } from './submissionDeps.js'
import { createUploads } from './uploads/uploads.js'
import { createWork } from './work.js'

/** Everything people and other rooms do with submissions. Every command takes the actor and authorises first. */
export function createSubmissionService(deps: SubmissionDeps) {
  return {
    ...createWork(deps),
    ...createDrafts(deps),
    ...createDispensing(deps),
    ...createConversation(deps),
    ...createPermitting(deps),
    ...createProposing(deps),
    ...createCohortSharing(deps),
    ...createRecording(deps),
    ...createJoining(deps),
    ...createSending(deps),
    ...createEvidence(deps),
    ...createErasing(deps),
    ...createKeeping(deps),
    ...createFileRequests(deps),
    ...createUploads(deps),
    ...createOutcomes(deps),
    ...createShowing(deps),
  }
}

export type SubmissionService = ReturnType<typeof createSubmissionService>
