import { BSON } from 'bson'
import { type Collection, type Index, makeIndex } from './catalogue.js'
import { CommandError, notSupported } from './commandError.js'
import { docsField } from './commandFields.js'
import type { Command, Context } from './command.js'
import { defaultName } from './indexKeys.js'
import { collectionName } from './readCommands.js'
import { conditionsOf } from './bounds.js'
import { type Doc, isDoc, isNumeric, isTruthy, serialise } from './values.js'

const idIndex: Doc = { v: 2, key: { _id: 1 }, name: '_id_' }

const createIndexes: Command = {
  writes: true,
  fields: 'indexes commitQuorum',
  run(command, { documents, database }) {
    const existed = documents.catalogue.find(database, collectionName(command, 'createIndexes')) !== undefined
    const collection = documents.catalogue.ensure(database, collectionName(command, 'createIndexes'))
    const before = collection.indexes.length + 1
    for (const given of docsField(command, 'indexes')) {
      const spec = checkedSpec(given)
      if (spec && !findSame(collection, spec)) create(documents, collection, spec)
    }
    return {
      numIndexesBefore: before,
      numIndexesAfter: collection.indexes.length + 1,
      createdCollectionAutomatically: !existed,
      ok: 1,
    }
  },
}

function create(documents: Context['documents'], collection: Collection, spec: Doc): void {
  const index = makeIndex(spec, documents.catalogue.takeTable())
  try {
    documents.build(collection, index)
  } catch (error) {
    documents.catalogue.clear(index.table)
    throw error
  }
  collection.indexes.push(index)
  documents.catalogue.save(collection)
}

const knownOptions = new Set(
  'key name unique sparse partialFilterExpression expireAfterSeconds background v ns collation'.split(' '),
)

/** The specification in the form it is kept in; undefined for the index on `_id`, which is always there. */
function checkedSpec(given: Doc): Doc | undefined {
  const { key, name, unique, sparse, partialFilterExpression, expireAfterSeconds } = given
  const unknown = Object.keys(given).find((option) => !knownOptions.has(option))
  if (unknown) throw new CommandError(197, `The field '${unknown}' is not valid for an index specification`)
  if (!isDoc(key) || Object.keys(key).length === 0) throw new CommandError(67, 'Index keys cannot be empty.')
  for (const [path, kind] of Object.entries(key)) {
    if (typeof kind === 'string') throw notSupported(`the index type '${kind}'`)
    if (!isNumeric(kind) || Number(kind.toString()) === 0)
      throw new CommandError(67, `Values in the index key pattern cannot be 0: ${path}`)
    if (path === '' || path.includes('..') || path.startsWith('$'))
      throw new CommandError(67, `Index path '${path}' is not valid`)
  }
  if (isDoc(given['collation']) && given['collation']['locale'] !== 'simple') throw notSupported('collation')
  const paths = Object.keys(key)
  if (paths.length === 1 && paths[0] === '_id') return undefined
  if (expireAfterSeconds !== undefined) {
    if (paths.length > 1) throw new CommandError(67, 'TTL indexes are single-field indexes')
    if (!isNumeric(expireAfterSeconds) || !(Number(expireAfterSeconds.toString()) >= 0)) {
      throw new CommandError(67, 'expireAfterSeconds must be a number of at least 0')
    }
  }
  if (partialFilterExpression !== undefined && !isDoc(partialFilterExpression)) {
    throw new CommandError(67, 'partialFilterExpression must be an object')
  }
  if (isDoc(partialFilterExpression)) checkPartialFilter(partialFilterExpression)
  if (partialFilterExpression && sparse === true) {
    throw new CommandError(67, "cannot mix 'partialFilterExpression' and 'sparse' options")
  }
  const signs = Object.fromEntries(
    Object.entries(key).map(([path, kind]) => [path, Number(String(kind)) > 0 ? 1 : -1]),
  )
  return {
    v: 2,
    key: signs,
    name: typeof name === 'string' && name !== '' ? name : defaultName(signs),
    ...(unique === true && { unique }),
    ...(sparse === true && { sparse }),
    ...(partialFilterExpression && { partialFilterExpression }),
    ...(expireAfterSeconds !== undefined && { expireAfterSeconds: Number(String(expireAfterSeconds)) }),
  }
}

