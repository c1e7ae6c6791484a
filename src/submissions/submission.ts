import type { SlotKind } from '../catalogue/evidenceSlot.js'
import type { WorkState } from '../cohorts/progress.js'
import type { Proposal } from './proposal.js'
import type { WorkRecord } from './record.js'
import type { SentBack } from './sendingBack.js'
import type { Joint, OwnPart } from './joint.js'
import { nothingSaid, type EvidenceDetails, type PermissionStatement } from './details.js'

/**
 * A file as it is kept: its type was read from its content, never believed from its name. Bytes and hash are of what
 * is kept; a picture is drawn anew on arrival, so they differ from what was on the phone.
 */
export interface EvidenceFile {
  artefactId: string
  name: string
  type: string
  bytes: number
  /** Hex. */
  sha256: string
  /** A picture of it that lies beside it, in pixels; absent where none could be made. */
  preview?: { width: number; height: number; pages?: number }
  /** Since when its bytes are deleted, and who asked for it. The name is gone with them. */
  erased?: { at: Date; by: string }
}

/** What stands in one evidence slot as of one sending of one attempt. A later one writes its own; the earlier one stays. */
export interface Artefact {
  slotId: string
  attempt: number
  /** Which sending of its attempt it was written for; absent for the first. */
  sending?: number
  kind: SlotKind
  text?: string
  url?: string
  /** One answer per prompt of a reflection, in prompt order. */
  answers?: string[]
  file?: EvidenceFile | null
  /** What its educator says of it; absent while nothing was said. */
  details?: EvidenceDetails
  /** That several made it; absent where one did. */
  joint?: Joint
  /** What its educator did in it, where several made it. */
  own?: OwnPart
  savedAt: Date
  /** Which open page wrote it, and the fingerprint of what it replaced: see `mergeSlot`. */
  savedFrom: string
  replaced: string
}

/** Text that lost a race between two open pages. It is kept and shown until the person decides. */
export type SetAside = Pick<
  Artefact,
  'slotId' | 'text' | 'url' | 'answers' | 'details' | 'own' | 'savedAt' | 'savedFrom'
>

/** One round of showing evidence. Only `openSlots` can be changed in it; `carriedCriteria` are met already. */
export interface Attempt {
  number: number
  openedAt: Date
  submitted: { at: Date; promisedBy: Date } | null
  /** Sendings that came back because they were not complete, oldest first. Absent while there are none. */
  sentBack?: SentBack[]
  openSlots: string[]
  carriedCriteria: string[]
  /** Where somebody else wrote down what was seen, in place of pieces. */
  recorded?: WorkRecord
}

/** One educator's evidence for one assignment. Unique by assignment and person. */
export interface Submission {
  id: string
  institutionId: string
  cohortId: string
  assignmentId: string
  personId: string
  /** The version that was current when the educator started; it stays theirs to the end. */
  microCredentialId: string
  microCredentialKey: string
  attempts: Attempt[]
  artefacts: Artefact[]
  setAside: SetAside[]
  /** Other evidence than asked, offered for a slot; oldest first. Absent while there is none. */
  proposals?: Proposal[]
  /** Permissions given or taken back after sending, oldest first. Absent while there are none. */
  statements?: PermissionStatement[]
  /** When the course began, as it was known when the educator started; null where nobody had said. */
  courseBegan?: Date | null
  /** Raised by every write; the condition of the next one. */
  revision: number
  /** When an answer was promised; null while nothing waits for an assessor. */
  promisedBy: Date | null
  met: { at: Date; attempt: number } | null
  /** Since when the things that follow sending (scores) wait to be done; null when they are. */
  toFollow: Date | null
  createdAt: Date
  updatedAt: Date
}

/** A sent attempt, as the rooms that follow sending see it. */
export interface SubmittedAttempt {
  submissionId: string
  institutionId: string
  cohortId: string
  assignmentId: string
  personId: string
  microCredentialId: string
  microCredentialKey: string
  attempt: number
  /** When this attempt was opened to its educator. */
  startedAt: Date
  /** When it was sent for the first time; later than that only where it came back incomplete. */
  firstAt: Date
  at: Date
  promisedBy: Date
}

/** What an assessor has done with the latest sent attempt. */
export type AssessmentStatus = 'none' | 'claimed' | 'met' | 'notYet'

export type SubmissionState = WorkState

/**
 * The one word an educator sees. `status` is of the latest sent attempt, so that a page is right even in the
 * moment between a finalised assessment and what follows from it.
 */
export function stateOf(
  submission: Submission | null,
  status: AssessmentStatus,
  awarded: boolean,
): SubmissionState {
  if (awarded || submission?.met || status === 'met') return 'earned'
  if (!submission) return 'notStarted'
  if (currentAttempt(submission).submitted && status !== 'notYet')
    return status === 'claimed' ? 'beingAssessed' : 'submitted'
  if (isSentBack(currentAttempt(submission))) return 'incomplete'
  return sentAttempts(submission).length > 0 ? 'tryAgain' : 'inProgress'
}

