import type { Locale } from '../../web/locale.js'

/** Where the words of a snippet go: why a level was given, or what to do next. */
export const snippetPlaces = ['comment', 'next'] as const
export type SnippetPlace = (typeof snippetPlaces)[number]

/**
 * Words that an assessor keeps to use again on one criterion. Bound to the micro-credential's key and the criterion, so that
 * they outlive versions as long as the criterion does. Theirs alone until they are shared with the institution.
 */
export interface Snippet {
  id: string
  institutionId: string
  microCredentialKey: string
  criterionId: string
  /** The level they were written for; null where they suit any. */
  levelId: string | null
  place: SnippetPlace
  text: string
  /** The person they belong to; `system:…` for those that come with Cairn. */
  ownerId: string
  kept: { by: string; at: Date }
  /** When their words were last changed; null as long as they are as they were kept. */
  changed: { by: string; at: Date } | null
  /** When its owner asked that it be shared, where that is for others to decide; null once it is. */
  offered: { by: string; at: Date } | null
  shared: { by: string; at: Date } | null
  removed: { by: string; at: Date } | null
}

/** What of a snippet is said by whoever gives it to an institution. */
export type GivenSnippet = Pick<
  Snippet,
  'id' | 'institutionId' | 'microCredentialKey' | 'criterionId' | 'levelId' | 'place' | 'text'
>

/** How long one may be, in characters, and how many there may be: of one person, and shared, on each criterion. */
export const snippetLimits = { text: 2_000, perCriterion: 30 } as const

/** The language words are written in, by the letters most of them are made of. */
export function languageOf(text: string): Locale {
  const arabic = text.match(/\p{Script=Arabic}/gu)?.length ?? 0
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  return arabic > latin ? 'ar' : 'en'
}

/** What a field says once a snippet was put into it: all that stood there, then the snippet, unless it is in there already. */
export function insertedInto(written: string, text: string): string {
  if (plain(written).includes(plain(text))) return written
  return written.trim() === '' ? text : `${written.trimEnd()}\n\n${text}`
}

/** Whether words are nothing but snippets as they stand: nobody has made them about this work. */
export function asItStands(written: string, snippets: readonly Pick<Snippet, 'text'>[]): boolean {
  const longestFirst = snippets.map(({ text }) => plain(text)).sort((a, b) => b.length - a.length)
  const rest = longestFirst.reduce((left, text) => left.replaceAll(text, ' '), plain(written))
  return rest !== plain(written) && !/[\p{L}\p{N}]/u.test(rest)
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim()

export type KeepingDecision =
  { kind: 'keep'; text: string } | { kind: 'refused'; because: 'empty' | 'tooLong' | 'known' | 'enough' }

/**
 * Whether somebody may keep what they wrote: it says something, it is not too long, they do not have it yet, and there is
 * room beside what they have.
 * @param own theirs on the same criterion
 */
export function decideKeeping(
  written: string,
  place: SnippetPlace,
  own: readonly Pick<Snippet, 'text' | 'place'>[],
): KeepingDecision {
  const text = written.replace(/\r\n?/g, '\n').trim()
  if (text === '') return { kind: 'refused', because: 'empty' }
  if (text.length > snippetLimits.text) return { kind: 'refused', because: 'tooLong' }
  if (own.some((one) => one.place === place && one.text === text))
    return { kind: 'refused', because: 'known' }
  if (own.length >= snippetLimits.perCriterion) return { kind: 'refused', because: 'enough' }
  return { kind: 'keep', text }
}

/** Who somebody is to the snippets of their institution. */
export interface SnippetReader {
  personId: string
  /** Whether they run a course of the institution. */
  facilitates: boolean
}

/** Whether it belongs to a person; those that come with Cairn belong to nobody. */
export const isSomebodys = ({ ownerId }: Pick<Snippet, 'ownerId'>): boolean => !ownerId.includes(':')

/** What becomes of a wish to share: shared at once, put before whoever may, or not theirs to ask. */
export type SharingDecision = 'share' | 'offer' | 'refused'

/**
 * One's own is shared where one runs a course or the institution lets every assessor, and else offered; another's is shared by whoever
 * runs a course, once its owner has offered it.
 */
export function decideSharing(
  { ownerId, offered }: Pick<Snippet, 'ownerId' | 'offered'>,
  reader: SnippetReader,
  assessorsShare: boolean,
): SharingDecision {
  if (ownerId !== reader.personId) return reader.facilitates && offered ? 'share' : 'refused'
  return reader.facilitates || assessorsShare ? 'share' : 'offer'
}

/** Whether somebody may take a shared snippet back from the institution: whoever runs a course, and its owner. */
export const mayWithdraw = ({ ownerId }: Pick<Snippet, 'ownerId'>, reader: SnippetReader): boolean =>
  ownerId === reader.personId || reader.facilitates

/**
 * In which order snippets are offered on one criterion: those for the level that is chosen, then those for any, then those for other
 * levels; within each the reader's language, then their own, then the newest.
 */
export function inOrderFor(
  { levelId, language, personId }: { levelId: string | null; language: Locale; personId: string },
  snippets: readonly Snippet[],
): Snippet[] {
  const far = (one: Snippet) => [
    one.levelId === null ? 1 : one.levelId === levelId ? 0 : 2,
    languageOf(one.text) === language ? 0 : 1,
    one.ownerId === personId ? 0 : 1,
    -one.kept.at.getTime(),
  ]
  return snippets
    .map((one) => ({ one, far: far(one) }))
    .sort((a, b) => a.far.map((each, index) => each - (b.far[index] ?? 0)).find((each) => each !== 0) ?? 0)
    .map(({ one }) => one)
}