const partialOperators = ['$eq', '$in', '$exists', '$gt', '$gte', '$lt', '$lte', '$type']

/** Only what the planner can tell from a query's own conditions, as MongoDB has it (but without `$or`). */
function checkPartialFilter(filter: Doc): void {
  const logical = Object.keys(filter).find((name) => name.startsWith('$') && name !== '$and')
  const other = conditionsOf(filter).find(
    ({ operator, operand }) =>
      !partialOperators.includes(operator) || (operator === '$exists' && !isTruthy(operand)),
  )
  const refused = logical ?? other?.operator
  if (refused) throw new CommandError(67, `unsupported expression in partial index: ${refused}`)
}

/** The same index, if it is there. Throws `CommandError` 85 or 86 for one that is there otherwise. */
function findSame(collection: Collection, spec: Doc): Index | undefined {
  const same = (a: unknown, b: unknown) => BSON.EJSON.stringify({ a }) === BSON.EJSON.stringify({ a: b })
  for (const index of collection.indexes) {
    const sameKey = same(index.spec['key'], spec['key'])
    const sameFilter = same(index.spec['partialFilterExpression'], spec['partialFilterExpression'])
    const sameName = index.name === spec['name']
    if (same(index.spec, spec)) return index
    const sameOptions = same(optionsOf(index.spec), optionsOf(spec))
    if (sameName && (!sameKey || !sameOptions)) {
      throw new CommandError(86, `An existing index has the same name as the requested index: ${index.name}`)
    }
    if (sameKey && sameFilter && sameOptions) {
      throw new CommandError(85, `Index already exists with different options or name: ${index.name}`)
    }
  }
  return undefined
}

/** What makes an index another one; the time to live can differ without. */
function optionsOf({ unique, sparse, partialFilterExpression }: Doc): Doc {
  return { unique, sparse, partialFilterExpression }
}

const dropIndexes: Command = {
  writes: true,
  fields: 'index',
  run(command, { documents, database }) {
    const collection = existing(command, 'dropIndexes', documents, database)
    const before = collection.indexes.length + 1
    for (const index of chosen(collection, command['index'])) {
      documents.catalogue.clear(index.table)
      collection.indexes.splice(collection.indexes.indexOf(index), 1)
    }
    documents.catalogue.save(collection)
    return { nIndexesWas: before, ok: 1 }
  },
}

function chosen(collection: Collection, which: unknown): Index[] {
  if (which === '*') return [...collection.indexes]
  if (Array.isArray(which)) return which.flatMap((one) => chosen(collection, one))
  if (which === '_id_') throw new CommandError(72, 'cannot drop _id index')
  const found = collection.indexes.find(({ name, spec }) =>
    isDoc(which) ? JSON.stringify(spec['key']) === JSON.stringify(which) : name === which,
  )
  if (!found) throw new CommandError(27, `index not found with name [${String(which)}]`)
  return [found]
}

const listIndexes: Command = {
  writes: false,
  fields: 'cursor',
  run(command, { documents, cursors, database }) {
    const collection = existing(command, 'listIndexes', documents, database)
    const rows = [idIndex, ...collection.indexes.map(({ spec }) => spec)].map(serialise)
    return cursors.start(`${database}.${collection.name}`, rows, rows.length + 1)
  },
}

export const indexCommands: Record<string, Command> = {
  createIndexes,
  dropIndexes,
  deleteIndexes: dropIndexes,
  listIndexes,
}

function existing(command: Doc, verb: string, documents: Context['documents'], database: string): Collection {
  const name = collectionName(command, verb)
  const collection = documents.catalogue.find(database, name)
  if (!collection) throw new CommandError(26, `ns does not exist: ${database}.${name}`)
  return collection
}
