import { isStaffRole, type CohortRole } from '../cohorts/cohort.js'
import { NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import { previewName, storedName, type ByteRange, type FileStorage } from './fileStorage.js'
import { belongs } from './cohortSharing.js'
import { isSharedWith } from './details.js'
import { asPerson } from './own.js'
import { createSeeing } from './seeing.js'
import { detailsNow, wasSent, type Artefact, type EvidenceFile, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** A file somebody may see, and the way to its bytes and its preview's. */
export interface OpenedEvidence {
  file: EvidenceFile
  read(range?: ByteRange): ReturnType<FileStorage['open']>
  readPreview(): ReturnType<FileStorage['open']>
}

/** Reading evidence files: their owner, a coach they let in, and once sent whoever assesses or facilitates there or judges this work. */
export function createEvidence(deps: SubmissionDeps) {
  const { seenBy } = createSeeing(deps)
  return {
    /** Opens a file for somebody who may see it; NotFound for everybody else. */
    async evidence(actor: Actor, artefactId: string): Promise<OpenedEvidence> {
      const { institutionId, personId } = asPerson(actor)
      const submission = await deps.store.ofFile(institutionId, artefactId)
      if (!submission) throw new NotFound('no such file')
      const enrolment = await deps.cohorts.enrolmentOf(submission.cohortId, personId)
      const artefact = submission.artefacts.find(({ file }) => file?.artefactId === artefactId)
      const sent = artefact !== undefined && wasSent(submission, artefact)
      const ofCohort =
        submission.personId === personId ||
        (sent && enrolment !== null && seesSent(enrolment.roles, submission, artefact, deps.clock.now())) ||
        (enrolment !== null && (await deps.coaching.readsAlong(submission, personId)))
      const theirs = ofCohort || (sent && (await deps.judges(institutionId, submission.id, personId)))
      if (!theirs || !artefact?.file) throw new NotFound('not theirs to see')
      const { file } = artefact
      const shown = (await seenBy(actor, ofCohort && enrolment ? enrolment.roles : null, [submission])).shown(
        submission,
      )
      return {
        file: { ...file, name: shown.artefacts[submission.artefacts.indexOf(artefact)]?.file?.name ?? '' },
        read: (range) => deps.files.open(storedName(file), range),
        readPreview: () => deps.files.open(previewName(file)),
      }
    },
  }
}

/** Whether a role in the course shows what was sent: those who run it see all of it, the others what they are shown. */
const seesSent = (
  roles: readonly CohortRole[],
  submission: Submission,
  artefact: Artefact | undefined,
  now: Date,
): boolean =>
  isStaffRole(roles) ||
  (belongs(roles) && artefact !== undefined && isSharedWith(detailsNow(submission, artefact), 'cohort', now))
