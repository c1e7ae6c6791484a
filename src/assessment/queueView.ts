import { pageOf } from '../web/paging.js'
import type { AssessmentService } from './assessmentService.js'
import { promiseTone } from './assessmentView.js'

export const queueFilters = ['all', 'free', 'mine', 'late'] as const
export type QueueFilter = (typeof queueFilters)[number]

type Queue = Pick<Awaited<ReturnType<AssessmentService['queue']>>, 'rows' | 'names' | 'titles'>

const PER_PAGE = 30

/** The asked page of the queue under a filter, and how many there are under each. Oldest promise first, as they come. */
export function showQueue(queue: Queue, personId: string, filter: QueueFilter, page: unknown, now: Date) {
  const rows = queue.rows.map(({ submission, attempt, claimed }) => ({
    submissionId: submission.id,
    personId: submission.personId,
    name: queue.names.get(submission.personId) ?? null,
    title: queue.titles.get(submission.microCredentialId),
    attempt,
    promisedBy: submission.promisedBy,
    tone: promiseTone(submission.promisedBy, now),
    mine: claimed?.by === personId,
    taken: claimed !== null,
    takenBy: claimed && claimed.by !== personId ? (queue.names.get(claimed.by) ?? null) : null,
  }))
  const shows: Record<QueueFilter, (row: (typeof rows)[number]) => boolean> = {
    all: () => true,
    free: ({ taken }) => !taken,
    mine: ({ mine }) => mine,
    late: ({ tone }) => tone === 'late',
  }
  const paged = pageOf(rows.filter(shows[filter]), page, PER_PAGE)
  return {
    rows: paged.items,
    page: paged.page,
    pages: paged.pages,
    filters: queueFilters.map((name) => ({
      name,
      count: rows.filter(shows[name]).length,
      current: name === filter,
    })),
  }
}
