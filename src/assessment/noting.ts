import type { Actor } from '../audit/actor.js'
import type { Assessment } from './assessment.js'
import type { AssessmentDeps } from './assessmentDeps.js'

/** Writes acts on assessments into the record: who did what to which one, when and, where there is one, for what reason. */
export const createNoting =
  ({ audit, clock }: Pick<AssessmentDeps, 'audit' | 'clock'>) =>
  (actor: Actor, action: string, { id, institutionId }: Assessment, reason?: string): Promise<void> =>
    audit.record({
      institutionId,
      actor,
      action,
      subject: `assessment:${id}`,
      ...(reason ? { reason } : {}),
      at: clock.now(),
    })
