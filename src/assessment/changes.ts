import type { Actor } from '../audit/actor.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import { addWorkingDays } from '../clock/clock.js'
import { Conflict, Forbidden, Invalid, NotFound } from '../errors/errors.js'
import { asPerson, askedOf } from '../submissions/own.js'
import { sentAttempts, type Submission } from '../submissions/submission.js'
import { metAndUnmet, type Assessment, type Judgement } from './assessment.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import {
  decideAppeal,
  decideCorrection,
  settledBefore,
  type ChangeDecision,
  type Standing,
} from './changing.js'
import { decideFinalising, type FinalisingDecision } from './finalising.js'
import type { createFollowing } from './following.js'
import { createNoting } from './noting.js'
import { createOpening, furtherRound } from './opening.js'
import { resultsOf } from './round.js'
import { sealOf } from './seal.js'
import { createStandingAsAssessor } from './standing.js'

/** An educator's submission and what stands of its latest sent attempt. */
export interface OwnResult extends Standing {
  microCredential: MicroCredential
}

/** Changing what stands: an educator asks somebody new, an assessor corrects themself. Nothing old is touched. */
export function createChanges(deps: AssessmentDeps, following: ReturnType<typeof createFollowing>) {
  const note = createNoting(deps)
  const opening = createOpening(deps)
  const standings = createStandingAsAssessor(deps)

  async function standing(submission: Submission, attempt: number): Promise<OwnResult> {
    const { institutionId, id } = submission
    const microCredential = await askedOf(deps.catalogue, submission)
    const all = await deps.store.ofSubmissions(institutionId, [id])
    const judged = all.filter((one) => one.attempt === attempt && !one.wentBack)
    const result = resultsOf(judged, microCredential.rubric).at(-1) ?? null
    return { submission, attempt, judged, result, microCredential }
  }

  /** The actor's own submission with its latest result. NotFound for everybody else's. */
  async function own(actor: Actor, submissionId: string): Promise<OwnResult> {
    const { institutionId, personId } = asPerson(actor)
    const submission = await deps.submissions.find(institutionId, submissionId)
    if (submission?.personId !== personId) throw new NotFound('not their submission')
    return standing(submission, sentAttempts(submission).at(-1)?.number ?? 0)
  }

  function must(decision: ChangeDecision) {
    if (decision.kind === 'change') return decision.result
    if (decision.because === 'not_yours') throw new Forbidden('assessment.not_yours')
    throw new Conflict(`assessment.${decision.because}`)
  }

  return {
    /** What an educator may appeal against, and within how many working days they would hear. Throws NotFound, Conflict where they may not. */
    async appealable(actor: Actor, submissionId: string): Promise<OwnResult & { answerBy: number }> {
      const found = await own(actor, submissionId)
      must(decideAppeal(found))
      return { ...found, answerBy: await deps.promiseDays(found.submission.institutionId) }
    },
    /** Asks somebody who has not judged it to look again. Throws NotFound, Conflict, Invalid without a reason. */
    async appeal(actor: Actor, submissionId: string, reason: string): Promise<Assessment> {
      const found = await own(actor, submissionId)
      const result = must(decideAppeal(found))
      const [begun, ...others] = found.judged
      if (!begun) throw new Conflict('assessment.no_result')
      if (reason.trim() === '') throw new Invalid('assessment.reason_needed')
      const now = deps.clock.now()
      const { met } = metAndUnmet(result.judgements, found.microCredential)
      const { assessment, opened } = await opening.next([begun, ...others], {
        round: 'appeal',
        because: 'appealed',
        asked: { by: asPerson(actor).personId, at: now, reason: reason.trim() },
        corrects: result.assessmentId,
        dueBy: addWorkingDays(now, await deps.promiseDays(begun.institutionId)),
        carried: settledBefore(result, met),
      })
      if (!opened) throw new Conflict('assessment.appealed_before')
      await note(actor, 'assessment.appealed', assessment)
      return assessment
    },
    /** Puts away the news that a result of the actor's own submission changed. */
    async acknowledge(actor: Actor, submissionId: string): Promise<Submission> {
      const { submission } = await own(actor, submissionId)
      await deps.store.notice(submission.institutionId, submission.id, deps.clock.now())
      return submission
    },
    /**
     * A new judgement in the place of the one that stands. What is missing in it is answered as when finalising.
     * Throws NotFound, Forbidden, Conflict, and Invalid without a reason.
     */
    async correct(
      actor: Actor,
      id: string,
      judgements: Judgement[],
      reason: string,
    ): Promise<FinalisingDecision> {
      const { found, corrected, result } = await correctable(actor, id)
      if (reason.trim() === '') throw new Invalid('assessment.reason_needed')
      const [begun, ...others] = found.judged
      if (!begun) throw new Conflict('assessment.no_result')
      const decision = decideFinalising({ ...corrected, finalised: null }, found.microCredential, judgements)
      if (decision.kind !== 'finalise') return decision
      const by = asPerson(actor).personId
      const at = deps.clock.now()
      const turn = 1 + found.judged.filter(({ round }) => round === 'correction').length
      const row = furtherRound(
        [begun, ...others],
        {
          round: 'correction',
          turn,
          because: 'corrected',
          dueBy: null,
          asked: { by, at, reason: reason.trim() },
          corrects: result.assessmentId,
          carried: corrected.carried,
        },
        at,
      )
      const { outcome, judgements: settled } = decision
      const { moments } = result
      const said = { by, at, outcome, judgements: settled, second: null, ...(moments && { moments }) }
      const { assessment, opened } = await deps.store.open({
        ...row,
        finalised: { ...said, seal: sealOf({ ...row, finalised: said }, deps.sealKey) },
        toFollow: at,
      })
      if (!opened) throw new Conflict('assessment.result_changed')
      await note(actor, 'assessment.corrected', assessment, reason.trim())
      await following.followOrReport(assessment)
      return decision
    },
    /** What stands and may be corrected by the actor. Throws NotFound, Forbidden, Conflict. */
    correctable,
  }

  async function correctable(actor: Actor, id: string) {
    const { institutionId, personId } = asPerson(actor)
    const corrected = await deps.store.find(institutionId, id)
    const submission = corrected && (await deps.submissions.find(institutionId, corrected.submissionId))
    if (!corrected || !submission) throw new NotFound('no such assessment')
    const { enrolment } = await standings.in(actor, submission.cohortId)
    if (submission.personId === personId) throw new Forbidden('assessment.own_work')
    const found = await standing(submission, corrected.attempt)
    const facilitates = enrolment.roles.includes('facilitator')
    const result = must(decideCorrection(found, id, { personId, facilitates }))
    return { found, corrected, result }
  }
}
