import type { IssuedAward } from '../badges/award.js'
import { dayOf } from '../submissions/details.js'
import type { FinishedPiece, ShowingBlock } from '../submissions/showing.js'

/** What an entry is about: an award, or what stands in one slot of one finished work. */
export type Subject = { awardId: string } | { submissionId: string; slotId: string }

/** What an educator says of something they show, in their own words; empty: not said. */
export interface Words {
  /** What it was. */
  was: string
  /** What changed for students. */
  changed: string
}

/** What an educator has decided and said of one thing they could show. Without one, it is not shown. */
export interface Entry extends Words {
  id: string
  institutionId: string
  personId: string
  /** `keyOf` its subject. */
  key: string
  /** Since when it is shown, as far as nothing keeps it back; null while it is not. */
  shown: { at: Date } | null
  updatedAt: Date
}

/** An address that shows a portfolio to whoever has it. The secret part of it is known only to who made it. */
export interface ShareLink {
  id: string
  institutionId: string
  personId: string
  /** For whom it was made, so that its maker tells it from others. */
  label: string
  /** Its last day (ISO calendar day, UTC); empty where it has no end. */
  until: string
  createdAt: Date
  withdrawn: { at: Date } | null
}

/** A subject as one word that can stand in the name of a field. */
export const keyOf = (subject: Subject): string =>
  'awardId' in subject ? subject.awardId : `${subject.submissionId}-${subject.slotId}`

/** An award with what was decided and said of it. */
export interface AwardShown {
  key: string
  award: IssuedAward
  /** A drawing of it as SVG. */
  art: string
  entry: Entry | null
}

/** A piece of finished work with what was decided and said of it. */
export interface PieceShown extends FinishedPiece {
  key: string
  entry: Entry | null
}

export interface Contents {
  awards: AwardShown[]
  pieces: PieceShown[]
}

/** What others see: only what was chosen, and of that only what may be shown now. */
export const shownOf = ({ awards, pieces }: Contents): Contents => ({
  awards: awards.filter(({ entry }) => entry?.shown),
  pieces: pieces.filter(({ entry, block }) => entry?.shown && block === null),
})

export type Wish = 'keep' | 'show' | 'hide'

/** What becomes of a wish. Words are kept whatever it is; hiding is always possible. */
export type WishDecision = { kind: 'kept' | 'shown' | 'hidden' } | { kind: 'blocked'; why: ShowingBlock }

/** Decides whether a thing that `block` keeps back, or nothing does, begins or ceases to be shown. */
export function decideWish(wish: Wish, shown: boolean, block: ShowingBlock | null): WishDecision {
  if (wish === 'show' && !shown) return block ? { kind: 'blocked', why: block } : { kind: 'shown' }
  return { kind: wish === 'hide' && shown ? 'hidden' : 'kept' }
}

/** Whether an address still opens: until the end of its last day, and unless it was withdrawn. */
export const isOpen = ({ until, withdrawn }: ShareLink, now: Date): boolean =>
  withdrawn === null && (until === '' || until >= dayOf(now))

/** The most addresses that can be open at a time. */
export const MOST_LINKS = 20

export type LinkDecision = 'make' | 'tooMany' | 'dayOver'

/** Whether one more address may be made, with that last day. */
export function decideLink(links: readonly ShareLink[], until: string, now: Date): LinkDecision {
  if (until !== '' && until < dayOf(now)) return 'dayOver'
  return links.filter((link) => isOpen(link, now)).length >= MOST_LINKS ? 'tooMany' : 'make'
}
