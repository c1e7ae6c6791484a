import { type Doc, field, isDoc } from './values.js'

/** Where in an array the condition was met that the positional operator `$` refers to. */
export interface Position {
  index?: number
}

/** The components of a dotted path. */
export function splitPath(path: string): string[] {
  return path.split('.')
}

/** Whether a component of a path can be a place in an array. */
export function isIndex(part: string): boolean {
  return /^(0|[1-9]\d*)$/.test(part)
}

/**
 * Whether `test` holds for any value the path leads to. Arrays on the way are gone through, as MongoDB does: a
 * component may be the place of an element or a field of the elements that are documents. A missing value is tested
 * as undefined. The value at the end is given as it is; `position` receives the place in the outermost array.
 */
export function someAtPath(
  value: unknown,
  parts: readonly string[],
  test: (leaf: unknown) => boolean,
  position?: Position,
  at = 0,
): boolean {
  const part = parts[at]
  if (part === undefined) return test(value)
  if (Array.isArray(value)) {
    if (isIndex(part) && Number(part) < value.length) {
      if (someAtPath(value[Number(part)], parts, test, position, at + 1)) return true
    }
    if (value.length === 0) return test(undefined)
    return value.some((element, index) => {
      if (!isDoc(element) || !someAtPath(element, parts, test, position, at)) return false
      if (position) position.index = index
      return true
    })
  }
  if (!isDoc(value)) return test(undefined)
  return someAtPath(field(value, part), parts, test, position, at + 1)
}

/** The value at a path, with a list in place of each array on the way (as `$a.b` means in an expression). */
export function resolve(value: unknown, parts: readonly string[], at = 0): unknown {
  const part = parts[at]
  if (part === undefined) return value
  if (Array.isArray(value)) {
    return value.map((element: unknown) => resolve(element, parts, at)).filter((found) => found !== undefined)
  }
  return isDoc(value) ? resolve(field(value, part), parts, at + 1) : undefined
}

/** Sets the value at a path through documents only, making those that are missing. */
export function plant(doc: Doc, parts: readonly string[], value: unknown): void {
  const last = parts.length - 1
  let inner = doc
  for (const part of parts.slice(0, last)) {
    const next = field(inner, part)
    if (isDoc(next)) inner = next
    else inner = inner[part] = {}
  }
  inner[parts[last] ?? ''] = value
}
