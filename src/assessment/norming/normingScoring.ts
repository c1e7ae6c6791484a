import type { Actor } from '../../audit/actor.js'
import { NotFound } from '../../errors/errors.js'
import { asPerson } from '../../submissions/own.js'
import type { Judgement } from '../assessment.js'
import { normingStanding, type NormingDeps } from './normingDeps.js'
import type { createNormingClosing } from './normingClosing.js'
import { decideHandIn, isOpen, type HandInDecision } from './normingRound.js'

/** Scoring the work of a round: each participant alone. */
export function createNormingScoring(
  deps: NormingDeps,
  closing: Pick<ReturnType<typeof createNormingClosing>, 'follow'>,
) {
  /**
   * One work of a round, as somebody of its group sees it, with what they handed in. `number` from 1. NotFound for
   * everybody else.
   */
  async function work(actor: Actor, roundId: string, number: number) {
    const { institutionId, personId } = asPerson(actor)
    const round = await deps.store.find(institutionId, roundId)
    if (!round?.participants.includes(personId)) throw new NotFound('not of this group')
    const standing = await normingStanding(deps, actor, round.cohortId)
    const chosen = round.works[number - 1]
    const submission = chosen && (await deps.submissions.find(institutionId, chosen.submissionId))
    const microCredential = await deps.catalogue.find(institutionId, round.microCredentialId)
    if (!chosen || !submission || !microCredential) throw new NotFound('no such work')
    const own = (await deps.store.scoresOf(institutionId, [roundId])).filter(
      (one) => one.personId === personId,
    )
    const handedIn = own.find(
      ({ submissionId, attempt }) => submissionId === chosen.submissionId && attempt === chosen.attempt,
    )
    return {
      ...standing,
      ...{ round, number, chosen, submission, microCredential },
      handedIn: handedIn ?? null,
      open: isOpen(round, deps.clock.now()),
    }
  }

  return {
    work,
    /** Hands in levels and reasons for one work, once. `closed` and `handedIn` keep what was said before. */
    async handIn(
      actor: Actor,
      roundId: string,
      number: number,
      judgements: readonly Judgement[],
    ): Promise<HandInDecision> {
      const { round, chosen, microCredential, handedIn } = await work(actor, roundId, number)
      const now = deps.clock.now()
      const decision = decideHandIn({
        ...{ round, now, judgements, rubric: microCredential.rubric },
        handedIn: handedIn !== null,
      })
      if (decision.kind !== 'handIn') return decision
      const { institutionId } = round
      const { submissionId, attempt } = chosen
      const kept = await deps.store.handIn({
        ...{ institutionId, roundId, submissionId, attempt, at: now },
        personId: asPerson(actor).personId,
        judgements: decision.judgements,
      })
      if (!kept) return { kind: 'handedIn' }
      await deps.audit.record({
        ...{ institutionId, actor, action: 'norming.scored', subject: `norming:${roundId}`, at: now },
      })
      // Somebody may have closed the round in this very moment: what was handed in is noted all the same.
      const after = await deps.store.find(institutionId, roundId)
      if (after?.closed) await closing.follow(after)
      return decision
    },
  }
}
