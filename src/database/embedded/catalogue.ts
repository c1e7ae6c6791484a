import { CommandError } from './commandError.js'
import { compileFilter, type Matcher } from './filter.js'
import { after, type Storage } from './storage.js'
import { parseSort, type SortField } from './sorting.js'
import { type Doc, isDoc, parse, serialise } from './values.js'

/** An index as it is used. */
export interface Index {
  /** The number that its keys begin with. */
  table: Buffer
  name: string
  fields: SortField[]
  unique: boolean
  sparse: boolean
  partial?: { filter: Doc; matches: Matcher }
  expireAfterSeconds?: number
  /** What `listIndexes` answers. */
  spec: Doc
  /** Paths at which some document holds, or once held, an array. */
  multikey: Set<string>
  /** Whether some key was too long to be kept whole, so that the index no longer gives the order of all. */
  shortened: boolean
}

/** A collection as it is used; `table` is the number that the keys of its documents begin with. */
export interface Collection {
  table: Buffer
  database: string
  name: string
  options: Doc
  validator?: Matcher
  indexes: Index[]
}

const catalogueTable = Buffer.from([0, 0, 0, 0])
const catalogueEnd = Buffer.from([0, 0, 0, 1])

/** Which collections and indexes there are: kept in memory, written through to the storage. */
export class Catalogue {
  readonly #storage: Storage
  readonly #collections = new Map<string, Collection>()
  #nextTable = 1

  constructor(storage: Storage) {
    this.#storage = storage
    this.reload()
  }

  /** Reads everything again: at the start, and after a transaction that was undone. */
  reload(): void {
    this.#collections.clear()
    this.#nextTable = 1
    for (const { value } of this.#storage.scan({ from: catalogueTable, to: catalogueEnd })) {
      const collection = decode(parse(value))
      this.#collections.set(namespace(collection.database, collection.name), collection)
      for (const { table } of [collection, ...collection.indexes]) {
        this.#nextTable = Math.max(this.#nextTable, table.readUInt32BE() + 1)
      }
    }
  }

  find(database: string, name: string): Collection | undefined {
    return this.#collections.get(namespace(database, name))
  }

  /** All collections, or those of one database, by name. */
  list(database?: string): Collection[] {
    return [...this.#collections.values()]
      .filter((collection) => database === undefined || collection.database === database)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** The collection, made when there is none. Throws `CommandError` 73 for a name that cannot be. */
  ensure(database: string, name: string, options: Doc = {}): Collection {
    const known = this.find(database, name)
    if (known) return known
    if (name === '' || name.includes('\0') || name.startsWith('.') || name.includes('$') || database === '') {
      throw new CommandError(73, `Invalid namespace specified '${database}.${name}'`)
    }
    const made = decode({ table: this.takeTable().readUInt32BE(), database, name, options, indexes: [] })
    this.#collections.set(namespace(database, name), made)
    this.save(made)
    return made
  }

  /** A number that no collection and no index has. */
  takeTable(): Buffer {
    const table = Buffer.alloc(4)
    table.writeUInt32BE(this.#nextTable++)
    return table
  }

  save(collection: Collection): void {
    this.#storage.put(recordKey(collection), serialise(encode(collection)))
  }

  drop(collection: Collection): void {
    for (const index of collection.indexes) this.clear(index.table)
    this.clear(collection.table)
    this.#storage.remove(recordKey(collection))
    this.#collections.delete(namespace(collection.database, collection.name))
  }

  rename(collection: Collection, database: string, name: string): void {
    this.#storage.remove(recordKey(collection))
    this.#collections.delete(namespace(collection.database, collection.name))
    Object.assign(collection, { database, name })
    this.#collections.set(namespace(database, name), collection)
    this.save(collection)
  }

  /** Removes all entries of a table. */
  clear(table: Buffer): void {
    for (const { key } of this.#storage.scan({ from: table, to: after(table) })) this.#storage.remove(key)
  }
}

/** An index from its specification, as `createIndexes` gives it and as it is kept. */
export function makeIndex(spec: Doc, table: Buffer, multikey: string[] = [], shortened = false): Index {
  const partial = spec['partialFilterExpression']
  const expire = spec['expireAfterSeconds']
  return {
    table,
    name: String(spec['name']),
    fields: parseSort(spec['key']),
    unique: spec['unique'] === true,
    sparse: spec['sparse'] === true,
    ...(isDoc(partial) && { partial: { filter: partial, matches: compileFilter(partial) } }),
    ...(typeof expire === 'number' && { expireAfterSeconds: expire }),
    spec,
    multikey: new Set(multikey),
    shortened,
  }
}

function namespace(database: string, name: string): string {
  return `${database}.${name}`
}

function recordKey({ table }: Collection): Buffer {
  return Buffer.concat([catalogueTable, table])
}

function encode({ table, database, name, options, indexes }: Collection): Doc {
  return {
    table: table.readUInt32BE(),
    database,
    name,
    options,
    indexes: indexes.map((index) => ({
      table: index.table.readUInt32BE(),
      spec: index.spec,
      multikey: [...index.multikey],
      shortened: index.shortened,
    })),
  }
}

interface CollectionRecord extends Doc {
  table: number
  database: string
  name: string
  options: Doc
  indexes: { table: number; spec: Doc; multikey: string[]; shortened: boolean }[]
}

function decode(record: Doc): Collection {
  const { table, database, name, options, indexes } = record as CollectionRecord
  const number = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  return {
    table: number(table),
    database,
    name,
    options,
    ...(isDoc(options['validator']) && { validator: compileFilter(options['validator']) }),
    indexes: indexes.map((index) =>
      makeIndex(index.spec, number(index.table), index.multikey, index.shortened),
    ),
  }
}
