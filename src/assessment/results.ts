import type { MicroCredential } from '../catalogue/microCredential.js'
import { meets } from '../catalogue/rubric.js'
import type { AttemptResult, AttemptResults, MicroCredentials } from '../submissions/ports.js'
import type { Assessment } from './assessment.js'
import type { AssessmentStore } from './assessmentStore.js'

/** An assessment as its educator may know it: nothing of a draft, everything of a finalised one. */
function resultOf(assessment: Assessment, microCredential: MicroCredential | null): AttemptResult {
  const { finalised, carried } = assessment
  return {
    submissionId: assessment.submissionId,
    assessmentId: assessment.id,
    attempt: assessment.attempt,
    status: finalised ? finalised.outcome : assessment.claimed ? 'claimed' : 'none',
    claimedBy: assessment.claimed?.by ?? null,
    finalisedAt: finalised?.at ?? null,
    feedback: (finalised?.judgements ?? []).map((judgement) => ({
      ...judgement,
      met: microCredential !== null && meets(microCredential.rubric, judgement.levelId),
      carried: carried.some(({ criterionId }) => criterionId === judgement.criterionId),
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
      return assessments.map((one) => resultOf(one, byId.get(one.microCredentialId) ?? null))
    },
  }
}
