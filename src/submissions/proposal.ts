import type { SlotKind } from '../catalogue/evidenceSlot.js'
import type { MicroCredential } from '../catalogue/microCredential.js'

/** What an educator may offer in place of what a slot asks for. A reflection answers questions only its slot has. */
export const offeredKinds = ['text', 'link', 'file'] as const
export type OfferedKind = (typeof offeredKinds)[number]

/** Another kind of evidence offered for one slot of one submission, and what a facilitator said. Never deleted. */
export interface Proposal {
  id: string
  slotId: string
  /** What the slot asks for. */
  from: SlotKind
  kind: OfferedKind
  reason: string
  at: Date
  decided: { by: string; at: Date; accepted: boolean; reason: string } | null
}

/** The newest proposal for a slot, or undefined. */
export const latestProposal = (
  { proposals = [] }: { proposals?: Proposal[] },
  slotId: string,
): Proposal | undefined => proposals.filter((one) => one.slotId === slotId).at(-1)

/** The newest accepted proposal for a slot: what it takes for this submission, and why. */
export const acceptedProposal = (
  { proposals = [] }: { proposals?: Proposal[] },
  slotId: string,
): Proposal | undefined =>
  proposals.filter((one) => one.slotId === slotId && one.decided?.accepted === true).at(-1)

/**
 * What one submission is asked for: its version of the micro-credential, with the kinds a facilitator has accepted
 * in their slots. Limits and prompts were those of the other kind, so they go; title and instructions stay.
 */
export function withAccepted(
  asked: MicroCredential,
  submission: { proposals?: Proposal[] },
): MicroCredential {
  if (!submission.proposals?.length) return asked
  const slots = asked.slots.map((slot) => {
    const accepted = acceptedProposal(submission, slot.id)
    if (!accepted) return slot
    const { id, title, instructions, required } = slot
    return { id, title, instructions, required, kind: accepted.kind, limits: {} }
  })
  return { ...asked, slots }
}

export type ProposingDecision = 'propose' | 'closed' | 'waiting' | 'sameKind'

/** Whether a kind may be offered for a slot: while it is open, one at a time, and only another kind. */
export function decideProposing(
  state: { open: boolean; asks: SlotKind; latest: Proposal | undefined },
  kind: OfferedKind,
): ProposingDecision {
  if (!state.open) return 'closed'
  if (state.latest?.decided === null) return 'waiting'
  return state.asks === kind ? 'sameKind' : 'propose'
}
