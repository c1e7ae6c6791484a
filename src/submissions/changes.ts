import { Conflict, NotFound } from '../errors/errors.js'
import type { Submission } from './submission.js'
import type { SubmissionStore } from './submissionStore.js'

const TRIES = 20

/**
 * Changes one submission: reads it, lets `decide` say what it becomes (undefined: nothing to write), and writes
 * that if nobody was faster; otherwise decides again on what is there now. Answers what `decide` answered last.
 * Throws NotFound when there is none, Conflict when others keep being faster.
 */
export async function changeSubmission<T>(
  store: SubmissionStore,
  institutionId: string,
  id: string,
  decide: (current: Submission) => { next?: Submission | undefined; answer: T },
): Promise<T> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const current = await store.find(institutionId, id)
    if (!current) throw new NotFound('no such submission')
    const { next, answer } = decide(current)
    if (!next || (await store.replace(next))) return answer
  }
  throw new Conflict('conflict', `submission ${id} is being written by too many at once`)
}
