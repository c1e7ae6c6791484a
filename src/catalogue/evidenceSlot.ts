import type { LocalizedText } from './localizedText.js'

export const slotKinds = ['text', 'link', 'file', 'reflection'] as const
export type SlotKind = (typeof slotKinds)[number]

export const mediaKinds = ['document', 'image', 'audio', 'video'] as const
export type MediaKind = (typeof mediaKinds)[number]

/** Words bound text and reflection slots, bytes and media kinds bound file slots; a link has no limits. */
export interface SlotLimits {
  minWords?: number
  maxWords?: number
  maxBytes?: number
  accept?: MediaKind[]
}

/** One piece of evidence the educator is asked for. Prompts are questions a reflection answers. */
export interface EvidenceSlot {
  id: string
  kind: SlotKind
  title: LocalizedText
  instructions: LocalizedText
  required: boolean
  limits: SlotLimits
  prompts?: LocalizedText[]
}
