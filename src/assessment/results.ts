import type { MicroCredential } from '../catalogue/microCredential.js'
import { meets } from '../catalogue/rubric.js'
import type { AttemptResult, AttemptResults, ChangedResult, MicroCredentials } from '../submissions/ports.js'
import type { Assessment } from './assessment.js'
import type { AssessmentStore } from './assessmentStore.js'
import { isBegun } from './holding/claim.js'
import { resultsOf } from './round.js'

/** An attempt as its educator may know it: that somebody is at it, then its result. Nothing of drafts and rounds. */
function resultOf(all: readonly Assessment[], microCredential: MicroCredential | null): AttemptResult | null {
  const judged = all.filter(({ wentBack }) => !wentBack)
  const [first] = judged
  if (!first) return null
  const result = microCredential && resultsOf(judged, microCredential.rubric).at(-1)
  const appeal = judged.find(({ round }) => round === 'appeal')
  return {
    submissionId: first.submissionId,
    assessmentId: result?.assessmentId ?? first.id,
    attempt: first.attempt,
    status: result ? result.outcome : judged.some(isBegun) ? 'claimed' : 'none',
    finalisedAt: result?.at ?? null,
    feedback: (result?.judgements ?? []).map((judgement) => ({
      ...judgement,
      met: microCredential !== null && meets(microCredential.rubric, judgement.levelId),
      carried: first.carried.some(({ criterionId }) => criterionId === judgement.criterionId),
    })),
    moments: result?.moments ?? [],
    appeal: appeal?.asked
      ? {
          reason: appeal.asked.reason,
          promisedBy: appeal.dueBy,
          answeredAt: appeal.finalised?.at ?? null,
        }
      : null,
  }
}

/** The news that a result changed; null where it is history already or nothing was there before. */
function changeOf(
  { id, assignmentId, asked }: Assessment,
  judged: readonly Assessment[],
  { rubric, id: microCredentialId }: MicroCredential,
): ChangedResult | null {
  const results = resultsOf(judged, rubric)
  const [before, after] = results.slice(-2)
  if (!before || after?.assessmentId !== id) return null
  return {
    submissionId: judged[0]?.submissionId ?? '',
    assignmentId,
    microCredentialId,
    at: after.at,
    because: after.basis === 'appealed' ? 'appealed' : 'corrected',
    reason: after.basis === 'appealed' ? '' : (asked?.reason ?? ''),
    before: before.outcome,
    after: after.outcome,
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
    async changed(institutionId, cohortId, personId) {
      const unread = await store.unnoticed(institutionId, cohortId, personId)
      if (unread.length === 0) return []
      const all = await store.ofSubmissions(institutionId, [
        ...new Set(unread.map((one) => one.submissionId)),
      ])
      const found = await Promise.all(
        unread.map(async (one) => {
          const microCredential = await catalogue.find(institutionId, one.microCredentialId)
          const judged = all.filter(
            (each) => each.submissionId === one.submissionId && each.attempt === one.attempt,
          )
          return microCredential && changeOf(one, judged, microCredential)
        }),
      )
      return found.filter((one) => one !== null).sort((a, b) => b.at.getTime() - a.at.getTime())
    },
  }
}
