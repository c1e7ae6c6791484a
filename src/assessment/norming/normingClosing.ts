import { actorId, type Actor } from '../../audit/actor.js'
import { requireRole } from '../../cohorts/cohortAccess.js'
import { NotFound } from '../../errors/errors.js'
import { asPerson } from '../../submissions/own.js'
import type { JudgementRecord } from '../judgementRecord.js'
import { normingStanding, type NormingDeps } from './normingDeps.js'
import type { NormingRound } from './normingRound.js'

const closer: Actor = { kind: 'system', name: 'norming' }

/** Closing rounds, by hand or when their day has come, and noting for the statistics what was handed in. */
export function createNormingClosing(deps: NormingDeps) {
  async function close(actor: Actor, { institutionId, id }: NormingRound): Promise<void> {
    const at = deps.clock.now()
    if (!(await deps.store.close(institutionId, id, { by: actorId(actor), at }))) return
    await deps.audit.record({
      institutionId,
      actor,
      action: 'norming.closed',
      subject: `norming:${id}`,
      at,
    })
  }

  /** Notes every judgement of a closed round, each once however often this runs. */
  async function follow({ id, institutionId, ...round }: NormingRound): Promise<void> {
    const microCredential = await deps.catalogue.find(institutionId, round.microCredentialId)
    if (!microCredential) throw new Error(`micro-credential ${round.microCredentialId} is gone`)
    const { levels } = microCredential.rubric
    for (const score of await deps.store.scoresOf(institutionId, [id])) {
      const records = score.judgements.map(({ criterionId, levelId }): JudgementRecord => ({
        institutionId,
        microCredentialKey: microCredential.key,
        microCredentialVersion: microCredential.version,
        criterionId,
        submissionId: score.submissionId,
        attempt: score.attempt,
        assessorId: score.personId,
        level: levels.findIndex((one) => one.id === levelId),
        levels: levels.length,
        meetsFrom: levels.findIndex(({ meets }) => meets),
        at: score.at,
        kind: 'norming',
      }))
      await deps.judgements.add(`norming:${score.id}`, records)
    }
    await deps.store.followed(institutionId, id)
  }

  async function followAll(): Promise<number> {
    const waiting = await deps.store.unfollowed()
    for (const round of waiting) await follow(round)
    return waiting.length
  }

  return {
    follow,
    /** Closes a round before its day, so that the group can compare. Facilitators of its cohort only; again is harmless. */
    async close(actor: Actor, id: string): Promise<NormingRound> {
      const round = await deps.store.find(asPerson(actor).institutionId, id)
      if (!round) throw new NotFound('no such norming round')
      requireRole(await normingStanding(deps, actor, round.cohortId), 'facilitator')
      await close(actor, round)
      await follow(round)
      return round
    },
    /** Closes what is due and finishes what a crash left undone. Answers how many rounds it followed. */
    async closeDue(): Promise<number> {
      for (const round of await deps.store.due(deps.clock.now())) await close(closer, round)
      return followAll()
    },
  }
}
