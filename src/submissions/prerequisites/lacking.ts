import type { MicroCredential } from '../../catalogue/microCredential.js'
import type { LocalizedText } from '../../catalogue/localizedText.js'
import type { Assignment } from '../../cohorts/cohort.js'
import type { SubmissionDeps } from '../submissionDeps.js'
import { lackingBefore, type Reached } from './beginning.js'

/** Something that comes first, and the assignment of the same course where it is earned; null where there is none. */
export interface Lacking {
  key: string
  title: LocalizedText | null
  assignmentId: string | null
}

/** Looks how far somebody has come, and so what they lack to begin something in a course. */
export function createLacking(deps: Pick<SubmissionDeps, 'store' | 'awards' | 'dispensations' | 'cohorts'>) {
  async function reached(institutionId: string, cohortId: string, personId: string): Promise<Reached> {
    const [awards, submissions, dispensed] = await Promise.all([
      deps.awards.ofPerson(institutionId, personId),
      deps.store.ofPeople(institutionId, [personId]),
      deps.dispensations.openFor(institutionId, cohortId, personId),
    ])
    const met = submissions.filter((one) => one.met !== null)
    return {
      earned: new Set([...awards, ...met].map(({ microCredentialKey }) => microCredentialKey)),
      dispensed,
    }
  }

  /**
   * What a person lacks for each of these, in one look; nothing is read where none of them asks for anything.
   * @param assignments those of the course, where what comes first may be earned
   */
  return async function lacking(
    place: { institutionId: string; cohortId: string; personId: string },
    contents: readonly MicroCredential[],
    assignments?: readonly Assignment[],
  ): Promise<Map<string, Lacking[]>> {
    const { institutionId, cohortId, personId } = place
    const asking = contents.filter(({ prerequisites = [] }) =>
      prerequisites.some(({ kind }) => kind === 'microCredential'),
    )
    if (asking.length === 0) return new Map()
    const far = await reached(institutionId, cohortId, personId)
    const offered = assignments ?? (await deps.cohorts.mappedAssignments(cohortId))
    return new Map(
      asking.map((content) => [
        content.key,
        lackingBefore(content, far).map(({ key, title = null }) => ({
          key,
          title,
          assignmentId: offered.find(({ microCredentialKey }) => microCredentialKey === key)?.id ?? null,
        })),
      ]),
    )
  }
}
