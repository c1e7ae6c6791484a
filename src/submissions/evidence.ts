import { isStaffRole } from '../cohorts/cohort.js'
import { NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import { previewName, storedName, type ByteRange, type FileStorage } from './fileStorage.js'
import { belongs } from './cohortSharing.js'
import { createJointPermission } from './jointPermission.js'
import { asPerson } from './own.js'
import { createSeeing } from './seeing.js'
import { wasSent, type Artefact, type EvidenceFile, type Submission } from './submission.js'
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
  const { mayShow } = createJointPermission(deps)

  /** By which right somebody may open a file where it stands in one submission; null where they may not. */
  async function rightTo(submission: Submission, artefact: Artefact, personId: string) {
    if (submission.personId === personId) return 'own'
    const { institutionId, id, cohortId } = submission
    const roles = (await deps.cohorts.enrolmentOf(cohortId, personId))?.roles
    const sent = wasSent(submission, artefact)
    const shown = async () => belongs(roles ?? []) && (await mayShow(submission, artefact, 'cohort'))
    if (roles && sent && (isStaffRole(roles) || (await shown()))) return roles
    if (roles && (await deps.coaching.readsAlong(submission, personId))) return roles
    return sent && (await deps.judges(institutionId, id, personId)) ? 'judging' : null
  }

  return {
    /**
     * Opens a file for somebody who may see it; NotFound for everybody else. What several made is opened by any one right,
     * and has its name only where no right of theirs hides names.
     */
    async evidence(actor: Actor, artefactId: string): Promise<OpenedEvidence> {
      const { institutionId, personId } = asPerson(actor)
      const names: string[] = []
      let file: EvidenceFile | null = null
      for (const submission of await deps.store.ofFile(institutionId, artefactId)) {
        const artefact = submission.artefacts.find((one) => one.file?.artefactId === artefactId)
        const right = artefact && (await rightTo(submission, artefact, personId))
        if (!artefact?.file || !right) continue
        file = artefact.file
        const roles = typeof right === 'string' ? null : right
        const shown =
          right === 'own' ? submission : (await seenBy(actor, roles, [submission])).shown(submission)
        const name = shown.artefacts[submission.artefacts.indexOf(artefact)]?.file?.name ?? ''
        if (right === 'own') return openedFile(deps.files, { ...file, name })
        names.push(name)
      }
      if (!file) throw new NotFound('not theirs to see')
      const { name: given } = file
      return openedFile(deps.files, { ...file, name: names.find((name) => name !== given) ?? given })
    },
  }
}

/** The way to the bytes of a file that the caller has found somebody may see. */
export const openedFile = (files: FileStorage, file: EvidenceFile): OpenedEvidence => ({
  file,
  read: (range) => files.open(storedName(file), range),
  readPreview: () => files.open(previewName(file)),
})
