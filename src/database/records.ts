import { isDeepStrictEqual } from 'node:util'
import { Schema } from 'mongoose'

/**
 * A strict schema with text ids and no index or collection made behind our back: `migrate` makes them.
 * `definition` describes the fields beside `_id`.
 */
export function recordSchema(definition: Record<string, unknown>): Schema {
  return new Schema(
    { _id: { type: String, required: true }, ...definition },
    { autoIndex: false, autoCreate: false, versionKey: false, minimize: false, id: false },
  )
}

/** Turns a lean document into a plain record: `_id` becomes `id`. Null stays null. */
export function toRecord<T extends { id: string }>(document: unknown): T | null {
  if (typeof document !== 'object' || document === null || !('_id' in document)) return null
  const { _id, ...fields } = document
  return { id: String(_id), ...fields } as T
}

/** The same for a document that was written a moment ago. Throws when there is none: nothing here deletes it. */
export function writtenRecord<T extends { id: string }>(document: unknown): T {
  const record = toRecord<T>(document)
  if (!record) throw new Error('a record vanished while it was being written')
  return record
}

/** The same for a list of lean documents. */
export function toRecords<T extends { id: string }>(documents: unknown[]): T[] {
  return documents.map((document) => toRecord<T>(document)).filter((record) => record !== null)
}

/** Whether a stored record already says all this: most launches bring no news, and a read is far cheaper than a write. */
export function sameFacts(record: object, facts: object): boolean {
  return Object.entries(facts).every(([name, value]) => isDeepStrictEqual(Reflect.get(record, name), value))
}
