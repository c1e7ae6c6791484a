import type { MicroCredential } from '../catalogue/microCredential.js'
import { meets } from '../catalogue/rubric.js'
import type { AttemptResult, AttemptResults, MicroCredentials } from '../submissions/ports.js'
import type { Assessment } from './assessment.js'
import type { AssessmentStore } from './assessmentStore.js'
import { resultsOf } from './round.js'

/** An attempt as its educator may know it: that somebody is at it, then its result. Nothing of drafts and rounds. */
function resultOf(
  judged: readonly Assessment[],
  microCredential: MicroCredential | null,
): AttemptResult | null {
  const [first] = judged
  if (!first) return null
  const result = microCredential && resultsOf(judged, microCredential.rubric).at(-1)
  const decided = judged.find(({ id }) => id === result?.assessmentId)
  return {
    submissionId: first.submissionId,
    assessmentId: result?.assessmentId ?? first.id,
    attempt: first.attempt,
    status: result ? result.outcome : judged.some(({ claimed }) => claimed) ? 'claimed' : 'none',
    finalisedAt: result?.at ?? null,
    feedback: (result?.judgements ?? []).map((judgement) => ({
      ...judgement,
      met: microCredential !== null && meets(microCredential.rubric, judgement.levelId),
      carried: (decided?.carried ?? []).some(({ criterionId }) => criterionId === judgement.criterionId),
    })),
  }
}

/** Answers what submissions ask of assessors' work. Made before the services, so that both can be wired. */
export function createAttemptResults(store: AssessmentStore, catalogue: MicroCredentials): AttemptResults {
  return {
    async ofSubmissions(institutionId, submissionIds) {
      const assessments = await store.ofSubmissions(institutionId, submissionIds)
      const versions = [...new Set(assessments.map(({ microCredentialId }) => microCredentialId))]
      const found = await Promise.all(versions.map((id) => catalogue.find(institutionId, id)))
      const byId = new Map(versions.map((id, index) => [id, found[index] ?? null]))
      const attempts = new Map<string, Assessment[]>()
      for (const one of assessments) {
        const key = `${one.submissionId} ${String(one.attempt)}`
        attempts.set(key, [...(attempts.get(key) ?? []), one])
      }
      return [...attempts.values()]
        .map((judged) => resultOf(judged, byId.get(judged[0]?.microCredentialId ?? '') ?? null))
        .filter((result) => result !== null)
    },
  }
}
