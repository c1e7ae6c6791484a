import { runPipeline } from './aggregate.js'
import type { Collection } from './catalogue.js'
import { badValue, CommandError } from './commandError.js'
import type { Documents } from './documents.js'
import { compileFilter } from './filter.js'
import { type Match, type Query, select } from './query.js'
import { parseSort } from './sorting.js'
import { compileUpdate, refuseOtherId, type Update } from './update.js'
import { seedFromFilter } from './upsert.js'
import { type Doc, field, isDoc } from './values.js'

/** What an update did to the documents that its filter found. */
export interface UpdateOutcome {
  matched: number
  modified: number
  upserted?: Doc
  /** The last document that was changed: as it was, and as it is. */
  match?: Match
  after?: Doc
}

export interface UpdateRequest {
  filter: Doc
  update: unknown
  arrayFilters?: readonly unknown[]
  multi: boolean
  upsert: boolean
  sort?: unknown
}

/** The collection that a write goes to, which need not be there yet. */
export interface Target {
  database: string
  name: string
}

/** Finds documents and changes them; inside `storage.write`. Throws `CommandError`, with the documents before it changed. */
export function updateDocuments(documents: Documents, target: Target, request: UpdateRequest): UpdateOutcome {
  const change = compileAnyUpdate(documents, target, request)
  const replaces = isDoc(request.update) && !Object.keys(request.update)[0]?.startsWith('$')
  const query = queryOf(request.filter, request.sort, !request.multi)
  const collection = documents.catalogue.find(target.database, target.name)
  const outcome: UpdateOutcome = { matched: 0, modified: 0 }
  for (const match of collection ? found(documents, collection, query) : []) {
    const after = change(match.doc, { position: match.position, inserting: false })
    // MongoDB counts a replacement as a change even when it is the same.
    if ((collection && documents.replace(collection, match, after)) || replaces) outcome.modified += 1
    outcome.matched += 1
    outcome.after = after
    outcome.match = match
  }
  if (outcome.matched > 0 || !request.upsert) return outcome
  const upserted = documents.insert(
    documents.catalogue.ensure(target.database, target.name),
    seeded(request, change),
  )
  return { ...outcome, upserted, after: upserted }
}

/** How many documents were removed, and the last of them. */
export interface DeleteOutcome {
  deleted: number
  match?: Match
}

/** Finds documents and removes them; inside `storage.write`. */
export function deleteDocuments(
  documents: Documents,
  { database, name }: Target,
  filter: Doc,
  limit: number,
  sort?: unknown,
): DeleteOutcome {
  const query = queryOf(filter, sort, limit === 1)
  const collection = documents.catalogue.find(database, name)
  const outcome: DeleteOutcome = { deleted: 0 }
  for (const match of collection ? found(documents, collection, query) : []) {
    if (collection) documents.remove(collection, match)
    outcome.deleted += 1
    outcome.match = match
  }
  return outcome
}

/** What a write goes over: all is found before the first is changed, but only keys are kept of many. */
function* found(documents: Documents, collection: Collection, query: Query): Generator<Match> {
  if (query.limit === 1) {
    yield* [...select(documents, collection, query)]
    return
  }
  const places = Array.from(select(documents, collection, query), ({ key, position }) => ({ key, position }))
  for (const { key, position } of places) {
    const row = documents.get(collection, key)
    if (row) yield { ...row, position }
  }
}

/** The query of a write. */
function queryOf(filter: Doc, sort: unknown, one: boolean): Query {
  return { filter, matches: compileFilter(filter), sort: parseSort(sort), ...(one && { limit: 1 }) }
}

function compileAnyUpdate(
  documents: Documents,
  target: Target,
  { update, arrayFilters, multi }: UpdateRequest,
): Update {
  if (Array.isArray(update)) return compilePipelineUpdate(documents, target, update)
  if (!isDoc(update)) throw new CommandError(9, 'Update argument must be either an object or an array')
  if (multi && !Object.keys(update)[0]?.startsWith('$')) {
    throw new CommandError(9, 'multi update is not supported for replacement-style update')
  }
  return compileUpdate(update, arrayFilters)
}

const pipelineStages = ['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith']

function compilePipelineUpdate(documents: Documents, target: Target, pipeline: readonly unknown[]): Update {
  for (const stage of pipeline) {
    const name = isDoc(stage) ? Object.keys(stage)[0] : undefined
    if (!name || !pipelineStages.includes(name)) {
      throw new CommandError(72, `${String(name)} is not allowed to be used within an update`)
    }
  }
  return (doc, { inserting }) => {
    const id = field(doc, '_id')
    const [result] = runPipeline({ documents, database: target.database }, [doc], pipeline)
    if (!result) throw badValue('the pipeline gave no document')
    if (id === undefined) return result
    if ('_id' in result && !inserting) refuseOtherId(id, result)
    const { _id = id, ...rest } = result
    return { _id, ...rest }
  }
}

/** The document that an upsert inserts. */
function seeded({ filter }: UpdateRequest, change: Update): Doc {
  const seed = seedFromFilter(filter)
  const id = field(seed, '_id')
  const made = change(seed, { inserting: true })
  if (id !== undefined) refuseOtherId(id, made)
  return made
}
