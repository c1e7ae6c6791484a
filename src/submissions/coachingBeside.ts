import type { SubmissionDeps } from './submissionDeps.js'
import type { Work } from './work.js'

/** Adds to somebody's own work what its educator sees of coaching beside it. */
export function createCoachingBeside(deps: Pick<SubmissionDeps, 'coaching' | 'remarks' | 'people'>) {
  return async function withCoaching(work: Work): Promise<Work> {
    const { submission } = work
    if (!submission) return work
    const [{ open, coaches }, remarks] = await Promise.all([
      deps.coaching.coachesOf(submission),
      deps.remarks.of(submission.institutionId, submission.id),
    ])
    const names = await deps.people.names(
      submission.institutionId,
      remarks.map(({ by }) => by),
    )
    const said = remarks
      .filter(({ channel }) => channel === 'coaching')
      .map((one) => ({
        ...one,
        mine: one.voice === 'educator',
        name: one.voice === 'coach' ? (names.get(one.by) ?? null) : null,
      }))
    return { ...work, coaching: { open, coaches, said, talks: remarks.length } }
  }
}
