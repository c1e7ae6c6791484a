import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { nothingSaid } from './details.js'
import type { OwnPart } from './joint.js'
import type { Artefact } from './submission.js'

const nothingDone: OwnPart = { did: '', share: '', percent: null }

/** What a person can type or tick in one slot; files travel by themselves. No details: the page did not ask for them. */
export type SlotContent = Pick<Artefact, 'text' | 'url' | 'answers' | 'details' | 'own'>

/** One slot of a posted page: what it says now, and the fingerprint of what the page showed at first (or empty). */
export interface PostedSlot {
  slotId: string
  content: SlotContent
  base: string
}

/** A posted page. `tab` names the open page, so that its own earlier saves do not count as somebody else's. */
export interface PostedDraft {
  tab: string
  slots: PostedSlot[]
}

/** A short fingerprint of what is in a slot. Equal content has an equal fingerprint. */
export function fingerprint(content: SlotContent | undefined): string {
  const { text = '', url = '', answers = [], details = nothingSaid, own = nothingDone } = content ?? {}
  const { caption, madeOn, madeWhere, elsewhere, students, who, consent, audience } = details
  const said = [caption, madeOn, madeWhere, elsewhere, students, who, consent?.until ?? null, audience]
  const blank =
    text === '' &&
    url === '' &&
    answers.every((answer) => answer === '') &&
    isDeepStrictEqual(details, nothingSaid) &&
    isDeepStrictEqual(own, nothingDone)
  const part = isDeepStrictEqual(own, nothingDone) ? [] : [own]
  const told = blank ? [] : [text, url, said, ...answers, ...part]
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 16)
}

export type MergeDecision = 'keepStored' | 'takePosted' | 'setPostedAside'

/**
 * Merges one slot of a posted page into what is stored. The posted text wins unless another page has written
 * since this one was opened; then the stored text stays and the posted text is set aside, so that an old tab
 * never overwrites newer work and nothing typed is lost.
 */
export function mergeSlot(stored: Artefact | undefined, posted: PostedSlot, tab: string): MergeDecision {
  const storedPrint = fingerprint(stored)
  const postedPrint = fingerprint(withDetails(posted.content, stored))
  if (postedPrint === storedPrint) return 'keepStored'
  const saidNothing = posted.base === ''
  if (!stored || saidNothing || stored.savedFrom === tab || storedPrint === posted.base) return 'takePosted'
  const untouchedHere = postedPrint === posted.base || postedPrint === stored.replaced
  return untouchedHere ? 'keepStored' : 'setPostedAside'
}

/** Posted content with what is said of the piece and of one's part in it already, where the page did not ask for it. */
export function withDetails(content: SlotContent, stored: SlotContent | undefined): SlotContent {
  const details = content.details ?? stored?.details
  const own = content.own ?? stored?.own
  return { ...content, ...(details && { details }), ...(own && { own }) }
}
