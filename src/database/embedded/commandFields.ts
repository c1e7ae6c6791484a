import { badValue, CommandError } from './commandError.js'
import { type Doc, isDoc, isNumeric } from './values.js'

/** A field that is a text; throws `CommandError` 14 (or 73 for a collection's name) when it is none. */
export function textField(command: Doc, name: string): string {
  const value = command[name]
  if (typeof value !== 'string') throw new CommandError(14, `field ${name} must be a string`)
  return value
}

/** A field that is a document, empty when missing. */
export function docField(command: Doc, name: string): Doc {
  const value = command[name]
  if (value === undefined || value === null) return {}
  if (!isDoc(value)) throw new CommandError(14, `field ${name} must be an object`)
  return value
}

/** A field that is a list of documents; throws `CommandError` 14 when it is none. */
export function docsField(command: Doc, name: string): Doc[] {
  const value = command[name]
  if (!Array.isArray(value) || !value.every(isDoc))
    throw new CommandError(14, `field ${name} must be an array of objects`)
  return value
}

/** A field that is a whole number of at least zero, or undefined when missing. */
export function countField(command: Doc, name: string): number | undefined {
  const value = command[name]
  if (value === undefined || value === null) return undefined
  const number = isNumeric(value) ? Number(value.toString()) : NaN
  if (!Number.isFinite(number) || number < 0) throw badValue(`field ${name} must be a number of at least 0`)
  return Math.trunc(number)
}
