import { createHmac } from 'node:crypto'
import { extname } from 'node:path'
import type { AttemptResult } from './ports.js'
import { sentAttempts, type Submission } from './submission.js'

/** How an institution deals with the names of those whose work is assessed. */
export interface NameRules {
  /** Whether assessors see a number in place of a name. */
  hideNames: boolean
  /** Whether they see the name once the answer is out. */
  namesAfter: boolean
}

/** Who hides names, and what the numbers in their place depend on. */
export interface NamesHidden {
  rules(institutionId: string): Promise<NameRules>
  /** Never the same for two institutions; known to the installation alone. */
  secret(institutionId: string): string
}

/** What somebody is called on a page: by name, or by the number that pages make of `id` where there is none. */
export interface Called {
  name: string | null
  id: string
}

/** Whether whoever assesses is not to know whose work it is. `answered`: nothing of it waits for an assessor. */
export const isNameless = ({ hideNames, namesAfter }: NameRules, answered: boolean): boolean =>
  hideNames && !(namesAfter && answered)

/** Whether the latest sent attempt has its answer, and no appeal against it waits for one. */
export function isAnswered(submission: Submission, results: readonly AttemptResult[]): boolean {
  const latest = sentAttempts(submission).at(-1)?.number
  const result = results.find((one) => one.submissionId === submission.id && one.attempt === latest)
  if (!result?.finalisedAt) return false
  return result.appeal === null || result.appeal.answeredAt !== null
}

/**
 * Somebody without their name. The number is that of this one submission, so that it does not tell which works are by
 * the same person, and it stays the same for all who assess it.
 */
export const calledByNumber = ({ id }: Pick<Submission, 'id'>, secret: string): Called => ({
  name: null,
  id: createHmac('sha256', secret).update(`alias:${id}`).digest('hex'),
})

/** A submission whose files are called after their slots: people give files their own names. */
export const withoutFileNames = (submission: Submission): Submission => ({
  ...submission,
  artefacts: submission.artefacts.map((artefact) =>
    artefact.file
      ? { ...artefact, file: { ...artefact.file, name: neutralName(artefact.slotId, artefact.file.name) } }
      : artefact,
  ),
})

/** The ending of a name is kept where it is one: letters and figures, few of them. */
const neutralName = (slotId: string, name: string): string => {
  const ending = extname(name).toLowerCase()
  return /^\.[a-z0-9]{1,5}$/.test(ending) ? `${slotId}${ending}` : slotId
}
