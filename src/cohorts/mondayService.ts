import type { Clock } from '../clock/clock.js'
import type { Actor } from '../audit/actor.js'
import type { PeopleNames } from '../identity/person.js'
import type { AssignmentStore } from './assignmentStore.js'
import type { Cohort } from './cohort.js'
import { requireRole } from './cohortAccess.js'
import type { EnrolmentStore } from './enrolmentStore.js'
import { lateRows, type LateAnswers } from './lateAnswers.js'
import { mappingState } from './mapping.js'
import type { CohortAccess } from './ports.js'
import { mondayLists, progressGrid, type WorkSource } from './progress.js'

/** How many score posts of a cohort wait for somebody's help. */
export type TroubledScores = (institutionId: string, cohortId: string) => Promise<number>

/** What a facilitator needs on Monday morning: four lists that each end in one action, and how far everybody is. */
export function createMondayService(deps: {
  access: CohortAccess
  enrolments: EnrolmentStore
  assignments: AssignmentStore
  work: WorkSource
  late: LateAnswers
  troubledScores: TroubledScores
  /** How many offers of other evidence wait for a facilitator. */
  openProposals: TroubledScores
  /** How many things of a cohort have come apart, as far as our own records tell. */
  repairs(cohort: Cohort): Promise<number>
  people: PeopleNames
  clock: Clock
}) {
  return {
    /** The overview of a cohort. Facilitators only. */
    async overview(actor: Actor, cohortId: string) {
      const standing = await deps.access.standing(actor, cohortId)
      requireRole(standing, 'facilitator')
      const { institutionId } = standing.cohort
      const [enrolments, assignments, work, late, troubled, repairs, proposals] = await Promise.all([
        deps.enrolments.list(institutionId, cohortId),
        deps.assignments.list(institutionId, cohortId),
        deps.work(institutionId, cohortId),
        deps.late(institutionId, cohortId),
        deps.troubledScores(institutionId, cohortId),
        deps.repairs(standing.cohort),
        deps.openProposals(institutionId, cohortId),
      ])
      const educators = enrolments.filter(({ roles, leftAt }) => roles.includes('educator') && !leftAt)
      const present = new Set(educators.map(({ personId }) => personId))
      const rows = work.filter(({ personId }) => present.has(personId))
      const mapped = assignments.filter((one) => one.mappingId !== null && one.resourceLinkId !== null)
      const now = deps.clock.now()
      const lists = mondayLists(rows, now)
      const answers = late.answers.filter(({ personId }) => present.has(personId))
      const holders = answers.flatMap(({ heldBy }) => heldBy?.personId ?? [])
      const names = await deps.people.names(institutionId, [...new Set([...present, ...holders])])
      const byName = [...educators].sort((a, b) =>
        (names.get(a.personId) ?? '\uffff').localeCompare(names.get(b.personId) ?? '\uffff'),
      )
      return {
        ...standing,
        lists: { ...lists, late: lateRows(lists.late, answers) },
        nobodyMay: late.nobodyMay,
        grid: progressGrid(byName, mapped, rows, now),
        assignments: mapped,
        titles: Object.fromEntries(mapped.map(({ id, title }) => [id, title])),
        unmapped: assignments.filter((one) => mappingState(one, standing.cohort) === 'unmapped').length,
        troubled,
        repairs,
        proposals,
        names: Object.fromEntries(names),
      }
    },
  }
}

export type MondayService = ReturnType<typeof createMondayService>
