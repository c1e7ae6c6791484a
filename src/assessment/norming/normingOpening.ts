import { actorId, type Actor } from '../../audit/actor.js'
import { mayAssess } from '../../cohorts/cohort.js'
import { requireRole } from '../../cohorts/cohortAccess.js'
import { resultsOf } from '../round.js'
import { normingStanding, type NormingDeps } from './normingDeps.js'
import { openingProblems, type NormingWork, type OpeningProblem } from './normingRound.js'

/** How far back work is offered for a round. */
const RECENT = 100

/** Work that can be chosen for a round, with what its educator was told. */
export interface Choice extends NormingWork {
  microCredentialId: string
  outcome: 'met' | 'notYet'
  at: Date
}

/** How a form names a work. */
export const workName = ({ submissionId, attempt }: Pick<NormingWork, 'submissionId' | 'attempt'>): string =>
  `${submissionId}:${String(attempt)}`

/** Opening norming rounds: facilitators choose work that has its result, people, and a day. */
export function createNormingOpening(deps: NormingDeps) {
  async function choicesIn(institutionId: string, cohortId: string): Promise<Choice[]> {
    const judged = await deps.assessments.judgedIn(institutionId, cohortId, RECENT)
    const all = await deps.assessments.ofSubmissions(institutionId, [
      ...new Set(judged.map(({ submissionId }) => submissionId)),
    ])
    const versions = [...new Set(judged.map(({ microCredentialId }) => microCredentialId))]
    const found = await Promise.all(versions.map((id) => deps.catalogue.find(institutionId, id)))
    return judged.flatMap(({ submissionId, attempt, personId, microCredentialId }) => {
      const rubric = found.find((one) => one?.id === microCredentialId)?.rubric
      const rounds = all.filter((one) => one.submissionId === submissionId && one.attempt === attempt)
      const result = rubric && resultsOf(rounds, rubric).at(-1)
      return result
        ? [{ submissionId, attempt, personId, microCredentialId, outcome: result.outcome, at: result.at }]
        : []
    })
  }

  async function assessorsIn(institutionId: string, cohortId: string): Promise<string[]> {
    const everybody = await deps.peopleOf(institutionId, cohortId)
    return everybody
      .filter(({ roles, leftAt }) => mayAssess(roles) && leftAt === null)
      .map(({ personId }) => personId)
  }

  return {
    /** What a new round can be made of. Facilitators only. */
    async choices(actor: Actor, cohortId: string) {
      const standing = await normingStanding(deps, actor, cohortId)
      requireRole(standing, 'facilitator')
      const { institutionId } = standing.cohort
      const [works, assessors] = await Promise.all([
        choicesIn(institutionId, cohortId),
        assessorsIn(institutionId, cohortId),
      ])
      const versions = [...new Set(works.map(({ microCredentialId }) => microCredentialId))]
      const found = await Promise.all(versions.map((id) => deps.catalogue.find(institutionId, id)))
      const names = await deps.people.names(institutionId, [
        ...new Set([...assessors, ...works.map(({ personId }) => personId)]),
      ])
      return {
        ...standing,
        works,
        assessors,
        names,
        microCredentials: found.filter((one) => one !== null),
      }
    },
    /** Opens a round, or answers why not. Sending the same form again finds the round it made. Facilitators only. */
    async open(
      actor: Actor,
      cohortId: string,
      asked: { title: string; works: string[]; participants: string[]; closesAt: Date; key: string },
    ): Promise<{ id: string } | { problems: { field: string; code: OpeningProblem }[] }> {
      const standing = await normingStanding(deps, actor, cohortId)
      requireRole(standing, 'facilitator')
      const { institutionId } = standing.cohort
      const now = deps.clock.now()
      const participants = [...new Set(asked.participants)]
      const [choices, assessors, coached] = await Promise.all([
        choicesIn(institutionId, cohortId),
        assessorsIn(institutionId, cohortId),
        Promise.all(
          participants.map(async (id) => [id, await deps.coaching.everCoached(institutionId, id)] as const),
        ),
      ])
      const works = choices.filter((one) => asked.works.includes(workName(one)))
      const problems = openingProblems({
        ...{ works, participants, now, closesAt: asked.closesAt },
        assessors: new Set(assessors),
        coached: new Map(coached),
      })
      const [first] = works
      const microCredential = first && (await deps.catalogue.find(institutionId, first.microCredentialId))
      if (problems.length > 0 || !microCredential) return { problems }
      const id = await deps.store.open(
        {
          ...{ institutionId, cohortId, participants, title: asked.title, closesAt: asked.closesAt },
          microCredentialId: microCredential.id,
          microCredentialKey: microCredential.key,
          works: works.map(({ submissionId, attempt, personId }) => ({ submissionId, attempt, personId })),
          opened: { by: actorId(actor), at: now },
        },
        asked.key,
      )
      await deps.audit.record({
        ...{ institutionId, actor, action: 'norming.opened', subject: `norming:${id}`, at: now },
      })
      return { id }
    },
  }
}
