import { runPipeline } from './aggregate.js'
import type { Collection } from './catalogue.js'
import { badValue, CommandError } from './commandError.js'
import type { Documents } from './documents.js'
import { compileFilter } from './filter.js'
import { sameValue } from './keyEncoding.js'
import { type Match, type Query, select } from './query.js'
import { parseSort } from './sorting.js'
import { compileUpdate, type Update } from './update.js'
import { seedFromFilter } from './upsert.js'
import { type Doc, field, isDoc } from './values.js'

/** What an update did to the documents that its filter found. */
export interface UpdateOutcome {
  matched: number
  modified: number
  upserted?: Doc
  /** The one document of a `findAndModify`, before and after. */
  before?: Doc
  after?: Doc
  match?: Match
}

export interface UpdateRequest {
  filter: Doc
  update: unknown
  arrayFilters?: readonly unknown[]
  multi: boolean
  upsert: boolean
  sort?: unknown
}

/** Finds documents and changes them; inside `storage.write`. Throws `CommandError`, with the documents before it changed. */
export function updateDocuments(
  documents: Documents,
  collection: Collection,
  request: UpdateRequest,
): UpdateOutcome {
  const change = compileAnyUpdate(documents, collection, request)
  const found = [...select(documents, collection, queryOf(request.filter, request.sort, !request.multi))]
  if (found.length === 0)
    return request.upsert ? upsert(documents, collection, request, change) : { matched: 0, modified: 0 }
  const outcome: UpdateOutcome = { matched: found.length, modified: 0 }
  for (const match of found) {
    const before = match.bytes
    const after = change(match.doc, { position: match.position, inserting: false })
    if (documents.replace(collection, match, after)) outcome.modified += 1
    outcome.after = after
    outcome.match = { ...match, bytes: before }
  }
  return outcome
}

/** Finds documents and removes them; inside `storage.write`. Gives those removed. */
export function deleteDocuments(
  documents: Documents,
  collection: Collection,
  filter: Doc,
  limit: number,
  sort?: unknown,
): Match[] {
  const found = [...select(documents, collection, queryOf(filter, sort, limit === 1))]
  for (const match of found) documents.remove(collection, match)
  return found
}

/** The query of a write: all that it finds are read before the first is changed. */
function queryOf(filter: Doc, sort: unknown, one: boolean): Query {
  return { filter, matches: compileFilter(filter), sort: parseSort(sort), ...(one && { limit: 1 }) }
}

function compileAnyUpdate(
  documents: Documents,
  collection: Collection,
  { update, arrayFilters, multi }: UpdateRequest,
): Update {
  if (Array.isArray(update)) return compilePipelineUpdate(documents, collection, update)
  if (!isDoc(update)) throw new CommandError(9, 'Update argument must be either an object or an array')
  if (multi && !Object.keys(update)[0]?.startsWith('$')) {
    throw new CommandError(9, 'multi update is not supported for replacement-style update')
  }
  return compileUpdate(update, arrayFilters)
}

const pipelineStages = ['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith']

function compilePipelineUpdate(
  documents: Documents,
  collection: Collection,
  pipeline: readonly unknown[],
): Update {
  for (const stage of pipeline) {
    const name = isDoc(stage) ? Object.keys(stage)[0] : undefined
    if (!name || !pipelineStages.includes(name)) {
      throw new CommandError(72, `${String(name)} is not allowed to be used within an update`)
    }
  }
  return (doc, { inserting }) => {
    const id = field(doc, '_id')
    const [result] = runPipeline({ documents, database: collection.database }, [doc], pipeline)
    if (!result) throw badValue('the pipeline gave no document')
    if (id === undefined) return result
    if ('_id' in result && !inserting && !sameValue(id, result['_id'])) {
      throw new CommandError(
        66,
        "Performing an update on the path '_id' would modify the immutable field '_id'",
      )
    }
    const { _id = id, ...rest } = result
    return { _id, ...rest }
  }
}

function upsert(
  documents: Documents,
  collection: Collection,
  { filter }: UpdateRequest,
  change: Update,
): UpdateOutcome {
  const seed = seedFromFilter(filter)
  const id = field(seed, '_id')
  const made = change(seed, { inserting: true })
  if (id !== undefined && !sameValue(id, field(made, '_id'))) {
    throw new CommandError(
      66,
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    )
  }
  const upserted = documents.insert(collection, made)
  return { matched: 0, modified: 0, upserted, after: upserted }
}
