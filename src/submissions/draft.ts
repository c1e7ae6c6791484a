import { createHash } from 'node:crypto'
import type { Artefact } from './submission.js'

/** What a person can type or tick in one slot; files travel by themselves. */
export type SlotContent = Pick<Artefact, 'text' | 'url' | 'answers' | 'share'>

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
  const { text = '', url = '', share = false, answers = [] } = content ?? {}
  const blank = text === '' && url === '' && !share && answers.every((answer) => answer === '')
  const told = blank ? [] : [text, url, share, ...answers]
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
  const postedPrint = fingerprint(posted.content)
  if (postedPrint === storedPrint) return 'keepStored'
  const saidNothing = posted.base === ''
  if (!stored || saidNothing || stored.savedFrom === tab || storedPrint === posted.base) return 'takePosted'
  const untouchedHere = postedPrint === posted.base || postedPrint === stored.replaced
  return untouchedHere ? 'keepStored' : 'setPostedAside'
}
