import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createAssessmentStore } from '../../src/assessment/assessmentStore.js'
import { createQueueStore, queueFilters, type QueueFilter } from '../../src/assessment/queueStore.js'
import { queueSizes } from '../../src/assessment/queue.js'
import { connect } from '../../src/database/connection.js'
import { openEmbeddedStore } from '../../src/database/embedded/index.js'
import { migrate } from '../../src/database/migrations.js'
import { round } from '../assessment/samples.js'
import { rounded, type Measure } from './measure.js'

const [FEW, MANY] = [1_000, 100_000] as const
const TIMES = 25
const HOUR = 3_600_000
const now = new Date('2026-11-02T09:00:00Z')

/** One page of an assessor's queue with its four counts, over a thousand submissions that wait and a hundred thousand. */
export async function benchQueue(): Promise<Measure[]> {
  const [few, many] = [await costs(FEW), await costs(MANY)]
  return queueFilters.flatMap((filter) => {
    const [small, large] = [few.get(filter) ?? NaN, many.get(filter) ?? NaN]
    const name = (count: number) => `queue of ${count.toLocaleString('en')}: ${filter}`
    return [
      { name: name(FEW), value: rounded(small), unit: 'ms' },
      { name: name(MANY), value: rounded(large), unit: 'ms', against: name(FEW), ratio: large / small },
    ]
  })
}

/** What a page under each filter takes of the store, as the median of many, in milliseconds. */
async function costs(waiting: number): Promise<Map<QueueFilter, number>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'cairn-bench-queue-'))
  const database = await openEmbeddedStore({ dir, sync: false })
  const { connection, close } = await connect(database.uri)
  try {
    createAssessmentStore(connection)
    const queue = createQueueStore(connection)
    await migrate(connection)
    await fill(connection.model('Assessment').collection, waiting)
    const of = {
      institutionId: 'inst-1',
      cohortId: 'cohort-1',
      personId: 'dina',
      mayAdjudicate: true,
      coached: new Set<string>(),
      declared: new Set<string>(),
      schoolmates: new Set<string>(),
      versions: null,
      now,
    }
    const found = new Map<QueueFilter, number>()
    for (const filter of queueFilters) {
      const times: number[] = []
      for (let run = 0; run < TIMES; run += 1) {
        const began = performance.now()
        await queue.own(of, queueSizes.counted)
        await Promise.all(queueFilters.map((name) => queue.count(of, name, queueSizes.counted)))
        const rows = await queue.page(of, filter, 0, queueSizes.perPage + 1)
        times.push(performance.now() - began)
        if (rows.length <= queueSizes.perPage) throw new Error(`${filter}: the page is not full`)
      }
      found.set(filter, times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? NaN)
    }
    return found
  } finally {
    await close()
    await database.close()
    await rm(dir, { recursive: true, force: true })
  }
}

/** Rounds that wait: of twenty, eighteen are with somebody else, one is free and one is hers; the oldest half is late. */
async function fill(
  rows: { insertMany(rows: { _id: never }[]): Promise<unknown> },
  waiting: number,
): Promise<void> {
  const claimers = ['dina', null]
  for (let start = 0; start < waiting; start += 5_000) {
    const some = Array.from({ length: Math.min(5_000, waiting - start) }, (_, offset) => {
      const number = start + offset
      const by = number % 20 < 2 ? (claimers[number % 20] ?? null) : `assessor-${String(number % 40)}`
      const { id, ...row } = round({
        submissionId: `sub-${String(number)}`,
        personId: `person-${String(number)}`,
        barred: [`person-${String(number)}`],
        dueBy: new Date(now.getTime() + (number - waiting / 2) * HOUR),
        claimed: by === null ? null : { by, at: now },
      })
      return { _id: id, ...row }
    })
    await rows.insertMany(some as never)
  }
}
