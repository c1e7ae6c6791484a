import type { Catalogue, Collection, Index } from './catalogue.js'
import { CommandError } from './commandError.js'
import { idKey, indexEntries, type IndexEntries, type IndexEntry } from './indexKeys.js'
import { ObjectId } from 'bson'
import { after, type Storage } from './storage.js'
import { type Doc, parse, serialise } from './values.js'

/** A stored document: its key, its bytes and what they say. */
export interface Row {
  key: Buffer
  bytes: Uint8Array
  doc: Doc
}

/** Documents and their index entries; all writing is done inside `storage.write`. */
export class Documents {
  constructor(
    readonly storage: Storage,
    readonly catalogue: Catalogue,
  ) {}

  get(collection: Collection, key: Buffer): Row | undefined {
    const bytes = this.storage.get(Buffer.concat([collection.table, key]))
    return bytes && { key, bytes, doc: parse(bytes) }
  }

  count(collection: Collection): number {
    return this.storage.count({ from: collection.table, to: after(collection.table) })
  }

  /**
   * Adds a document, giving it an `_id` when it has none. Throws `CommandError` 11000 when an `_id` or a unique value
   * is taken; then nothing has been written.
   */
  insert(collection: Collection, given: Doc): Doc {
    const { _id = new ObjectId(), ...rest } = given
    const doc: Doc = { _id, ...rest }
    checkId(doc)
    checkValidator(collection, doc)
    const key = idKey(_id)
    if (this.storage.get(Buffer.concat([collection.table, key])))
      throw duplicate(collection, '_id_', ['_id'], [_id], { _id: 1 })
    const bytes = serialise(doc)
    const plans = collection.indexes.map((index) => ({ index, made: indexEntries(index, doc) }))
    for (const { index, made } of plans) this.#refuseTaken(collection, index, made, key)
    this.storage.put(Buffer.concat([collection.table, key]), bytes)
    for (const { index, made } of plans) {
      for (const entry of made.entries) this.storage.put(entryKey(index, entry, key), key)
    }
    this.#note(collection, plans)
    return doc
  }

  /** Puts `doc` in the place of a row; false when that changes nothing. Throws as `insert` does. */
  replace(collection: Collection, row: Row, doc: Doc): boolean {
    const bytes = serialise(doc)
    if (Buffer.compare(bytes, row.bytes) === 0) return false
    checkValidator(collection, doc)
    const before = parse(row.bytes)
    const plans = collection.indexes.map((index) => ({
      index,
      made: indexEntries(index, doc),
      gone: indexEntries(index, before),
    }))
    for (const { index, made } of plans) this.#refuseTaken(collection, index, made, row.key)
    for (const { index, made, gone } of plans) {
      const kept = new Set(made.entries.map(({ tuple }) => tuple.toString('latin1')))
      for (const entry of gone.entries) {
        if (!kept.delete(entry.tuple.toString('latin1'))) this.storage.remove(entryKey(index, entry, row.key))
      }
      for (const entry of made.entries) {
        if (kept.has(entry.tuple.toString('latin1')))
          this.storage.put(entryKey(index, entry, row.key), row.key)
      }
    }
    this.storage.put(Buffer.concat([collection.table, row.key]), bytes)
    this.#note(collection, plans)
    return true
  }

  remove(collection: Collection, row: Row): void {
    for (const index of collection.indexes) {
      for (const entry of indexEntries(index, row.doc).entries) {
        this.storage.remove(entryKey(index, entry, row.key))
      }
    }
    this.storage.remove(Buffer.concat([collection.table, row.key]))
  }

  /** Fills a new index from the documents. Throws `CommandError` 11000; the caller then clears what was written. */
  build(collection: Collection, index: Index): void {
    for (const { key, value } of this.storage.scan({ from: collection.table, to: after(collection.table) })) {
      const id = key.subarray(collection.table.length)
      const made = indexEntries(index, parse(value))
      this.#refuseTaken(collection, index, made, id)
      for (const entry of made.entries) this.storage.put(entryKey(index, entry, id), id)
      for (const path of made.multikey) index.multikey.add(path)
      index.shortened ||= made.shortened
    }
  }

  #refuseTaken(collection: Collection, index: Index, { entries }: IndexEntries, key: Buffer): void {
    if (!index.unique) return
    for (const entry of entries) {
      const holder = this.storage.get(entryKey(index, entry, key))
      if (holder && !holder.equals(key)) {
        const paths = index.fields.map(({ path }) => path)
        throw duplicate(collection, index.name, paths, entry.values, index.spec['key'] as Doc)
      }
    }
  }

  /** Remembers for the planner what the new entries say about their index. */
  #note(collection: Collection, plans: readonly { index: Index; made: IndexEntries }[]): void {
    let news = false
    for (const { index, made } of plans) {
      for (const path of made.multikey) {
        news ||= !index.multikey.has(path)
        index.multikey.add(path)
      }
      news ||= made.shortened && !index.shortened
      index.shortened ||= made.shortened
    }
    if (news) this.catalogue.save(collection)
  }
}

/** A unique index has one entry for its values; another has one for each document with them. */
function entryKey(index: Index, { tuple }: IndexEntry, key: Buffer): Buffer {
  return Buffer.concat(index.unique ? [index.table, tuple] : [index.table, tuple, key])
}

/** Throws `CommandError` 53 for an `_id` that cannot be one. */
export function checkId({ _id }: Doc): void {
  if (Array.isArray(_id)) throw new CommandError(53, "The '_id' value cannot be of type array")
}

function checkValidator({ validator, options }: Collection, doc: Doc): void {
  if (validator && !validator(doc) && options['validationAction'] !== 'warn') {
    throw new CommandError(121, 'Document failed validation')
  }
}

function duplicate(
  { database, name }: Collection,
  index: string,
  paths: readonly string[],
  values: readonly unknown[],
  keyPattern: Doc,
): CommandError {
  const keyValue = Object.fromEntries(paths.map((path, i) => [path, values[i] ?? null]))
  const shown = paths.map((path, i) => `${path}: ${JSON.stringify(values[i] ?? null)}`).join(', ')
  const message = `E11000 duplicate key error collection: ${database}.${name} index: ${index} dup key: { ${shown} }`
  return new CommandError(11000, message, { keyPattern, keyValue })
}
