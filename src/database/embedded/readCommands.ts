import { aggregateCollection, countOf, runPipeline } from './aggregate.js'
import { badValue, CommandError, notSupported } from './commandError.js'
import { countField, docField, textField } from './commandFields.js'
import type { Command } from './command.js'
import { compileFilter } from './filter.js'
import { identity } from './keyEncoding.js'
import { splitPath } from './paths.js'
import { compileProjection } from './projection.js'
import { type Match, type Query, select } from './query.js'
import { parseSort } from './sorting.js'
import { distinctValues } from './distinct.js'
import { type Doc, isDoc, serialise } from './values.js'

const find: Command = {
  writes: false,
  fields:
    'filter sort projection skip limit batchSize singleBatch hint let collation noCursorTimeout allowDiskUse ' +
    'tailable awaitData allowPartialResults returnKey showRecordId min max',
  run(command, { documents, cursors, database }) {
    for (const option of ['tailable', 'awaitData', 'returnKey', 'showRecordId', 'min', 'max']) {
      if (command[option]) throw notSupported(option)
    }
    const name = collectionName(command, 'find')
    const collection = documents.catalogue.find(database, name)
    const projection = docField(command, 'projection')
    const project = Object.keys(projection).length > 0 ? compileProjection(projection, 'find') : undefined
    const variables = docField(command, 'let')
    checkHint(command['hint'], collection?.indexes ?? [])
    const query = { ...queryOf(command, 'filter', variables), sort: parseSort(command['sort']) }
    const limit = countField(command, 'limit')
    const rows = select(documents, collection, { ...query, ...(limit !== undefined && { limit }) })
    const bytes = function* (found: Iterable<Match>): Generator<Uint8Array> {
      for (const match of found) yield project ? serialise(project(match.doc, match.position)) : match.bytes
    }
    return cursors.start(
      `${database}.${name}`,
      bytes(rows),
      countField(command, 'batchSize'),
      command['singleBatch'] === true,
    )
  },
}

const aggregate: Command = {
  writes: false,
  fields: 'pipeline cursor explain allowDiskUse hint let collation',
  run(command, { documents, cursors, database }) {
    const { pipeline } = command
    if (!Array.isArray(pipeline))
      throw new CommandError(14, "'pipeline' option must be specified as an array")
    if (command['explain']) throw notSupported('explain')
    const name = command['aggregate']
    const where = { documents, database, variables: docField(command, 'let') }
    const rows =
      typeof name === 'string' ? aggregateCollection(where, name, pipeline) : runPipeline(where, [], pipeline)
    const bytes = function* (): Generator<Uint8Array> {
      for (const row of rows) yield serialise(row)
    }
    const namespace = `${database}.${typeof name === 'string' ? name : '$cmd.aggregate'}`
    return cursors.start(namespace, bytes(), countField(docField(command, 'cursor'), 'batchSize'))
  },
}

const count: Command = {
  writes: false,
  fields: 'query limit skip hint collation fields',
  run(command, { documents, database }) {
    const collection = documents.catalogue.find(database, collectionName(command, 'count'))
    const query = queryOf(command, 'query')
    const limit = countField(command, 'limit') ?? 0
    if (Object.keys(query.filter).length === 0 && collection) {
      const left = Math.max(0, documents.count(collection) - (query.skip ?? 0))
      return { n: limit > 0 ? Math.min(limit, left) : left, ok: 1 }
    }
    return { n: countOf(select(documents, collection, { ...query, limit })), ok: 1 }
  },
}

const distinct: Command = {
  writes: false,
  fields: 'key query collation hint',
  run(command, { documents, database }) {
    const parts = splitPath(textField(command, 'key'))
    const collection = documents.catalogue.find(database, collectionName(command, 'distinct'))
    const values = new Map<string, unknown>()
    for (const { doc } of select(documents, collection, queryOf(command, 'query'))) {
      for (const value of distinctValues(doc, parts)) values.set(identity(value), value)
    }
    const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
    return { values: sorted, ok: 1 }
  },
}

const getMore: Command = {
  writes: false,
  fields: 'collection batchSize',
  run(command, { cursors, database }) {
    const size = countField(command, 'batchSize')
    return cursors.more(
      String(command['getMore']),
      `${database}.${textField(command, 'collection')}`,
      size || undefined,
    )
  },
}

const killCursors: Command = {
  writes: false,
  fields: 'cursors',
  run(command, { cursors }) {
    const ids = Array.isArray(command['cursors']) ? command['cursors'] : []
    const [killed, missing] = [[] as unknown[], [] as unknown[]]
    for (const id of ids) (cursors.kill(String(id)) ? killed : missing).push(id)
    return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 }
  },
}

export const readCommands: Record<string, Command> = {
  find,
  aggregate,
  count,
  distinct,
  getMore,
  killCursors,
}

/** The collection that a command names; throws `CommandError` 73 for none. */
export function collectionName(command: Doc, verb: string): string {
  const name = command[verb]
  if (typeof name !== 'string' || name === '')
    throw new CommandError(73, `Invalid namespace specified for ${verb}`)
  return name
}

function queryOf(command: Doc, name: string, variables: Doc = {}): Query {
  const filter = docField(command, name)
  const skip = countField(command, 'skip')
  return { filter, matches: compileFilter(filter, variables), sort: [], ...(skip !== undefined && { skip }) }
}

/** A hint must name an index; which one is used is still the planner's choice. */
function checkHint(hint: unknown, indexes: readonly { name: string; spec: Doc }[]): void {
  if (hint === undefined) return
  const known = [{ name: '_id_', spec: { key: { _id: 1 } } }, ...indexes]
  const found = known.some(({ name, spec }) =>
    isDoc(hint) ? JSON.stringify(hint) === JSON.stringify(spec['key']) : hint === name,
  )
  if (!found) throw badValue('hint provided does not correspond to an existing index')
}
