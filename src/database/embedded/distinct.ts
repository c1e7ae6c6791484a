import { isIndex } from './paths.js'
import { field, isDoc } from './values.js'

/** The values that `distinct` sees at a path: the elements of an array, nothing where the path is missing. */
export function distinctValues(value: unknown, parts: readonly string[], at = 0): unknown[] {
  const part = parts[at]
  if (part === undefined) return Array.isArray(value) ? value : value === undefined ? [] : [value]
  if (Array.isArray(value)) {
    if (isIndex(part) && Number(part) < value.length)
      return distinctValues(value[Number(part)], parts, at + 1)
    return value.flatMap((element: unknown) => (isDoc(element) ? distinctValues(element, parts, at) : []))
  }
  return isDoc(value) ? distinctValues(field(value, part), parts, at + 1) : []
}
