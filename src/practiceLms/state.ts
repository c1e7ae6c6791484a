import type { JWK } from 'jose'
import type { ToolSettings } from './tools.js'

/** Everything the practice LMS remembers; plain JSON, so that it can be kept in one file. */
export interface LmsState {
  version: 1
  nextId: number
  keys: StoredKey[]
  people: Person[]
  courses: Course[]
  tools: Tool[]
  links: ResourceLink[]
  lineItems: LineItem[]
  tokens: Record<string, AccessToken>
  /** Client assertion and registration token ids that were used, each with the second it may be forgotten. */
  usedIds: Record<string, number>
}

export interface StoredKey {
  kid: string
  privateJwk: JWK
}

export interface Person {
  key: string
  username: string
  name: string
  givenName: string
  familyName: string
  email: string | null
  locale: string
  note: string
  admin: boolean
  /** The number Moodle uses everywhere, and the opaque id Canvas gives to tools. */
  id: string
  ltiId: string
}

export type CourseRole = 'teacher' | 'assistant' | 'student' | 'testStudent'

export interface Enrolment {
  personId: string
  role: CourseRole
  active: boolean
  /** When the person was enrolled, removed or given another role; absent for those the course began with. */
  changedAt?: string
}

export interface Course {
  id: string
  ltiId: string
  label: string
  title: string
  sourcedId: string
  weeks: string[]
  enrolments: Enrolment[]
  /** Ids of the courses this one was copied from, nearest first. */
  copiedFrom: string[]
  concluded: boolean
}

export type Privacy = 'public' | 'name_only' | 'email_only' | 'anonymous'

export interface Tool {
  id: string
  clientId: string
  name: string
  description: string
  loginUrl: string
  redirectUris: string[]
  launchUrl: string
  deepLinkUrl: string
  keysUrl: string | null
  jwks: { keys: JWK[] } | null
  deploymentIds: string[]
  scopes: string[]
  custom: Record<string, string>
  privacy: Privacy
  active: boolean
  /** Where it wants to be told what, by kind of notice. */
  noticeHandlers?: Record<string, string>
  /** What it wants to be, until an administrator says yes (Canvas). */
  pendingUpdate?: ToolSettings
}

export interface SubmissionReview {
  url?: string
  custom?: Record<string, string>
}

/** A place in a course that opens a tool: "an assignment" to the people who use it. */
export interface ResourceLink {
  id: string
  ltiId: string
  courseId: string
  toolId: string
  week: number | null
  title: string
  text: string
  url: string | null
  iconUrl: string | null
  custom: Record<string, string>
  published: boolean
  allowedAttempts: number | null
}

export interface LineItem {
  id: string
  courseId: string
  toolId: string
  /** The link whose own grade this is; it stays so even when a PUT drops `resourceLinkId`. */
  coupledLinkId: string | null
  resourceLinkId: string | null
  label: string
  scoreMaximum: number
  resourceId: string
  tag: string
  startDateTime: string | null
  endDateTime: string | null
  /** Moodle makes a text item out of a maximum it does not take; such an item never shows a number. */
  kind: 'value' | 'text'
  locked: boolean
  submissionReview: SubmissionReview | null
  submissionType: 'none' | 'external_tool'
  grades: Record<string, Grade>
}

export interface Attempt {
  submittedAt: string
  type: string
  data: string | null
}

export interface Grade {
  score: number | null
  comment: string | null
  /** The time the score says it changed; null while only a person has graded. */
  timestamp: string | null
  receivedAt: string
  gradingProgress: string
  by: 'tool' | 'teacher'
  locked: boolean
  attempts: Attempt[]
}

export interface AccessToken {
  clientId: string
  scopes: string[]
  expiresAt: number
}

/** The state of a new LMS with nobody in it. */
export function emptyState(): LmsState {
  return {
    version: 1,
    nextId: 301,
    keys: [],
    people: [],
    courses: [],
    tools: [],
    links: [],
    lineItems: [],
    tokens: {},
    usedIds: {},
  }
}
