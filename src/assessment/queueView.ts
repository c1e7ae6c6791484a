import type { AssessmentService } from './assessmentService.js'
import { promiseTone } from './assessmentView.js'

export const queueFilters = ['all', 'free', 'mine', 'late'] as const
export type QueueFilter = (typeof queueFilters)[number]

type Queue = Awaited<ReturnType<AssessmentService['queue']>>

/** The rows of the queue under a filter, and how many there are under each. Oldest promise first, as they come. */
export function showQueue(queue: Queue, personId: string, filter: QueueFilter, now: Date) {
  const rows = queue.rows.map(({ submission, attempt, claimed }) => ({
    submissionId: submission.id,
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
  return {
    rows: rows.filter(shows[filter]),
    filters: queueFilters.map((name) => ({
      name,
      count: rows.filter(shows[name]).length,
      current: name === filter,
    })),
  }
}
