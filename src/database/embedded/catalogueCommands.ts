import { CommandError } from './commandError.js'
import { docField } from './commandFields.js'
import type { Command } from './command.js'
import { compileFilter } from './filter.js'
import { collectionName } from './readCommands.js'
import { after } from './storage.js'
import { serialise } from './values.js'

const create: Command = {
  writes: true,
  fields: 'validator validationAction collation',
  run(command, { documents, database }) {
    const { create: name, validator, validationAction } = command
    const options = {
      ...(validator !== undefined && { validator }),
      ...(validationAction !== undefined && { validationAction }),
    }
    const known = documents.catalogue.find(database, String(name))
    if (known && JSON.stringify(known.options) !== JSON.stringify(options)) {
      throw new CommandError(
        48,
        `Collection ${database}.${String(name)} already exists with different options`,
      )
    }
    documents.catalogue.ensure(database, collectionName(command, 'create'), options)
    return { ok: 1 }
  },
}

const drop: Command = {
  writes: true,
  fields: '',
  run(command, { documents, database }) {
    const collection = documents.catalogue.find(database, collectionName(command, 'drop'))
    if (!collection) return { ok: 1 }
    const nIndexesWas = collection.indexes.length + 1
    documents.catalogue.drop(collection)
    return { ns: `${database}.${collection.name}`, nIndexesWas, ok: 1 }
  },
}

const dropDatabase: Command = {
  writes: true,
  fields: '',
  run(_command, { documents, database }) {
    for (const collection of documents.catalogue.list(database)) documents.catalogue.drop(collection)
    return { dropped: database, ok: 1 }
  },
}

const renameCollection: Command = {
  writes: true,
  fields: 'to dropTarget',
  run(command, { documents }) {
    const [from, to] = [split(command['renameCollection']), split(command['to'])]
    const collection = documents.catalogue.find(from.database, from.name)
    if (!collection)
      throw new CommandError(26, `Source collection ${from.database}.${from.name} does not exist`)
    const target = documents.catalogue.find(to.database, to.name)
    if (target && command['dropTarget'] !== true) throw new CommandError(48, 'target namespace exists')
    if (target) documents.catalogue.drop(target)
    documents.catalogue.rename(collection, to.database, to.name)
    return { ok: 1 }
  },
}

function split(namespace: unknown): { database: string; name: string } {
  const [database, ...name] = typeof namespace === 'string' ? namespace.split('.') : []
  if (!database || name.length === 0)
    throw new CommandError(73, `Invalid namespace specified '${String(namespace)}'`)
  return { database, name: name.join('.') }
}

const listCollections: Command = {
  writes: false,
  fields: 'filter nameOnly authorizedCollections cursor',
  run(command, { documents, cursors, database }) {
    const matches = compileFilter(docField(command, 'filter'))
    const rows = documents.catalogue
      .list(database)
      .map(({ name, options }) => ({
        name,
        type: 'collection',
        ...(command['nameOnly'] !== true && {
          options,
          info: { readOnly: false },
          idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
        }),
      }))
      .filter((row) => matches(row))
      .map(serialise)
    return cursors.start(`${database}.$cmd.listCollections`, rows, rows.length + 1)
  },
}

const listDatabases: Command = {
  writes: false,
  fields: 'filter nameOnly authorizedDatabases',
  run(command, { documents }) {
    const matches = compileFilter(docField(command, 'filter'))
    const names = [...new Set(documents.catalogue.list().map(({ database }) => database))].sort()
    const databases = names
      .map((name) => ({ name, sizeOnDisk: 0, empty: false }))
      .filter((row) => matches(row))
    return { databases, totalSize: 0, ok: 1 }
  },
}

const dbStats: Command = {
  writes: false,
  fields: 'scale freeStorage',
  run(_command, { documents, database }) {
    const collections = documents.catalogue.list(database)
    return {
      db: database,
      collections: collections.length,
      objects: collections.reduce((sum, collection) => sum + documents.count(collection), 0),
      indexes: collections.reduce((sum, { indexes }) => sum + indexes.length + 1, 0),
      ok: 1,
    }
  },
}

const collStats: Command = {
  writes: false,
  fields: 'scale',
  run(command, { documents, database }) {
    const name = collectionName(command, 'collStats')
    const collection = documents.catalogue.find(database, name)
    let size = 0
    const range = collection && { from: collection.table, to: after(collection.table) }
    if (range) for (const { value } of documents.storage.scan(range)) size += value.length
    const count = collection ? documents.count(collection) : 0
    return {
      ns: `${database}.${name}`,
      count,
      size,
      nindexes: collection ? collection.indexes.length + 1 : 0,
      ok: 1,
    }
  },
}

export const catalogueCommands: Record<string, Command> = {
  create,
  drop,
  dropDatabase,
  renameCollection,
  listCollections,
  listDatabases,
  dbStats,
  collStats,
}
