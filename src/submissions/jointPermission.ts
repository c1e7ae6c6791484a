import { audiences, isSharedWith, nothingSaid, type Audience, type EvidenceDetails } from './details.js'
import { detailsNow, type Artefact, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/**
 * What holds for a piece of which several people say something: the narrowest audience, the students anybody sees in
 * it, and the consent that ends first; none where one of those who see students has none.
 * @param own what its educator says; caption, day and place are theirs
 * @param others what the others say of the same piece
 */
export function strictestOf(own: EvidenceDetails, others: readonly EvidenceDetails[]): EvidenceDetails {
  const all = [own, ...others]
  const saysOfStudents = all.map(({ students }) => students)
  const students = saysOfStudents.includes(null) ? null : saysOfStudents.includes('some') ? 'some' : 'none'
  const consents = all.filter((one) => one.students === 'some').map(({ consent }) => consent)
  const ends = consents.flatMap((consent) => consent?.until || []).sort()
  const [consent] = consents.includes(null) ? [null] : consents.length > 0 ? [{ until: ends[0] ?? '' }] : []
  const narrowest = Math.min(...all.map(({ audience }) => audiences.indexOf(audience)))
  return {
    ...own,
    students,
    consent: consent ?? null,
    audience: audiences[narrowest] ?? 'assessors',
  }
}

/** Who may see a piece that several made: what all of them say counts. */
export function createJointPermission(deps: Pick<SubmissionDeps, 'store' | 'clock'>) {
  /** What is said of a piece now by everybody who made it; whose copy is not there has said nothing. */
  async function saidByAll(submission: Submission, piece: Artefact): Promise<EvidenceDetails> {
    const { institutionId, assignmentId, personId } = submission
    const others = await Promise.all(
      (piece.joint?.with ?? []).map(async (other) => {
        const theirs = await deps.store.ofPerson(institutionId, assignmentId, other)
        const copy = theirs?.artefacts
          .filter(({ slotId, joint }) => slotId === piece.slotId && joint?.with.includes(personId))
          .at(-1)
        return theirs && copy ? detailsNow(theirs, copy) : nothingSaid
      }),
    )
    return strictestOf(detailsNow(submission, piece), others)
  }

  return {
    saidByAll,
    /** Whether a piece may be shown to an audience now: everybody who made it wants that, and no consent is missing. */
    mayShow: async (
      submission: Submission,
      piece: Artefact,
      audience: Exclude<Audience, 'assessors'>,
    ): Promise<boolean> => isSharedWith(await saidByAll(submission, piece), audience, deps.clock.now()),
  }
}
