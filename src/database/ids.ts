import { randomUUID } from 'node:crypto'

/** A new id for any record: a random UUID as text, safe in URLs and impossible to guess. */
export const newId = (): string => randomUUID()
