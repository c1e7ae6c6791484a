import type { MicroCredential } from '../catalogue/microCredential.js'
import type { AssessmentStatus, SubmittedAttempt } from './submission.js'

/** Where a submission finds what it is asked to show. Null for another institution's or an unknown id. */
export interface MicroCredentials {
  find(institutionId: string, microCredentialId: string): Promise<MicroCredential | null>
  /** Whether work on it may begin: not once it is retired. */
  mayBegin(institutionId: string, key: string): Promise<boolean>
}

/** A badge somebody already holds. */
export interface HeldAward {
  awardId: string
  microCredentialKey: string
  issuedAt: Date
}

/** Which badges a person holds (revoked ones left out). */
export interface Awards {
  ofPerson(institutionId: string, personId: string): Promise<HeldAward[]>
}

/** One criterion of a finalised assessment, as its educator reads it. */
export interface CriterionFeedback {
  criterionId: string
  levelId: string
  comment: string
  /** What to do next, where the assessor said it apart. */
  next?: string
  met: boolean
  /** Judged in an earlier attempt and kept. */
  carried: boolean
}

/** What became of one sent attempt. */
export interface AttemptResult {
  submissionId: string
  assessmentId: string
  attempt: number
  status: AssessmentStatus
  finalisedAt: Date | null
  feedback: CriterionFeedback[]
  /** What was said of moments of sounds and films, in order of time. */
  moments?: { artefactId: string; seconds: number; text: string }[]
  /** The educator's appeal against it: until when they will hear, and since when they have. Null where there is none. */
  appeal: { reason: string; promisedBy: Date | null; answeredAt: Date | null } | null
}

/** A result that took the place of an earlier one and whose educator has not put the news away yet. */
export interface ChangedResult {
  submissionId: string
  assignmentId: string
  microCredentialId: string
  at: Date
  because: 'appealed' | 'corrected'
  /** What was said of it, for the educator to read. */
  reason: string
  before: 'met' | 'notYet'
  after: 'met' | 'notYet'
}

/** What assessors have made of submissions; answered by the assessment room, which comes later. */
export interface AttemptResults {
  /** Results of these submissions, oldest attempt first. */
  ofSubmissions(institutionId: string, submissionIds: string[]): Promise<AttemptResult[]>
  /** Changed results of a person in a cohort that they have not put away, newest first. */
  changed(institutionId: string, cohortId: string, personId: string): Promise<ChangedResult[]>
}

/** A grade as the LMS's gradebook shows it. */
export interface ShownGrade {
  score: number | null
  maximum: number
}

/** What the course's gradebook says of somebody's work, where it is more than what Cairn sent; answered by the gradebook room. */
export interface CourseGrades {
  of(lane: { institutionId: string; assignmentId: string; personId: string }): Promise<CourseWord>
}

export interface CourseWord {
  /** Set there by somebody; our score is left beside it. */
  override: (ShownGrade & { comment: string | null; seenAt: Date }) | null
  /** Met by a grade given there; `lowered` is what it shows now, where that would no longer do. */
  outcome:
    (ShownGrade & { threshold: number; evidence: string; metAt: Date; lowered: ShownGrade | null }) | null
}

/** What follows sending (scores). Each must be harmless when run twice for the same attempt. */
export type AfterSubmitted = (sent: SubmittedAttempt) => Promise<void>
