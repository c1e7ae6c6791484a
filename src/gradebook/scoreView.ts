import { pageOf } from '../web/paging.js'
import type { Override } from './lmsGrade.js'
import { stateOf, type PostState, type ScorePost } from './scorePost.js'

/**
 * The lists of the ledger: everything, what a person has to mend, what is under way, what has arrived, and where somebody's
 * grade in the LMS stands above ours.
 */
export const ledgerLists = ['all', 'mend', 'way', 'sent', 'lms'] as const
export type LedgerList = (typeof ledgerLists)[number]

const members: Record<Exclude<LedgerList, 'lms'>, readonly PostState[]> = {
  all: ['sent', 'queued', 'retrying', 'waiting', 'refused', 'superseded', 'not-needed'],
  mend: ['waiting', 'refused'],
  way: ['queued', 'retrying'],
  sent: ['sent'],
}

const icons: Record<PostState, string> = {
  sent: 'success',
  queued: 'clock',
  retrying: 'redo',
  waiting: 'warn',
  refused: 'danger',
  superseded: 'info',
  'not-needed': 'info',
}

/** One post as the ledger prints it: locale keys below `gradebook.` and values, no sentences. */
export interface PostRow {
  id: string
  personId: string
  person: string | null
  assignment: string
  kind: ScorePost['kind']
  score: ScorePost['score']
  at: Date
  state: PostState
  icon: string
  /** `why.<state>[.<code>]`: why it is where it is. */
  why: string
  /** The same for what to do about it; null where nothing is to be done. */
  cure: string | null
  settledAt: Date | null
  nextAt: Date | null
  mayResend: boolean
  /** What somebody set in the LMS, beside the score of ours that it stands above; null where ours counts. */
  lmsGrade: Override | null
  /** Whether a facilitator may send the score although that grade stands. */
  maySendAnyway: boolean
  tries: ScorePost['tries']
}

/** The ledger of a cohort: how many posts each list has, and one page of the list shown. */
export interface LedgerView {
  list: LedgerList
  counts: Record<LedgerList, number>
  rows: PostRow[]
  page: number
  pages: number
}

const PAGE_LENGTH = 50

/** Makes the ledger page from a cohort's posts (newest first), with names where the LMS gave them. */
export function ledgerView(
  posts: readonly ScorePost[],
  wanted: { list: LedgerList; page: unknown },
  names: ReadonlyMap<string, string | null>,
  titles: ReadonlyMap<string, string>,
  overrides: readonly Override[] = [],
): LedgerView {
  const finals = new Set(latestFinals(posts))
  const overrideBy = new Map(overrides.map((one) => [laneOf(one), one]))
  const overrideOf = (post: ScorePost) => (finals.has(post.id) && overrideBy.get(laneOf(post))) || null
  const of = (list: LedgerList) =>
    posts.filter((post) =>
      list === 'lms' ? overrideOf(post) !== null : members[list].includes(stateOf(post)),
    )
  const { items, page, pages } = pageOf(of(wanted.list), wanted.page, PAGE_LENGTH)
  const newest = new Set(latestScores(posts))
  return {
    list: wanted.list,
    counts: {
      all: posts.length,
      mend: of('mend').length,
      way: of('way').length,
      sent: of('sent').length,
      lms: of('lms').length,
    },
    rows: items.map((post) => ({
      id: post.id,
      personId: post.personId,
      person: names.get(post.personId) ?? null,
      assignment: titles.get(post.assignmentId) ?? '',
      kind: post.kind,
      score: post.score,
      at: post.at,
      state: stateOf(post),
      icon: icons[stateOf(post)],
      ...reason(post),
      settledAt: post.settled?.at ?? null,
      nextAt: post.nextAt,
      mayResend:
        newest.has(post.id) &&
        post.settled?.kind !== 'not-needed' &&
        stateOf(post) !== 'queued' &&
        !overrideOf(post),
      lmsGrade: overrideOf(post),
      maySendAnyway: overrideOf(post) !== null && stateOf(post) !== 'queued' && stateOf(post) !== 'retrying',
      tries: post.tries,
    })),
    page,
    pages,
  }
}

const laneOf = ({ assignmentId, personId }: Pick<ScorePost, 'assignmentId' | 'personId'>): string =>
  `${assignmentId} ${personId}`

/** Per person and assignment the id of the last final score. */
function latestFinals(posts: readonly ScorePost[]): string[] {
  const last = new Map<string, ScorePost>()
  for (const post of posts) {
    const known = last.get(laneOf(post))
    if (post.kind === 'finalised' && (!known || known.second < post.second)) last.set(laneOf(post), post)
  }
  return [...last.values()].map(({ id }) => id)
}

/** Per person and assignment the ids that may go again: the last final score, and progress that came after it. */
function latestScores(posts: readonly ScorePost[]): string[] {
  const lanes = new Map<string, ScorePost[]>()
  for (const post of posts) {
    lanes.set(laneOf(post), [...(lanes.get(laneOf(post)) ?? []), post])
  }
  return [...lanes.values()].flatMap((lane) => {
    const ordered = [...lane].sort((a, b) => b.second - a.second)
    const final = ordered.findIndex((post) => post.kind === 'finalised')
    const last = ordered[0]
    return [last, ordered[final]].filter((post) => post !== undefined).map(({ id }) => id)
  })
}

function reason(post: ScorePost): { why: string; cure: string | null } {
  const { settled, hold } = post
  if (hold && !settled) return { why: `hold.${hold}.why`, cure: `hold.${hold}.cure` }
  if (!settled) {
    const last = post.tries.at(-1)
    // After "Send again" the last try ended in an answer: what counts is that it goes out anew.
    const endedThere =
      last?.outcome === 'accepted' || last?.outcome === 'refused' || last?.reason === 'newer-in-lms'
    return last && !endedThere
      ? { why: `retry.${last.reason ?? last.outcome}`, cure: 'retry.cure' }
      : { why: 'queued', cure: null }
  }
  if (settled.kind === 'refused')
    return { why: `refused.${settled.code}.why`, cure: `refused.${settled.code}.cure` }
  if (settled.kind === 'not-needed') return { why: `notNeeded.${settled.reason}`, cure: null }
  if (settled.kind === 'superseded') return { why: 'superseded', cure: null }
  return { why: settled.how === 'sent' ? 'sent' : 'alreadyThere', cure: null }
}
