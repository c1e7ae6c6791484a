import type { Actor } from '../audit/actor.js'
import type { CohortRole } from '../cohorts/cohort.js'
import { calledByNumber, isAnswered, isNameless, withoutFileNames, type Called } from './namesHidden.js'
import { asPerson } from './own.js'
import type { AttemptResult } from './ports.js'
import type { Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** What one reader is to know of whose work some submissions are. */
export interface Seen {
  called(submission: Submission): Called
  /** The submission as the reader may see it: with its files' own names, or without them. */
  shown(submission: Submission): Submission
  /**
   * Whether they may know with whom somebody made a piece. Whoever assesses where names are hidden never does: a fellow's
   * own work, which may still wait, would be known by the piece.
   */
  fellowsTold: boolean
}

/** Hides names from those who only assess. Facilitators, who answer for their people, and coaches know them. */
export function createSeeing(deps: Pick<SubmissionDeps, 'names' | 'people' | 'coaching' | 'results'>) {
  return {
    /**
     * @param roles the actor's in the cohort; null for somebody who judges there without being of it
     * @param submissions of one institution, the actor's own included
     * @param results of these submissions, where they have been read already
     */
    async seenBy(
      actor: Actor,
      roles: readonly CohortRole[] | null,
      submissions: readonly Submission[],
      results?: readonly AttemptResult[],
    ): Promise<Seen> {
      const { institutionId, personId } = asPerson(actor)
      const assesses = !roles || (roles.includes('assessor') && !roles.includes('facilitator'))
      const rules = assesses ? await deps.names.rules(institutionId) : null
      const nameless = new Set<string>()
      if (rules?.hideNames) {
        const ids = submissions.map(({ id }) => id)
        const [known, coached] = await Promise.all([
          results ?? deps.results.ofSubmissions(institutionId, ids),
          deps.coaching.everCoached(institutionId, personId),
        ])
        for (const one of submissions)
          if (
            one.personId !== personId &&
            !coached.has(one.personId) &&
            isNameless(rules, isAnswered(one, known))
          )
            nameless.add(one.id)
      }
      const named = submissions.filter(({ id }) => !nameless.has(id)).map((one) => one.personId)
      const names = await deps.people.names(institutionId, [...new Set(named)])
      const secret = deps.names.secret(institutionId)
      return {
        called: (submission) =>
          nameless.has(submission.id)
            ? calledByNumber(submission, secret)
            : { name: names.get(submission.personId) ?? null, id: submission.personId },
        fellowsTold: !rules?.hideNames || submissions.every((one) => one.personId === personId),
        shown: (submission) => (nameless.has(submission.id) ? withoutFileNames(submission) : submission),
      }
    },
  }
}
