/** Which LMS it is, as far as scores are treated differently. */
export type GradebookFamily = 'moodle' | 'canvas' | 'other'

/** Where the scores of one person in one assignment go, as we know it now. */
export interface ScoreAddress {
  registrationId: string
  /** Id of our Deployment record. */
  deploymentId: string
  family: GradebookFamily
  /** Whether the platform is approved and not disabled. */
  platformActive: boolean
  /** Whether the LMS lets us post scores (the AGS score scope came with the launch). */
  mayPost: boolean
  /** Whether the LMS lets us read results back. */
  mayRead: boolean
  lineItemUrl: string | null
  /** The LMS's own id of the person; null for an anonymous launch. */
  platformUserId: string | null
  testLearner: boolean
}

/** Finds score addresses in our own records. Null when cohort, assignment or enrolment is gone. */
export interface AddressBook {
  of(lane: {
    institutionId: string
    cohortId: string
    assignmentId: string
    personId: string
  }): Promise<ScoreAddress | null>
}

export type ActivityProgress = 'Submitted' | 'Completed'
export type GradingProgress = 'PendingManual' | 'FullyGraded'

/** One score as it goes to the LMS (AGS 2.0 §3.4). */
export interface ScoreMessage {
  registrationId: string
  deploymentId: string
  lineItemUrl: string
  userId: string
  /** The moment the score changed; the same on every retry. */
  timestamp: Date
  /** Null: no score yet. */
  scoreGiven: number | null
  scoreMaximum: number
  activityProgress: ActivityProgress
  gradingProgress: GradingProgress
  comment: string
  submittedAt?: Date
  startedAt?: Date
  /** Only for Canvas: https://canvas.instructure.com/lti/submission (Canvas documentation). */
  canvas?: {
    preserveScore: boolean
    newSubmission: boolean
    /** Whether a grade that a person set there stays above this one. */
    prioritizeNonToolGrade: boolean
    submissionUrl: string
  }
}

/** Why an LMS will not take a score as it stands; each has its own words and cure in the ledger. */
export type RefusalCode =
  | 'unpublished'
  | 'not-a-student'
  | 'course-over'
  | 'attempts-used'
  | 'locked'
  | 'gone'
  | 'no-permission'
  | 'platform-off'
  | 'address'
  | 'bad-request'

/** Why it did not work this time. */
export type RetryReason = 'timeout' | 'unreachable' | 'busy' | 'platform-fault' | 'no-token' | 'odd-answer'

/** What came of one try; `after` is the LMS's Retry-After in seconds. */
export type PostResult =
  | { kind: 'accepted'; status: number }
  | { kind: 'retry'; reason: RetryReason; status?: number; after?: number }
  | { kind: 'stale'; status: number }
  | { kind: 'refused'; code: RefusalCode; status?: number }

/** What stands in the LMS's gradebook. */
export type ReadResult =
  | { kind: 'found'; score: number | null; maximum: number; comment: string | null }
  | { kind: 'none' }
  | { kind: 'unknown'; reason: string }

/** The way to an LMS's gradebook. Implemented by the protocol room; answers, never throws, for what the LMS does. */
export interface GradePassback {
  postScore(message: ScoreMessage): Promise<PostResult>
  readResult(
    of: Pick<ScoreMessage, 'registrationId' | 'deploymentId' | 'lineItemUrl' | 'userId'>,
  ): Promise<ReadResult>
  /** Everybody's results in a column, all pages. */
  readResults(column: Column): Promise<{ ok: true; value: ColumnResult[] } | { ok: false; reason: string }>
}

/** One column of an LMS's gradebook. */
export interface Column extends Pick<ScoreMessage, 'registrationId' | 'deploymentId' | 'lineItemUrl'> {
  family: GradebookFamily
}

export interface ColumnResult {
  userId: string
  score: number | null
  maximum: number
  comment: string | null
}

/** The columns of our assignments, and who is behind the LMS's ids; from our own records. */
export interface CourseColumns {
  /** Null where there is none, or where its results may not be read now. */
  of(institutionId: string, cohortId: string, assignmentId: string): Promise<Column | null>
  peopleBehind(cohortId: string, userIds: readonly string[]): Promise<Map<string, string>>
  /** Whether an assignment is graded in the LMS. */
  gradedThere(institutionId: string, assignmentId: string): Promise<boolean>
}
