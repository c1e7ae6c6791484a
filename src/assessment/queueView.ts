import type { AssessmentService } from './assessmentService.js'
import { dueGroups, promiseTone } from './overdue/dueGroups.js'
import { queueSizes } from './queue.js'
import { queueFilters, type QueueFilter } from './queueStore.js'

type Queue = Pick<
  Awaited<ReturnType<AssessmentService['queue']>>,
  'rows' | 'called' | 'names' | 'titles' | 'counts' | 'page' | 'pages' | 'open' | 'own'
>

/** The page number an address asks for; anything else is the first. */
export const askedPage = (asked: unknown): number => {
  const page = typeof asked === 'string' ? Number.parseInt(asked, 10) : 1
  return Number.isNaN(page) ? 1 : page
}

/** A page of the queue, ready to print, and how many there are under each filter. Oldest promise first, as they come. */
export function showQueue(queue: Queue, personId: string, filter: QueueFilter, now: Date) {
  const rows = queue.rows.map((row) => ({
    submissionId: row.submissionId,
    called: queue.called(row),
    title: queue.titles.get(row.microCredentialId),
    attempt: row.attempt,
    promisedBy: row.dueBy,
    tone: promiseTone(row.dueBy, now),
    decides: row.round === 'adjudication' || row.round === 'appeal' ? row.round : null,
    mine: row.claimed?.by === personId,
    taken: row.claimed !== null,
    given: row.claimed?.kind === 'given',
    takenBy: row.claimed && row.claimed.by !== personId ? (queue.names.get(row.claimed.by) ?? null) : null,
  }))
  return {
    rows,
    groups: dueGroups(rows),
    own: queue.own,
    page: queue.page,
    pages: queue.pages,
    open: queue.open,
    filters: queueFilters.map((name) => {
      const count = queue.counts.get(name) ?? 0
      return { name, count, more: count >= queueSizes.counted, current: name === filter }
    }),
  }
}
