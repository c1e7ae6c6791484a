import type { Actor } from '../audit/actor.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import { Conflict, Forbidden, NotFound } from '../errors/errors.js'
import { calledByNumber, isNameless, withoutFileNames, type Called } from '../submissions/namesHidden.js'
import { fellowsIn } from '../submissions/joint.js'
import { asPerson, askedOf } from '../submissions/own.js'
import { sentAttempts, type Submission, type SubmittedAttempt } from '../submissions/submission.js'
import type { Assessment, Finalised, Judgement } from './assessment.js'
import type { AssessmentDeps } from './assessmentDeps.js'
import { decideFinalising, type FinalisingDecision } from './finalising.js'
import { createChanges } from './changes.js'
import { decideCorrection } from './changing.js'
import { createFollowing } from './following.js'
import { lostBy, type EndedClaim } from './holding/claim.js'
import { createGiving } from './holding/giving.js'
import { createHolding } from './holding/holding.js'
import { createNoting } from './noting.js'
import { createOpening } from './opening.js'
import { createPoolDesk } from './pool/poolDesk.js'
import { createQueue } from './queue.js'
import { createSendingBack } from './completing/sendingBack.js'
import type { Moment, TypedMoment } from './moment.js'
import { resultsOf, type Result } from './round.js'
import { sealOf } from './seal.js'
import { decideSecondLook } from './secondLook.js'
import { createStandingAsAssessor } from './standing.js'
import { decideTaking, type Candidate } from './taking.js'
import { createReleasing } from './unattended.js'

/** One round with everything its page needs. */
export interface OpenedAssessment {
  assessment: Assessment
  submission: Submission
  /** What its educator is called on the assessors' pages. */
  called: Called
  microCredential: MicroCredential
  /** Results of earlier attempts, oldest first. */
  earlier: Result[]
  /** What the educator of this attempt has been told; null while rounds are still to come. */
  result: Result | null
  /** All rounds of this attempt. */
  rounds: Assessment[]
  /** Whether the actor may read what was judged: their own words, or everybody's once the attempt has its result. */
  readable: boolean
  /** Every result of this attempt, oldest first. */
  history: Result[]
  /** Whether the actor may put another judgement in the place of this one. */
  mayCorrect: boolean
  /** By which right the actor is here: it decides where the page leads back to. */
  from: Candidate['from']
  /** When the actor last had it in hand, where another of the pool has it now: they may read and keep what they wrote. */
  lost: EndedClaim | null
  /** The names of those the educator shares pieces with, by person; none where names are hidden from assessors. */
  fellows: ReadonlyMap<string, string | null>
}

