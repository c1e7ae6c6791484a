import { artefactAt, currentAttempt, isOpen, type Artefact, type Submission } from './submission.js'

/** What one person did in a piece several made, in their own words. Nobody writes it for them. */
export interface OwnPart {
  did: string
  share: string
  /** Of the whole, as they see it; null where they did not say. */
  percent: number | null
}

/** That a piece was made by several. Everybody's copy carries it, so that what was sent says it for ever. */
export interface Joint {
  /** Whose slot it is kept in step with; null on the side of whoever invited. */
  from: string | null
  /** The others, by person. */
  with: string[]
  /** In which attempt of this submission it was agreed. */
  attempt: number
}

/** One person's invitation to a piece that somebody made with them. Never deleted. */
export interface JointInvitation {
  id: string
  institutionId: string
  cohortId: string
  assignmentId: string
  /** Whose slot the piece stands in: the inviter's. */
  submissionId: string
  slotId: string
  /** The inviter's attempt. */
  attempt: number
  fromId: string
  personId: string
  at: Date
  /** `attempt` is the invited person's own. */
  accepted: { at: Date; attempt: number } | null
  /** Since when it no longer holds: what was sent before stays as it was sent. */
  over: Date | null
  ended: 'declined' | 'withdrawn' | 'left' | null
}

/** Whether a slot holds what somebody else keeps: then only one's own part can be written there. */
export function isHeld(submission: Submission, slotId: string): boolean {
  const artefact = artefactAt(submission, slotId)
  return (
    isOpen(submission, slotId) &&
    artefact?.attempt === currentAttempt(submission).number &&
    (artefact.joint?.from ?? null) !== null
  )
}

/** Whether somebody else put a piece in: then they alone can have its file deleted. */
export const isKeptByAnother = ({ joint }: Pick<Artefact, 'joint'>): boolean => (joint?.from ?? null) !== null

/** A piece as far as its educator types it themself: without the words that another keeps. */
export const typedSide = (submission: Submission, artefact: Artefact | undefined): Artefact | undefined =>
  artefact && isHeld(submission, artefact.slotId) ? { ...artefact, text: '', url: '' } : artefact

/** Whether a piece was made by several and its educator has not said yet what they did in it. */
export const lacksOwnPart = ({ joint, own }: Pick<Artefact, 'joint' | 'own'>): boolean =>
  joint !== undefined && joint.with.length > 0 && (!own?.did.trim() || !own.share.trim())

/** Everybody its educator shares a piece of a submission with, by person. */
export const fellowsIn = ({ artefacts }: Submission): string[] => [
  ...new Set(artefacts.flatMap(({ joint }) => joint?.with ?? [])),
]

/** The most people in one piece beside whoever invites. */
export const MOST_PARTNERS = 8

export type InvitingDecision = 'invite' | 'closed' | 'held' | 'nobody' | 'tooMany'

/** Whether these people may be invited to a slot's piece. Only whoever keeps a piece invites to it. */
export function decideInviting(
  state: { open: boolean; held: boolean; live: number },
  invited: number,
): InvitingDecision {
  if (!state.open) return 'closed'
  if (state.held) return 'held'
  if (invited === 0) return 'nobody'
  return state.live + invited > MOST_PARTNERS ? 'tooMany' : 'invite'
}

export type AcceptingDecision = 'accept' | 'over' | 'sent' | 'differs' | 'closed' | 'notEmpty' | 'another'

/** Whether an invitation may be accepted: nothing of one's own is replaced, and nothing that was sent is changed. */
export function decideAccepting(state: {
  answered: boolean
  inviterOpen: boolean
  sameKind: boolean
  open: boolean
  empty: boolean
  inAnother: boolean
}): AcceptingDecision {
  if (state.answered) return 'over'
  if (!state.inviterOpen) return 'sent'
  if (!state.sameKind) return 'differs'
  if (!state.open) return 'closed'
  if (state.inAnother) return 'another'
  return state.empty ? 'accept' : 'notEmpty'
}
