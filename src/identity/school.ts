/** Where somebody says they work, in their own words. What they said before stays on record. */
export interface School {
  /** The person's. */
  id: string
  institutionId: string
  name: string
  /** `schoolKey` of the name; empty where they took it back. */
  key: string
  /** Since when. */
  at: Date
  before: { name: string; key: string; from: Date; until: Date }[]
}

/** Tatweel, which only stretches a word, and the vowel signs that Arabic writes or leaves out. */
const arabicSigns = /[\u0640\u064B-\u065F\u0670]/gu

/**
 * What two ways of writing one school have in common, in any script: letters, their signs and figures, compatibility
 * forms and case folded (Unicode NFKC), without blanks, punctuation and symbols. Empty where nothing is left.
 */
export const schoolKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(arabicSigns, '')
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
