import type { Stage } from './aggregate.js'
import { CommandError } from './commandError.js'
import { plant, resolve, splitPath } from './paths.js'
import { copy, type Doc, isDoc } from './values.js'

/** `$unwind`: one document for each element of an array, in short form (`'$path'`) or long. */
export function unwindStage(spec: unknown): Stage {
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = isDoc(spec) ? spec : { path: spec }
  if (typeof path !== 'string') throw new CommandError(28812, 'no path specified to $unwind stage')
  if (!path.startsWith('$'))
    throw new CommandError(28818, "path option to $unwind stage should be prefixed with a '$'")
  const parts = splitPath(path.slice(1))
  const indexPath = typeof includeArrayIndex === 'string' ? splitPath(includeArrayIndex) : undefined
  return function* (rows) {
    for (const row of rows) {
      const value = resolve(row, parts)
      if (Array.isArray(value) && value.length > 0) {
        for (const [index, element] of value.entries()) yield placed(row, parts, element, indexPath, index)
      } else if (value !== undefined && value !== null && !Array.isArray(value)) {
        yield placed(row, parts, value, indexPath, null)
      } else if (preserveNullAndEmptyArrays === true) {
        const kept = copy(row)
        if (Array.isArray(value)) prune(kept, parts)
        if (indexPath) plant(kept, indexPath, null)
        yield kept
      }
    }
  }
}

function placed(
  row: Doc,
  parts: string[],
  value: unknown,
  indexPath: string[] | undefined,
  index: number | null,
): Doc {
  const result = copy(row)
  plant(result, parts, copy(value))
  if (indexPath) plant(result, indexPath, index)
  return result
}

function prune(doc: Doc, parts: readonly string[]): void {
  const holder = resolve(doc, parts.slice(0, -1))
  if (isDoc(holder)) Reflect.deleteProperty(holder, parts.at(-1) ?? '')
}
