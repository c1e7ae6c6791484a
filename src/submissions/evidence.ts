import type { Readable } from 'node:stream'
import { isStaffRole } from '../cohorts/cohort.js'
import { NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import { storedName } from './fileStorage.js'
import { asPerson } from './own.js'
import { sentAttempts, type EvidenceFile } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

export interface OpenedEvidence {
  file: EvidenceFile
  read(range?: { start: number; end: number }): Readable
}

/** Reading evidence files: their owner, and once sent the assessors and facilitators of that cohort. Nobody else. */
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
      const theirs = submission.personId === personId || (sent && isStaffRole(enrolment.roles))
      if (!theirs || !artefact?.file) throw new NotFound('not theirs to see')
      const { file } = artefact
      return { file, read: (range) => deps.files.open(storedName(file), range) }
    },
  }
}
