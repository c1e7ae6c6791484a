import { isStaffRole } from '../cohorts/cohort.js'
import { NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import { previewName, storedName, type ByteRange, type FileStorage } from './fileStorage.js'
import { belongs } from './cohortSharing.js'
import { isSharedWith } from './details.js'
import { asPerson } from './own.js'
import { detailsNow, sentAttempts, type Artefact, type EvidenceFile, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** A file somebody may see, and the way to its bytes and its preview's. */
export interface OpenedEvidence {
  file: EvidenceFile
  read(range?: ByteRange): ReturnType<FileStorage['open']>
  readPreview(): ReturnType<FileStorage['open']>
}

/** Reading evidence files: their owner, a coach they let in, and once sent the assessors and facilitators of that cohort. */
export function createEvidence(deps: SubmissionDeps) {
  return {
    /** Opens a file for somebody who may see it; NotFound for everybody else. */
    async evidence(actor: Actor, artefactId: string): Promise<OpenedEvidence> {
      const { institutionId, personId } = asPerson(actor)
      const submission = await deps.store.ofFile(institutionId, artefactId)
      if (!submission) throw new NotFound('no such file')
      const { enrolment } = await deps.cohorts.standing(actor, submission.cohortId)
      const artefact = submission.artefacts.find(({ file }) => file?.artefactId === artefactId)
      const sent = sentAttempts(submission).some(({ number }) => number === artefact?.attempt)
      const theirs =
        submission.personId === personId ||
        (sent && isStaffRole(enrolment.roles)) ||
        (sent && belongs(enrolment.roles) && shownToCohort(submission, artefact, deps.clock.now())) ||
        (await deps.coaching.readsAlong(submission, personId))
      if (!theirs || !artefact?.file) throw new NotFound('not theirs to see')
      const { file } = artefact
      return {
        file,
        read: (range) => deps.files.open(storedName(file), range),
        readPreview: () => deps.files.open(previewName(file)),
      }
    },
  }
}

const shownToCohort = (submission: Submission, artefact: Artefact | undefined, now: Date): boolean =>
  artefact !== undefined && isSharedWith(detailsNow(submission, artefact), 'cohort', now)
