import type { Actor } from '../../audit/actor.js'
import type { MicroCredential } from '../../catalogue/microCredential.js'
import type { Clock } from '../../clock/clock.js'
import type { Enrolment } from '../../cohorts/cohort.js'
import type { CohortAccess } from '../../cohorts/ports.js'
import { Forbidden } from '../../errors/errors.js'
import type { PeopleNames } from '../../identity/person.js'
import { mustOversee, mustReach } from '../../institutions/authority.js'
import type { JudgementStore } from '../judgementStore.js'
import { QualityCounts, type AssessorQuality, type CriterionQuality } from './qualityCounts.js'
import type { MonthOfDrift } from './drift.js'

export const periods = ['quarter', 'year', 'all'] as const
export type Period = (typeof periods)[number]

const daysOf: Record<Period, number | null> = { quarter: 92, year: 366, all: null }
const DAY_MS = 24 * 3600 * 1000

/** What somebody wants to see of the quality room. */
export interface QualityQuestion {
  period: Period
  /** One micro-credential's key, or all of them. */
  microCredentialKey: string | null
  /** Whose drift to draw beside everybody's. */
  assessorId: string | null
}

export interface QualityRoom {
  question: QualityQuestion
  criteria: CriterionQuality[]
  assessors: AssessorQuality[]
  drift: { everybody: MonthOfDrift[]; chosen: MonthOfDrift[] }
  /** Newest published versions, to choose from and to name criteria by. */
  microCredentials: MicroCredential[]
  /** Names this reader may see; others are shown by number. */
  names: Map<string, string | null>
}

/** How alike an institution's assessors score. Reads every judgement of the period once, and keeps counts only. */
export function createQualityService(deps: {
  judgements: Pick<JudgementStore, 'stream'>
  cohorts: Pick<CohortAccess, 'standing'>
  /** Everybody in a cohort. */
  peopleOf(institutionId: string, cohortId: string): Promise<Pick<Enrolment, 'personId'>[]>
  catalogue: { listPublished(institutionId: string): Promise<MicroCredential[]> }
  people: PeopleNames
  clock: Clock
}) {
  async function room(
    institutionId: string,
    question: QualityQuestion,
    mayName: ((personIds: string[]) => Promise<string[]>) | null,
  ): Promise<QualityRoom> {
    const counts = new QualityCounts()
    const days = daysOf[question.period]
    const query = {
      institutionId,
      ...(question.microCredentialKey ? { microCredentialKey: question.microCredentialKey } : {}),
      ...(days === null ? {} : { from: new Date(deps.clock.now().getTime() - days * DAY_MS) }),
    }
    for await (const record of deps.judgements.stream(query)) counts.add(record)
    const assessors = counts.ofAssessors()
    const everybody = assessors.map(({ assessorId }) => assessorId)
    const { assessorId } = question
    return {
      question,
      criteria: counts.ofCriteria(),
      assessors,
      drift: { everybody: counts.drift(null), chosen: assessorId ? counts.drift(assessorId) : [] },
      microCredentials: await deps.catalogue.listPublished(institutionId),
      names: await deps.people.names(institutionId, mayName ? await mayName(everybody) : everybody),
    }
  }

  return {
    /**
     * The room as the facilitators and observers of a cohort see it: the figures are the institution's, the names are
     * those of their own cohort. Throws NotFound or Forbidden for others.
     */
    async ofCohort(actor: Actor, cohortId: string, question: QualityQuestion) {
      const standing = await deps.cohorts.standing(actor, cohortId)
      const { roles } = standing.enrolment
      if (!roles.includes('facilitator') && !roles.includes('observer')) throw new Forbidden('role_missing')
      const { institutionId } = standing.cohort
      const own = new Set((await deps.peopleOf(institutionId, cohortId)).map(({ personId }) => personId))
      const shown = await room(institutionId, question, (ids) =>
        Promise.resolve(ids.filter((id) => own.has(id))),
      )
      return { ...standing, room: shown }
    },
    /** The room as institution staff see it, with every name. Throws NotFound for another institution's staff. */
    async ofInstitution(
      actor: Actor,
      institutionId: string,
      question: QualityQuestion,
    ): Promise<QualityRoom> {
      mustReach(actor, institutionId)
      mustOversee(actor)
      return room(institutionId, question, null)
    },
  }
}

export type QualityService = ReturnType<typeof createQualityService>