/** The newest attempt. A submission always has one; throws when a stored record has none. */
export function currentAttempt(submission: Submission): Attempt {
  const attempt = submission.attempts.at(-1)
  if (!attempt) throw new Error(`submission ${submission.id} has no attempt`)
  return attempt
}

/** What assessors have done with the latest sent attempt; what they said of earlier ones is history. */
export function latestStatus(
  submission: Submission | null,
  results: readonly { attempt: number; status: AssessmentStatus }[],
): AssessmentStatus {
  const latest = submission ? sentAttempts(submission).at(-1) : undefined
  return results.find(({ attempt }) => attempt === latest?.number)?.status ?? 'none'
}

/** The attempts that were sent, oldest first. */
export const sentAttempts = (submission: Submission): Attempt[] =>
  submission.attempts.filter((attempt) => attempt.submitted !== null)

/** Which sending of its attempt is being written, or was sent last; from 1. */
export const sendingOf = ({ sentBack }: Pick<Attempt, 'sentBack'>): number => 1 + (sentBack?.length ?? 0)

/** Whether an attempt came back incomplete and has not been sent again. */
export const isSentBack = ({ submitted, sentBack }: Attempt): boolean =>
  submitted === null && sentBack !== undefined && sentBack.length > 0

/** When an attempt was sent for the first time, however often it came back; null while it never was. */
export const firstSentAt = ({ submitted, sentBack }: Attempt): Date | null =>
  sentBack?.[0]?.sent.at ?? submitted?.at ?? null

/** Whether a piece has ever been sent: with its attempt, or in a sending of it that came back. */
export const wasSent = ({ attempts }: Submission, { attempt, sending = 1 }: Artefact): boolean =>
  attempts.some((one) => one.number === attempt && (one.submitted !== null || sending < sendingOf(one)))

/**
 * What stands in a slot as of an attempt, or of one sending of it: the newest artefact of then or before. Of an
 * attempt and its sendings the last is meant where nothing is said.
 */
export function artefactAt(
  submission: Submission,
  slotId: string,
  attempt = currentAttempt(submission).number,
  sending = Infinity,
): Artefact | undefined {
  const isLater = (one: Artefact, other: Artefact) =>
    one.attempt - other.attempt || (one.sending ?? 1) - (other.sending ?? 1)
  return submission.artefacts
    .filter((artefact) => artefact.slotId === slotId)
    .filter((one) => one.attempt < attempt || (one.attempt === attempt && (one.sending ?? 1) <= sending))
    .reduce<Artefact | undefined>(
      (latest, artefact) => (!latest || isLater(artefact, latest) > 0 ? artefact : latest),
      undefined,
    )
}

/** Whether a slot can be written to now. */
export function isOpen(submission: Submission, slotId: string): boolean {
  const attempt = currentAttempt(submission)
  return !submission.met && attempt.submitted === null && attempt.openSlots.includes(slotId)
}

/** Describes a sent attempt for the rooms that follow sending. Throws when it was not sent. */
export function submittedAttempt(submission: Submission, attempt: Attempt): SubmittedAttempt {
  if (!attempt.submitted) throw new Error(`attempt ${attempt.number} of ${submission.id} was not sent`)
  return {
    submissionId: submission.id,
    institutionId: submission.institutionId,
    cohortId: submission.cohortId,
    assignmentId: submission.assignmentId,
    personId: submission.personId,
    microCredentialId: submission.microCredentialId,
    microCredentialKey: submission.microCredentialKey,
    attempt: attempt.number,
    startedAt: attempt.openedAt,
    firstAt: firstSentAt(attempt) ?? attempt.submitted.at,
    ...attempt.submitted,
  }
}

/** What is said of a piece now: its own details, with the newest statement made of its slot since it was saved. */
export function detailsNow(submission: Submission, artefact: Artefact | undefined): EvidenceDetails {
  const own = artefact?.details ?? nothingSaid
  const since = (submission.statements ?? [])
    .filter(({ slotId, at }) => slotId === artefact?.slotId && at >= artefact.savedAt)
    .at(-1)
  if (!since) return own
  const { students, who, consent, audience } = since
  return { ...own, students, who, consent, audience }
}

/** What stands in a slot, as `artefactAt`, with what is said of it now. */
export function pieceAt(submission: Submission, slotId: string, attempt?: number): Artefact | undefined {
  const artefact = artefactAt(submission, slotId, attempt)
  return artefact && { ...artefact, details: detailsNow(submission, artefact) }
}

/** From when evidence counts as made within the course. */
export const workBegan = ({ courseBegan, createdAt }: Submission): Date => courseBegan ?? createdAt
