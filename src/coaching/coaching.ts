import { mayCoach, type CohortRole } from '../cohorts/cohort.js'

/** Somebody helps an educator in a course, from one moment to another. Never deleted: it decides who may score them. */
export interface CoachLink {
  id: string
  institutionId: string
  cohortId: string
  coachId: string
  educatorId: string
  assigned: { by: string; at: Date }
  ended: { by: string; at: Date } | null
}

/** What rooms that judge people's work ask: whoever has coached somebody never scores them. */
export interface Coaching {
  /** Whether one has ever been the other's coach, in any course of the institution, ended or not. */
  hasCoached(institutionId: string, coachId: string, educatorId: string): Promise<boolean>
  /** Everybody a person has ever coached in the institution: for leaving them out of a list in one read. */
  everCoached(institutionId: string, coachId: string): Promise<Set<string>>
}

export type AssignDecision = 'assign' | 'cannotCoach' | 'notAnEducator' | 'oneself'

/** Whether one person of a course may be made the coach of another. Null roles: not of this course. */
export function decideAssigning(
  coach: { personId: string; roles: readonly CohortRole[] } | null,
  educator: { personId: string; roles: readonly CohortRole[] } | null,
): AssignDecision {
  if (!coach || !mayCoach(coach.roles)) return 'cannotCoach'
  if (!educator?.roles.includes('educator')) return 'notAnEducator'
  return coach.personId === educator.personId ? 'oneself' : 'assign'
}
