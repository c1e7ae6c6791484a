import type { Connection } from 'mongoose'
import { toRecords } from '../database/records.js'
import type { Assessment } from './assessment.js'
import { soonUntil } from './overdue/dueGroups.js'

export const queueFilters = ['all', 'free', 'mine', 'late'] as const
export type QueueFilter = (typeof queueFilters)[number]

/** Whose queue: a cohort, or without one the whole institution, as one assessor sees it. */
export interface QueueOf {
  institutionId: string
  cohortId?: string
  personId: string
  mayAdjudicate: boolean
  /** Whose work they never see here: people they coached, know too well, or work with. */
  coached: ReadonlySet<string>
  declared: ReadonlySet<string>
  schoolmates: ReadonlySet<string>
  /** Only these versions of micro-credentials; null for all. */
  versions: ReadonlySet<string> | null
  now: Date
}

/** A round in the queue, without the drafts and judgements that only its own page needs. */
export type QueuedRound = Omit<Assessment, 'drafts' | 'carried' | 'finalised'>

const start = new Date(0)

const keptFrom = ({ coached, declared, schoolmates }: QueueOf) => {
  const people = [...new Set([...coached, ...declared, ...schoolmates])]
  return people.length > 0 ? { personId: { $nin: people } } : {}
}

/** What waits in a cohort for one assessor, read by index: the cost is that of the page, however long the queue. */
export function createQueueStore(connection: Connection) {
  const rows = connection.model('Assessment')

  const where = (of: QueueOf, filter: QueueFilter) => ({
    institutionId: of.institutionId,
    ...(of.cohortId === undefined ? {} : { cohortId: of.cohortId }),
    ...(filter === 'free' ? { 'claimed.by': null } : filter === 'mine' ? { 'claimed.by': of.personId } : {}),
    dueBy: filter === 'late' ? { $gt: start, $lt: of.now } : { $gt: start },
    barred: { $ne: of.personId },
    ...keptFrom(of),
    ...(of.versions === null ? {} : { microCredentialId: { $in: [...of.versions] } }),
    ...(of.mayAdjudicate ? {} : { round: { $nin: ['adjudication', 'appeal'] } }),
  })

  return {
    /** Rounds that wait, the oldest promise first. */
    async page(of: QueueOf, filter: QueueFilter, skip: number, limit: number): Promise<QueuedRound[]> {
      const found = await rows
        .find(where(of, filter), { drafts: 0, carried: 0, finalised: 0 })
        .sort({ dueBy: 1 })
        .skip(skip)
        .limit(limit)
        .lean()
      return toRecords<QueuedRound>(found)
    },
    /** How many wait, counted no further than `most`. */
    count: (of: QueueOf, filter: QueueFilter, most: number): Promise<number> =>
      rows.countDocuments(where(of, filter), { limit: most }),
    /** How many of the rounds in the assessor's own hands are late, and are due within one working day; counted no further than `most`. */
    async own(of: QueueOf, most: number): Promise<{ late: number; soon: number }> {
      const before = (end: Date) =>
        rows.countDocuments({ ...where(of, 'mine'), dueBy: { $gt: start, $lt: end } }, { limit: most })
      const [late, both] = await Promise.all([before(of.now), before(soonUntil(of.now))])
      return { late, soon: both - late }
    },
    /** How many waiting rounds each of these people has begun; who has none is left out. */
    async loads(institutionId: string, personIds: readonly string[]): Promise<Map<string, number>> {
      const loads = new Map<string, number>()
      if (personIds.length === 0) return loads
      const begun = { institutionId, 'claimed.by': { $in: [...personIds] }, dueBy: { $gt: start } }
      const found = await rows.find(begun, { claimed: 1 }).lean()
      for (const { claimed } of toRecords<Pick<Assessment, 'id' | 'claimed'>>(found))
        if (claimed) loads.set(claimed.by, (loads.get(claimed.by) ?? 0) + 1)
      return loads
    },
  }
}

export type QueueStore = ReturnType<typeof createQueueStore>
