import type { PlanLine } from './plan.js'

/** What a person may do in one cohort. Several at once are possible; none is possible too (least privilege). */
export type CohortRole = 'educator' | 'facilitator' | 'assessor' | 'observer'

/** One LMS course (registration + deployment + context), as we know it. */
export interface Cohort {
  id: string
  institutionId: string
  registrationId: string
  /** Id of our Deployment record, not the LMS's deployment_id. */
  deploymentId: string
  /** The LMS's context id. Unique only within the deployment (LTI 1.3 core §5.4.1). */
  contextId: string
  title: string
  /** First day of week 1, where the facilitator has set it. */
  startsOn: Date | null
  /** Number of weeks; 12 unless set. */
  weeks: number
  /** Which micro-credential is shown in which week, as the facilitators placed or planned it. */
  plan: PlanLine[]
  /** The LMS's ids of the courses this one was copied from, nearest first; perhaps not all of them. */
  history: string[]
  /** Those of them whose assignments have been taken over. */
  takenOver: string[]
  /** Address of the course's line items (AGS) and the scopes the LMS offered at the last launch. */
  lineItemsUrl: string | null
  scopes: string[]
  /** Address of the roster (NRPS). */
  rosterUrl: string | null
  createdAt: Date
}

/** A person's place in a cohort. Their role is read from here on every request. */
export interface Enrolment {
  id: string
  institutionId: string
  cohortId: string
  personId: string
  roles: CohortRole[]
  /** The LMS's own id of the person (`sub`): where scores are addressed. Null for an anonymous launch. */
  platformUserId: string | null
  /** The LMS's test student: a normal user whose scores are never sent (Canvas answers 422). */
  testLearner: boolean
  /** When we first knew of them, from a launch or from the roster. */
  arrivedAt: Date
  /** Their first launch; null for somebody whom only the roster has named. */
  openedAt: Date | null
  /** When the roster first named them; null for somebody it never has (a test learner, a visiting administrator). */
  listedAt: Date | null
  /** Since when the roster names them no longer; null while it does. Their work and badges stay. */
  leftAt: Date | null
}

/**
 * What an assignment proves. Its id goes to the LMS in the line item's `resourceId` and in `custom.cairn_mapping`,
 * and so survives a course copy.
 */
export interface Mapping {
  id: string
  institutionId: string
  /** The version of the micro-credential this mapping began with. */
  microCredentialId: string
  microCredentialKey: string
  createdBy: string
  createdAt: Date
}

/** One LMS assignment (resource link) of a cohort. Without a mapping it waits for a facilitator's answer. */
export interface Assignment {
  id: string
  institutionId: string
  cohortId: string
  /** The LMS's resource link id; changes when a course is copied. Null until a deep-linked item is first opened. */
  resourceLinkId: string | null
  title: string
  mappingId: string | null
  microCredentialId: string | null
  microCredentialKey: string | null
  /** Where its scores go. Null while the LMS gives no line item. */
  lineItemUrl: string | null
  /**
   * Since when, and from which share of the maximum on (in per cent), a grade given in the LMS counts as meeting it, and what that
   * grade rests on. Null: work is shown and assessed in Cairn.
   */
  lmsGraded: { threshold: number; evidence: string; by: string; at: Date } | null
  /** Which week of the cohort it belongs to, from 1. */
  week: number | null
  /** In a copied course: the assignment it is the copy of, where it was taken over from there. */
  copyOf: string | null
  /** When somebody said that it is gone from the LMS; null again once it is opened. */
  putAway: Date | null
  lastLaunchedAt: Date | null
  createdAt: Date
}

/** Whether any of the roles lets a person see other people's work in the cohort. */
export const isStaffRole = (roles: readonly CohortRole[]): boolean =>
  roles.includes('facilitator') || roles.includes('assessor')

/** Facilitators may assess too: in Moodle a non-editing teacher cannot be told from a teacher at launch. */
export const mayAssess = (roles: readonly CohortRole[]): boolean => isStaffRole(roles)

/** Coaches are people who help run a course or look on. Somebody who only learns there reads nobody's drafts. */
export const mayCoach = (roles: readonly CohortRole[]): boolean =>
  isStaffRole(roles) || roles.includes('observer')
