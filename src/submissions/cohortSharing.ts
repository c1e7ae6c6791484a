import type { Actor } from '../audit/actor.js'
import { NotFound } from '../errors/errors.js'
import { createJointPermission } from './jointPermission.js'
import { askedOf } from './own.js'
import { createSeeing } from './seeing.js'
import { pieceAt, sentAttempts } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** What people of a course show each other. */
export function createCohortSharing(deps: SubmissionDeps) {
  const { seenBy } = createSeeing(deps)
  const { mayShow } = createJointPermission(deps)
  return {
    /**
     * The pieces that were sent for an assignment and that their educators show to the cohort, as long as no consent
     * is missing or has run out; newest first. For whoever has a role in the course other than looking on.
     */
    async sharedInCohort(actor: Actor, assignmentId: string) {
      const place = await deps.cohorts.assignment(actor, assignmentId)
      if (!belongs(place.enrolment.roles)) throw new NotFound('not one of the cohort')
      const { institutionId } = place.cohort
      const submissions = await deps.store.ofAssignment(institutionId, assignmentId)
      const found = await Promise.all(
        submissions.map(async (submission) => {
          const last = sentAttempts(submission).at(-1)
          if (!last) return []
          const { slots } = await askedOf(deps.catalogue, submission)
          const shown = await Promise.all(
            slots.map(async (slot) => {
              const piece = pieceAt(submission, slot.id, last.number)
              return piece && (await mayShow(submission, piece, 'cohort'))
                ? [{ submission, slot, piece }]
                : []
            }),
          )
          return shown.flat()
        }),
      )
      const pieces = found.flat()
      const shared = pieces.map(({ submission }) => submission)
      const seen = await seenBy(actor, place.enrolment.roles, shared)
      return {
        ...place,
        pieces: pieces.map(({ submission, slot, piece }) => {
          const shown = seen.shown(submission)
          const named = pieceAt(shown, slot.id, piece.attempt) ?? piece
          return { slot, submission: shown, piece: named, called: seen.called(submission) }
        }),
      }
    },
  }
}

/** Those who learn in a course or help run it; whoever only looks on is not one of the cohort. */
export const belongs = (roles: readonly string[]): boolean => roles.some((role) => role !== 'observer')
