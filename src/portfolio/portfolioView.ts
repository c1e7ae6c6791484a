import { showEvidence, type ShownEvidence, type ShownFile } from '../submissions/evidenceView.js'
import type { ViewContext } from '../web/views.js'
import type { AwardShown, Contents, PieceShown, Words } from './portfolio.js'
import type { SharedPortfolio } from './portfolioService.js'

/** What stands beside one thing: what was decided, what was typed, and the fields it is typed into. */
interface ShownEntry {
  key: string
  state: 'shown' | 'kept' | 'hidden'
  names: { was: string; changed: string }
  values: Words
  /** Something of it was typed wrongly: its fields stand open. */
  open: boolean
}

/** The names of the fields for what is said of one thing: a page has many such forms. */
export const wordFields = (key: string) => ({ was: `was-${key}`, changed: `changed-${key}` })

/** Everything an educator could show, ready to print. `typed`: a page that is shown again, by field. */
export function showMine(contents: Contents, view: ViewContext, typed: Record<string, string> = {}) {
  const entryOf = ({ key, entry }: AwardShown | PieceShown, blocked: boolean): ShownEntry => {
    const names = wordFields(key)
    const open = names.was in typed
    const values = open
      ? { was: typed[names.was] ?? '', changed: typed[names.changed] ?? '' }
      : { was: entry?.was ?? '', changed: entry?.changed ?? '' }
    const state = !entry?.shown ? 'hidden' : blocked ? 'kept' : 'shown'
    return { key, state, names, values, open }
  }
  const awards = contents.awards.map((one) => ({
    ...entryOf(one, false),
    awardId: one.award.id,
    title: view.pick(one.award.title),
    earnedAt: one.award.earnedAt,
    isPrivate: one.award.visibility === 'private',
  }))
  const works = byWork(contents.pieces, ([first, ...rest]) => ({
    title: view.pick(first.microCredential.title),
    assignmentId: first.submission.assignmentId,
    pieces: [first, ...rest].map((one) => ({
      ...entryOf(one, one.block !== null),
      block: one.block,
      title: view.pick(one.slot.title),
      submissionId: one.submission.id,
      slotId: one.slot.id,
      glimpse: glimpseOf(one),
    })),
  }))
  const all = [...awards, ...works.flatMap(({ pieces }) => pieces)]
  return { awards, works, shownNow: all.filter(({ state }) => state === 'shown').length }
}

/** A portfolio as others see it. `base`: below which address its files are; null for its owner, who has them anyway. */
export function showShared(shared: SharedPortfolio, view: ViewContext, base: string | null) {
  return {
    name: view.personName(shared.name, shared.personId),
    institution: shared.institution,
    awards: shared.awards.map(({ award, art, entry }) => ({
      art,
      title: view.pick(award.title),
      competency: view.pick(award.competency),
      earnedAt: award.earnedAt,
      href: award.visibility === 'public' ? `/badges/${award.id}` : null,
      words: entry,
    })),
    works: byWork(shared.pieces, ([first, ...rest]) => ({
      title: view.pick(first.microCredential.title),
      pieces: [first, ...rest].map((one) => {
        const evidence = showEvidence(one.slot, one.submission, one.piece, view)
        const file = evidence.file && base ? below(base, evidence.file) : evidence.file
        return { ...evidence, file, caption: one.piece.details?.caption ?? '', words: one.entry }
      }),
    })),
  }
}

type Several<T> = [T, ...T[]]

/** Pieces of one work stand together, in the order in which they come. */
function byWork<T>(pieces: readonly PieceShown[], show: (work: Several<PieceShown>) => T): T[] {
  const works = new Map<string, Several<PieceShown>>()
  for (const piece of pieces) {
    const work = works.get(piece.submission.id)
    if (work) work.push(piece)
    else works.set(piece.submission.id, [piece])
  }
  return [...works.values()].map(show)
}

/** A file where a link shows it, instead of where those find it who may see the work. */
function below(base: string, file: ShownFile): ShownFile {
  const move = (href: string) => href.replace(/^\/evidence\//, `${base}/files/`)
  return {
    ...file,
    href: move(file.href),
    preview: file.preview && { ...file.preview, href: move(file.preview.href) },
  }
}

const GLIMPSE = 120

/** The beginning of what stands in a piece, so that its owner knows which it is. */
function glimpseOf({ piece }: PieceShown): ShownEvidence['text'] {
  const words =
    piece.text || piece.url || piece.details?.caption || (piece.answers ?? []).filter(Boolean)[0] || ''
  return words.length > GLIMPSE ? `${words.slice(0, GLIMPSE).trimEnd()}…` : words
}
