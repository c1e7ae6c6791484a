import { actorId, type Actor } from '../audit/actor.js'

/** Somebody's word on one version: it may be offered, or something has to change first. Never edited, never taken away. */
export interface Decision {
  kind: 'approved' | 'changesRequested'
  at: Date
  /** The actor who recorded it. */
  by: string
  /** The name that stands for it in public: the approver's own, or somebody outside the institution. */
  approver: string
  external: boolean
  reason: string
  conditions: string
  /** When it has to be looked at again; null for requested changes. */
  until: Date | null
  /** Where the approval was given, when that was not here. */
  origin: string | null
}

/** An approval as pages and exports show it. */
export type Approval = Pick<
  Decision,
  'at' | 'approver' | 'external' | 'reason' | 'conditions' | 'until' | 'origin'
>

/** What a version's way to publication is read from. */
export interface Reviewed {
  /** Everybody who wrote a word of it, as actors. */
  authors: string[]
  /** Since when it waits for reviewers; null while it is written and once they have decided. */
  review: { at: Date; by: string } | null
  /** Since when it is approved and only has to be published. */
  approved: { at: Date; by: string } | null
  decisions: Decision[]
  published: { at: Date; by: string } | null
}

/** Where a version stands on its way from the first word to its publication. */
export type Stage = 'writing' | 'changesRequested' | 'inReview' | 'approved' | 'published'

/** Reads the stage off the records. Content can be written in the first two stages only. */
export function stageOf(version: Reviewed): Stage {
  if (version.published) return 'published'
  if (version.approved) return 'approved'
  if (version.review) return 'inReview'
  return version.decisions.at(-1)?.kind === 'changesRequested' ? 'changesRequested' : 'writing'
}

/** The approval a version stands on, or null while it has none. */
export function approvalOf(version: Reviewed): Approval | null {
  if (!version.published && !version.approved) return null
  const last = version.decisions.findLast(({ kind }) => kind === 'approved')
  if (!last) return null
  const { at, approver, external, reason, conditions, until, origin } = last
  return { at, approver, external, reason, conditions, until, origin }
}

/** Whether an approval's term has ended: the version has to be looked at again before it is placed anew. */
export function reviewDue({ approval }: { approval: Approval | null }, now: Date): boolean {
  return approval?.until !== null && approval?.until !== undefined && approval.until <= now
}

/**
 * Whether an actor may decide about a version, and why not: never about their own work, and only what waits for review or, for
 * an approval to be renewed, what is published.
 */
export function refusalToDecide(version: Reviewed, actor: Actor): 'own_work' | 'not_in_review' | null {
  if (version.authors.includes(actorId(actor))) return 'own_work'
  const stage = stageOf(version)
  return stage === 'inReview' || stage === 'published' ? null : 'not_in_review'
}