/** Assessors' work. Every command takes the actor; nobody assesses themself, or one attempt twice. */
export function createAssessmentService(deps: AssessmentDeps) {
  const following = createFollowing(deps)
  const note = createNoting(deps)
  const opening = createOpening(deps)
  const standings = createStandingAsAssessor(deps)
  const holding = createHolding(deps)

  async function submissionOf(actor: Actor, submissionId: string) {
    const { institutionId, personId } = asPerson(actor)
    const submission = await deps.submissions.find(institutionId, submissionId)
    if (!submission) throw new NotFound('no such submission')
    const candidate = await standings.of(actor, submission.cohortId)
    if (submission.personId === personId) throw new Forbidden('assessment.own_work')
    if (candidate.coached.has(submission.personId)) throw new Forbidden('assessment.coached')
    return { submission, candidate }
  }

  /** Lets in whoever may judge a round or read its answer; answers what they have lost of it to another of the pool. */
  function mustSee(assessment: Assessment, candidate: Candidate): EndedClaim | null {
    const { personId, from } = candidate
    if (assessment.finalised) {
      if (from === 'pool' && assessment.finalised.by !== personId)
        throw new NotFound('the pool sees its own answers only')
      return null
    }
    const taking = decideTaking(assessment, candidate)
    if (taking.kind === 'take') return null
    const lost = taking.because === 'taken' ? lostBy(assessment, personId) : null
    if (!lost) throw new Forbidden(`assessment.${taking.because}`)
    return lost
  }

  async function open(actor: Actor, id: string): Promise<OpenedAssessment> {
    const { institutionId, personId } = asPerson(actor)
    const found = await deps.store.find(institutionId, id)
    if (!found) throw new NotFound('no such assessment')
    const assessment = await holding.asNow(found)
    const { submission, candidate } = await submissionOf(actor, assessment.submissionId)
    const lost = mustSee(assessment, candidate)
    const microCredential = await askedOf(deps.catalogue, submission)
    const all = await deps.store.ofSubmissions(institutionId, [submission.id])
    const resultsIn = (attempt: number) =>
      resultsOf(
        all.filter((one) => one.attempt === attempt),
        microCredential.rubric,
      )
    const { attempt } = assessment
    const rounds = all.filter((one) => one.attempt === attempt)
    const history = resultsIn(attempt)
    const result = history.at(-1) ?? null
    const enrolment = await deps.cohorts.enrolmentOf(submission.cohortId, personId)
    const facilitates = enrolment?.roles.includes('facilitator') ?? false
    const correction = decideCorrection({ submission, attempt, judged: rounds, result }, id, {
      personId,
      facilitates,
    })
    const rules = await deps.names.rules(institutionId)
    const nameless = isNameless(rules, result !== null && all.every(({ dueBy }) => dueBy === null))
    const names = nameless ? null : await deps.people.names(institutionId, [submission.personId])
    return {
      assessment,
      submission: nameless ? withoutFileNames(submission) : submission,
      called: nameless
        ? calledByNumber(submission, deps.names.secret(institutionId))
        : { name: names?.get(submission.personId) ?? null, id: submission.personId },
      microCredential,
      earlier: sentAttempts(submission)
        .filter(({ number }) => number < attempt)
        .flatMap(({ number }) => resultsIn(number).at(-1) ?? []),
      result,
      rounds,
      history,
      mayCorrect: correction.kind === 'change',
      fellows: await deps.people.names(institutionId, rules.hideNames ? [] : fellowsIn(submission)),
      readable: result !== null || assessment.finalised?.by === personId,
      from: candidate.from,
      lost,
    }
  }

  async function secondLook(
    { assessment, microCredential }: OpenedAssessment,
    said: Pick<Finalised, 'by' | 'judgements'>,
  ) {
    if (assessment.round !== 'first') return null
    const { institutionId } = assessment
    const rules = await deps.rules(institutionId)
    return decideSecondLook({
      work: assessment,
      judgements: said.judgements,
      rubric: microCredential.rubric,
      rules,
      secret: deps.drawSecret(institutionId),
      othersMayJudge: await standings.othersCould(assessment, said.by),
    })
  }

  return {
    ...createQueue(deps),
    ...createChanges(deps, following),
    ...createSendingBack(deps, open, following),
    ...createPoolDesk(deps),
    ...createReleasing(deps, following),
    ...createGiving(deps),
    /** Lets a sent attempt wait for an assessor. Again is harmless. */
    async await(sent: Pick<SubmittedAttempt, 'institutionId' | 'submissionId' | 'attempt'>): Promise<void> {
      const submission = await deps.submissions.find(sent.institutionId, sent.submissionId)
      if (submission) await opening.first(submission, sent.attempt)
    },
    /**
     * Takes the round of a submission that waits, or finds what somebody began. Throws Conflict when nothing waits,
     * Forbidden where this person may not judge it.
     */
    async begin(actor: Actor, submissionId: string): Promise<Assessment> {
      const { submission, candidate } = await submissionOf(actor, submissionId)
      const { institutionId } = submission
      const latest = sentAttempts(submission).at(-1)?.number ?? 0
      const all = await deps.store.ofSubmissions(institutionId, [submission.id])
      const begun = all.some(({ attempt, wentBack }) => attempt === latest && !wentBack)
      const open = begun
        ? await Promise.all(all.filter(({ dueBy }) => dueBy !== null).map(holding.asNow))
        : [await opening.first(submission, latest)]
      const waiting = open.find((one) => one && standings.mayTake(one, candidate)) ?? open.at(-1)
      if (!waiting || waiting.wentBack) throw new Conflict('assessment.nothing_waits')
      standings.mustTake(waiting, candidate)
      const claimed = await holding.take(actor, waiting)
      return claimed ? { ...waiting, claimed } : waiting
    },
    open,
    /** Names to print beside an assessment. */
    names: (institutionId: string, ids: string[]) => deps.people.names(institutionId, ids),
    /** Lets the actor give back what they have in hand. */
    giveBack: holding.giveBack,
    /** Ends claims nobody works on, in all institutions. Answers how many. */
    async endClaims(): Promise<number> {
      let ended = 0
      for (const institutionId of await deps.institutionIds()) ended += await holding.endOver(institutionId)
      return ended
    },
    /**
     * Keeps the actor's own judgements, and what nobody has in hand is theirs from then on. False when the assessment has
     * been finalised meanwhile.
     */
    async saveDraft(
      actor: Actor,
      id: string,
      judgements: Judgement[],
      moments: TypedMoment[],
    ): Promise<boolean> {
      const { assessment } = await open(actor, id)
      const { institutionId } = assessment
      const draft = { judgements, moments, savedAt: deps.clock.now() }
      const until = await holding.until(institutionId)
      const saved = await deps.store.saveDraft(institutionId, id, asPerson(actor).personId, draft, until)
      if (saved && !assessment.claimed) await holding.take(actor, assessment)
      return saved
    },
    /**
     * Finalises a round, once. `alreadyFinalised` answers whoever was second; `incomplete` names what is missing.
     * When something that follows fails, the round stands and `reconcile` finishes later.
     */
    async finalise(
      actor: Actor,
      id: string,
      judgements: Judgement[],
      moments: Moment[] = [],
    ): Promise<FinalisingDecision> {
      const opened = await open(actor, id)
      if (opened.lost) throw new Forbidden('assessment.taken')
      const decision = decideFinalising(opened.assessment, opened.microCredential, judgements)
      if (decision.kind !== 'finalise') return decision
      const { outcome, judgements: settled } = decision
      const said = {
        by: asPerson(actor).personId,
        at: deps.clock.now(),
        outcome,
        judgements: settled,
        ...(moments.length > 0 && { moments }),
      }
      const stored = { ...said, second: await secondLook(opened, said) }
      const seal = sealOf({ ...opened.assessment, finalised: stored }, deps.sealKey)
      const finalised = await deps.store.finalise(opened.assessment.institutionId, id, { ...stored, seal })
      if (!finalised) return { kind: 'alreadyFinalised' }
      await note(actor, 'assessment.finalised', finalised, outcome)
      await following.followOrReport(finalised)
      return decision
    },
    /** Runs again what a crash or an outage left undone after finalising. Answers how many it finished. */
    reconcile: following.reconcile,
  }
}

export type AssessmentService = ReturnType<typeof createAssessmentService>
