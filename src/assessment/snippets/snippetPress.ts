import { z } from 'zod'
import type { Judgement } from '../assessment.js'
import { fieldNames } from '../judgementForm.js'
import {
  insertedInto,
  snippetPlaces,
  type KeepingDecision,
  type Snippet,
  type SnippetPlace,
} from './snippet.js'

/** Which of the buttons beside a criterion was pressed: put this snippet in, or keep what I wrote in this field. */
export type Press =
  { kind: 'insert'; snippetId: string } | { kind: 'keep'; place: SnippetPlace; criterionId: string }

/** What became of it: told beside the criterion. */
export const pressNews = ['inserted', 'kept', 'empty', 'tooLong', 'known', 'enough', 'gone'] as const
export type PressNews = (typeof pressNews)[number]

/** The news of a press, and the criterion it is about. */
export interface Pressed {
  criterionId: string
  place: SnippetPlace
  news: PressNews
  /** The form as it stands afterwards. */
  judgements: Judgement[]
}

const pressForm = z.object({
  insert: z.string().max(100).optional().catch(undefined),
  keep: z.string().max(200).optional().catch(undefined),
})

/** The button of snippets that a judging form was sent by; null where it was another. */
export function readPress(body: unknown): Press | null {
  const { insert, keep } = pressForm.catch({}).parse(body)
  if (insert !== undefined) return { kind: 'insert', snippetId: insert }
  const place = snippetPlaces.find((one) => keep?.startsWith(`${one}-`))
  return place ? { kind: 'keep', place, criterionId: keep?.slice(place.length + 1) ?? '' } : null
}

/** What was written for a criterion in one place. */
export const writtenIn = (
  judgements: readonly Judgement[],
  criterionId: string,
  place: SnippetPlace,
): string => judgements.find((one) => one.criterionId === criterionId)?.[place] ?? ''

/** The form with a snippet put into its field; all else as it was typed. */
export function withInserted(judgements: readonly Judgement[], snippet: Snippet): Judgement[] {
  const { criterionId, place, text } = snippet
  return judgements.map((one) =>
    one.criterionId === criterionId ? { ...one, [place]: insertedInto(one[place] ?? '', text) } : one,
  )
}

export const newsOf = (decision: KeepingDecision): PressNews =>
  decision.kind === 'keep' ? 'kept' : decision.because

/** What to add to the address of a judging form so that it shows the news of a press, and stands where it was. */
export const addressOf = ({ criterionId, place, news }: Pressed): string =>
  `?snippet=${news}&at=${encodeURIComponent(criterionId)}#` +
  (news === 'inserted' ? fieldNames[place](criterionId) : `snippets-${criterionId}`)

const newsQuery = z.object({
  snippet: z.enum(pressNews),
  at: z.string().max(100),
})

/** The news that an address brings along after a press; null where it brings none. */
export function readNews(query: unknown): { criterionId: string; news: PressNews } | null {
  const read = newsQuery.safeParse(query)
  return read.success ? { criterionId: read.data.at, news: read.data.snippet } : null
}
