import type { AssessmentStore } from '../assessmentStore.js'
import type { Pool } from './poolMember.js'

/**
 * Answers what the room of evidence asks: whether one of the pool has this work in hand or has judged it, and so sees
 * what was sent. Whoever has left the pool sees nothing any more.
 */
export function createJudges(store: Pick<AssessmentStore, 'isJudgedBy'>, pool: Pool) {
  return async (institutionId: string, submissionId: string, personId: string): Promise<boolean> =>
    (await store.isJudgedBy(institutionId, submissionId, personId)) &&
    (await pool.isMember(institutionId, personId))
}
