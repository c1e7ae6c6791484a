import { CommandError, notSupported } from './commandError.js'
import type { Documents } from './documents.js'
import { compileFilter } from './filter.js'
import { select } from './query.js'
import { parseSort } from './sorting.js'
import { stages } from './stages.js'
import { type Doc, isDoc } from './values.js'

/** Where a pipeline runs: `variables` are those that `let` of an enclosing `$lookup` defines. */
export interface Surroundings {
  documents: Documents
  database: string
  variables?: Doc
}

/** One step of a pipeline, from documents to documents, as they are asked for. */
export type Stage = (rows: Iterable<Doc>) => Iterable<Doc>

/**
 * Runs a pipeline over a collection; a `$match` and `$sort` at its beginning may use an index. Throws `CommandError`
 * 40324 that names a stage it does not know, before any document is read.
 */
export function aggregateCollection(
  where: Surroundings,
  name: string,
  pipeline: readonly unknown[],
): Iterable<Doc> {
  const [first, second] = pipeline.map(stageOf)
  const collection = where.documents.catalogue.find(where.database, name)
  const filter = first?.name === '$match' && isDoc(first.spec) ? first.spec : undefined
  const order = filter ? second : first
  const sort = order?.name === '$sort' ? parseSort(order.spec) : undefined
  const rest = pipeline.slice((filter ? 1 : 0) + (sort ? 1 : 0))
  const limited = rest.some((stage) => stageOf(stage).name === '$limit')
  const matches = compileFilter(filter ?? {}, where.variables)
  const found = select(where.documents, collection, {
    filter: filter ?? {},
    matches,
    sort: sort ?? [],
    ...(limited && { limit: leadingLimit(rest) }),
  })
  return runPipeline(where, docsOf(found), rest)
}

/** A `$limit` (after any `$skip`) that comes before everything else, so that no more need be read; 0 for none. */
function leadingLimit(pipeline: readonly unknown[]): number {
  let skipped = 0
  for (const { name, spec } of pipeline.map(stageOf)) {
    if (name === '$skip') skipped += Number(spec)
    else return name === '$limit' && Number(spec) > 0 ? skipped + Number(spec) : 0
  }
  return 0
}

function* docsOf(found: Iterable<{ doc: Doc }>): Generator<Doc> {
  for (const { doc } of found) yield doc
}

/** Runs a pipeline over documents. Throws as `aggregateCollection` does. */
export function runPipeline(
  where: Surroundings,
  rows: Iterable<Doc>,
  pipeline: readonly unknown[],
): Iterable<Doc> {
  const steps = pipeline.map((stage) => compileStage(where, stage))
  return steps.reduce<Iterable<Doc>>((flow, step) => step(flow), rows)
}

/** How many there are, without keeping them. */
export function countOf(rows: Iterable<unknown>): number {
  const iterator = rows[Symbol.iterator]()
  let count = 0
  while (!iterator.next().done) count += 1
  return count
}

function stageOf(stage: unknown): { name: string; spec: unknown } {
  const entries = isDoc(stage) ? Object.entries(stage) : []
  const [first] = entries
  if (!first || entries.length !== 1) {
    throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.')
  }
  return { name: first[0], spec: first[1] }
}

/** MongoDB has these; we do not, and say so instead of calling them unknown. */
const refused = new Set(
  (
    '$out $merge $geoNear $search $vectorSearch $changeStream $currentOp $listSessions $bucketAuto $graphLookup ' +
    '$setWindowFields $densify $fill $redact $collStats $indexStats'
  ).split(' '),
)

function compileStage(where: Surroundings, stage: unknown): Stage {
  const { name, spec } = stageOf(stage)
  if (refused.has(name)) throw notSupported(`the stage ${name}`)
  const make = Object.hasOwn(stages, name) ? stages[name] : undefined
  if (!make) throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`)
  return make(spec, where)
}
