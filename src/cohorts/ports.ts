import type { Actor } from '../audit/actor.js'
import type { Assignment, Cohort, CohortRole, Enrolment } from './cohort.js'

/** A person's standing in a cohort, loaded together so that no page trusts an id by itself. */
export interface Standing {
  cohort: Cohort
  enrolment: Enrolment
}

/** What later rooms ask of cohorts. All throw NotFound for another tenant, cohort or person. */
export interface CohortAccess {
  /** The actor's own standing in the cohort. */
  standing(actor: Actor, cohortId: string): Promise<Standing>
  /** An assignment together with the actor's standing in its cohort. */
  assignment(actor: Actor, assignmentId: string): Promise<Standing & { assignment: Assignment }>
  /** The assignments of the cohort that have a mapping and have been opened, by week, then age. */
  mappedAssignments(cohortId: string): Promise<Assignment[]>
  /** The educators of a cohort that has been loaded already, in order of arrival; without those who left and test learners. */
  educatorsOf(institutionId: string, cohortId: string): Promise<Enrolment[]>
  /** Another person's enrolment, for addressing scores and for showing work. Null when there is none. */
  enrolmentOf(cohortId: string, personId: string): Promise<Enrolment | null>
}

/** One of the LMS's line items (AGS 2.0 §3.2), as far as mapping needs it. */
export interface LineItem {
  url: string
  label: string
  resourceId: string | null
  resourceLinkId: string | null
  scoreMaximum: number
  /** When work is due there, where the LMS says so. */
  endsAt: Date | null
}

/** What to change of a column; the rest stays. */
export type ColumnChange = Partial<Pick<LineItem, 'label' | 'scoreMaximum'>> & { endsAt?: Date }

/** One column: where it is asked for. */
export type ColumnAddress = Omit<LineItemsAddress, 'lineItemsUrl'> & { url: string }

/** Where a cohort's line items are asked for. */
export interface LineItemsAddress {
  registrationId: string
  deploymentId: string
  lineItemsUrl: string
}

export type LineItemsAnswer<T> = { ok: true; value: T } | { ok: false; reason: string }

/** The LMS's gradebook columns. Failures are answers, not exceptions: `reason` is a closed, printable code. */
export interface LineItems {
  /** The tool's line items in the course, all pages. */
  list(address: LineItemsAddress): Promise<LineItemsAnswer<LineItem[]>>
  /** Makes a column. Only after `list` found none with the same `resourceId` (AGS 2.0 §3.2.15). */
  create(
    address: LineItemsAddress,
    item: { label: string; resourceId: string; resourceLinkId: string | null; scoreMaximum: number },
  ): Promise<LineItemsAnswer<LineItem>>
  /** Takes our mark off a column; it stays in the LMS with what is in it. */
  release(address: Omit<LineItemsAddress, 'lineItemsUrl'>, url: string): Promise<LineItemsAnswer<LineItem>>
  /** One column as it stands. */
  read(address: ColumnAddress): Promise<LineItemsAnswer<LineItem>>
  /** Changes a column and keeps what is not named (AGS 2.0 §3.2.6). */
  update(address: ColumnAddress, change: ColumnChange): Promise<LineItemsAnswer<LineItem>>
}

/** What a deep linking request allows (Deep Linking 2.0 §4.4.1), kept until the person has chosen. */
export interface DeepLinkingSettings {
  returnUrl: string
  acceptMultiple: boolean
  acceptLineItem: boolean
  acceptTypes: string[]
  data: string | null
  /** LMSs with habits of their own: what becomes of dates, and whether items are published. */
  family: 'moodle' | 'canvas' | 'other'
}

/** Pages of ours that a course may link to without a grade: everybody's own cairn and portfolio, and the course as a whole. */
export type CoursePage = 'cairn' | 'portfolio' | 'course'

/** One thing to be made by the LMS: an assignment with its column, or a page without one. */
export type ContentChoice = { title: string; text: string } & (
  | {
      kind: 'graded'
      mappingId: string
      /** Whole, 1 to 100. */
      points: number
      availableFrom: Date | null
      dueAt: Date | null
      /** What the LMS writes on the button that opens somebody's work. */
      reviewLabel: string
    }
  | { kind: 'page'; page: CoursePage }
)

/** Signs the answer to a deep linking request: what the browser posts back to the LMS. */
export interface ContentReturn {
  build(
    request: { registrationId: string; deploymentId: string; settings: DeepLinkingSettings },
    choices: readonly ContentChoice[],
  ): Promise<{ action: string; jwt: string }>
}

/** Whether educators have begun work on an assignment, so that what it proves can no longer change. */
export type HasWork = (institutionId: string, assignmentId: string) => Promise<boolean>

/** Who coaches whom in a cohort now; answered by the coaching room, which comes later. */
export interface CoachLinks {
  ofCohort(
    institutionId: string,
    cohortId: string,
  ): Promise<{ id: string; coachId: string; educatorId: string }[]>
}

/** A member of a course as its roster lists them (NRPS §2). Names and e-mails only as far as the LMS shares them. */
export interface RosterMember {
  /** Equals the id of a launch: scores can be sent for people who never came. */
  platformUserId: string
  name: string | null
  email: string | null
  roles: CohortRole[]
  testLearner: boolean
  present: boolean
}

/** The roster of a course, a page at a time. */
export interface RosterSource {
  page(from: {
    registrationId: string
    deploymentId: string
    url: string
    /** Whether the address is the roster's own, or one that an earlier page named. */
    page: 'first' | 'further'
  }): Promise<
    LineItemsAnswer<{ members: RosterMember[]; next: string | null; differencesUrl: string | null }>
  >
}
