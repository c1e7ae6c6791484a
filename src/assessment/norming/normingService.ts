import type { Actor } from '../../audit/actor.js'
import { requireRole } from '../../cohorts/cohortAccess.js'
import { Conflict, NotFound } from '../../errors/errors.js'
import { mustOversee, mustReach } from '../../institutions/authority.js'
import { asPerson } from '../../submissions/own.js'
import { createNormingClosing } from './normingClosing.js'
import { normingStanding, type NormingDeps } from './normingDeps.js'
import { normingAgreement, normingSeverity } from './normingFigures.js'
import { createNormingOpening } from './normingOpening.js'
import type { RemarkKind } from './normingRemarkStore.js'
import { isOpen } from './normingRound.js'
import { createNormingScoring } from './normingScoring.js'

/**
 * Norming: a group scores the same work by a day, each alone, then compares with reasons, talks, and notes what it
 * agreed on. Nothing of it touches what an educator was told.
 */
export function createNormingService(deps: NormingDeps) {
  const closing = createNormingClosing(deps)

  async function round(actor: Actor, id: string) {
    const { institutionId, personId } = asPerson(actor)
    const found = await deps.store.find(institutionId, id)
    if (!found) throw new NotFound('no such norming round')
    const standing = await normingStanding(deps, actor, found.cohortId)
    const { roles } = standing.enrolment
    const leads = roles.includes('facilitator')
    const takesPart = found.participants.includes(personId)
    if (!leads && !takesPart && !roles.includes('observer')) throw new NotFound('not of this group')
    const microCredential = await deps.catalogue.find(institutionId, found.microCredentialId)
    if (!microCredential) throw new Error(`micro-credential ${found.microCredentialId} is gone`)
    return { ...standing, round: found, microCredential, leads, takesPart, personId }
  }

  return {
    ...createNormingOpening(deps),
    ...createNormingScoring(deps, closing),
    close: closing.close,
    closeDue: closing.closeDue,
    /** The rounds of a cohort: all of them for those who run it or look on, their own for assessors. */
    async list(actor: Actor, cohortId: string) {
      const standing = await normingStanding(deps, actor, cohortId)
      const { personId } = asPerson(actor)
      const { institutionId } = standing.cohort
      const { roles } = standing.enrolment
      const leads = roles.includes('facilitator')
      const seesAll = leads || roles.includes('observer')
      const all = await deps.store.ofCohort(institutionId, cohortId)
      const rounds = all.filter(({ participants }) => seesAll || participants.includes(personId))
      const scores = await deps.store.scoresOf(
        institutionId,
        rounds.map(({ id }) => id),
      )
      const now = deps.clock.now()
      return {
        ...standing,
        leads,
        rounds: rounds.map((one) => {
          const handedIn = scores.filter(({ roundId }) => roundId === one.id)
          return {
            round: one,
            open: isOpen(one, now),
            takesPart: one.participants.includes(personId),
            mine: handedIn.filter((score) => score.personId === personId).length,
            handedIn: handedIn.length,
            expected: one.works.length * one.participants.length,
          }
        }),
      }
    },
    /** The latest rounds of an institution and how far each is, for its staff. Throws NotFound, Forbidden. */
    async ofInstitution(actor: Actor, institutionId: string) {
      mustReach(actor, institutionId)
      mustOversee(actor)
      const rounds = await deps.store.ofInstitution(institutionId)
      const ids = rounds.map(({ id }) => id)
      const scores = await deps.store.scoresOf(institutionId, ids)
      const now = deps.clock.now()
      return Promise.all(
        rounds.map(async (one) => ({
          round: one,
          about: (await deps.catalogue.find(institutionId, one.microCredentialId))?.title ?? null,
          open: isOpen(one, now),
          handedIn: scores.filter(({ roundId }) => roundId === one.id).length,
          expected: one.works.length * one.participants.length,
        })),
      )
    },
    /**
     * One round. While it is open `scores` holds the actor's own only, and how many each has handed in; afterwards
     * everybody's, with the figures and what was said.
     */
    async read(actor: Actor, id: string) {
      const seen = await round(actor, id)
      const { institutionId, participants } = seen.round
      const open = isOpen(seen.round, deps.clock.now())
      const all = await deps.store.scoresOf(institutionId, [id])
      const remarks = open ? [] : await deps.remarks.of(institutionId, id)
      const names = await deps.people.names(institutionId, [
        ...new Set([...participants, ...remarks.map(({ by }) => by)]),
      ])
      const scores = open ? all.filter(({ personId }) => personId === seen.personId) : all
      const { rubric } = seen.microCredential
      return {
        ...seen,
        ...{ open, scores, remarks, names },
        handedIn: new Map(
          participants.map((one) => [one, all.filter(({ personId }) => personId === one).length]),
        ),
        agreement: open ? [] : normingAgreement(rubric, all),
        severities: open ? [] : normingSeverity(rubric, all, participants),
      }
    },
    /** Says something about a closed round; what the group agreed on is noted by facilitators. */
    async say(
      actor: Actor,
      id: string,
      said: { kind: RemarkKind; about: string; text: string; key: string },
    ): Promise<void> {
      const seen = await round(actor, id)
      if (said.kind === 'outcome') requireRole(seen, 'facilitator')
      else if (!seen.leads && !seen.takesPart) throw new NotFound('not of this group')
      const at = deps.clock.now()
      if (isOpen(seen.round, at)) throw new Conflict('norming.still_open')
      const { institutionId } = seen.round
      const { rubric } = seen.microCredential
      const about = rubric.criteria.some((one) => one.id === said.about) ? said.about : null
      const { kind, text, key } = said
      const remark = { institutionId, roundId: id, kind, text, about, by: seen.personId, at, key }
      if (!(await deps.remarks.add(remark))) return
      await deps.audit.record({
        ...{ institutionId, actor, at, subject: `norming:${id}` },
        action: kind === 'outcome' ? 'norming.outcome_noted' : 'norming.commented',
      })
    },
  }
}

export type NormingService = ReturnType<typeof createNormingService>
