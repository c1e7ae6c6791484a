import { badValue, CommandError } from './commandError.js'
import type { Matcher } from './filter.js'
import { isIndex, type Position } from './paths.js'
import { type Change, removed, unchanged } from './updateOperators.js'
import { type Doc, field, isDoc, setField } from './values.js'

/** MongoDB's limit for the nulls that setting a far place in an array may put before it. */
const mostBackfilled = 1_500_000

/**
 * The paths without `$`, `$[]` and `$[name]` that a path with them stands for in this document. Throws `CommandError` 2
 * when the filter did not match in an array, when there is no array, or when a name has no array filter.
 */
export function concretePaths(
  doc: Doc,
  parts: readonly string[],
  position: Position | undefined,
  filters: ReadonlyMap<string, Matcher>,
): string[][] {
  let open: { path: string[]; value: unknown }[] = [{ path: [], value: doc }]
  for (const part of parts) {
    open = open.flatMap(({ path, value }) =>
      stepsInto(part, path, value, position, filters).map((name) => ({
        path: [...path, name],
        value: Array.isArray(value)
          ? (value[Number(name)] as unknown)
          : isDoc(value)
            ? field(value, name)
            : undefined,
      })),
    )
  }
  return open.map(({ path }) => path)
}

function stepsInto(
  part: string,
  path: readonly string[],
  value: unknown,
  position: Position | undefined,
  filters: ReadonlyMap<string, Matcher>,
): string[] {
  if (part === '$') {
    if (position?.index === undefined) {
      throw badValue('The positional operator did not find the match needed from the query.')
    }
    return [String(position.index)]
  }
  const name = /^\$\[(.*)\]$/.exec(part)?.[1]
  if (name === undefined) return [part]
  if (!Array.isArray(value)) {
    throw badValue(`The path '${path.join('.')}' must exist and be an array in order to apply array updates.`)
  }
  const matches = name === '' ? () => true : filters.get(name)
  if (!matches) throw badValue(`No array filter found for identifier '${name}'`)
  return [...value.keys()].filter((index) => matches(value[index])).map(String)
}

/**
 * Changes the value at a path, making documents on the way where the change gives a value. Throws `CommandError` 28
 * where the path leads through something that is neither document nor array, or (`noArrays`) through an array.
 */
export function changeAt(doc: Doc, parts: readonly string[], change: Change, noArrays = false): void {
  let inner: Doc | unknown[] = doc
  for (let at = 0; at < parts.length - 1; at++) {
    const part = parts[at] ?? ''
    const next = read(inner, part)
    if (noArrays && Array.isArray(next)) {
      throw new CommandError(28, 'The source and target of $rename may not lead through an array')
    }
    if (Array.isArray(next) || isDoc(next)) {
      inner = next
      continue
    }
    if (next !== undefined && next !== null) {
      if (change(undefined) === unchanged) return
      throw notViable(parts[at + 1] ?? '', part)
    }
    if (next === null && change(undefined) !== unchanged) throw notViable(parts[at + 1] ?? '', part)
    const value = change(undefined)
    if (value === unchanged || value === removed || value === undefined) return
    write(inner, part, nested(parts.slice(at + 1), value))
    return
  }
  const last = parts.at(-1) ?? ''
  const value = change(read(inner, last))
  if (value === unchanged || value === undefined) return
  if (value !== removed) write(inner, last, value)
  else if (Array.isArray(inner)) inner[Number(last)] = null
  else Reflect.deleteProperty(inner, last)
}

function nested(parts: readonly string[], value: unknown): unknown {
  return parts.reduceRight<unknown>((inner, part) => {
    const doc: Doc = {}
    setField(doc, part, inner)
    return doc
  }, value)
}

function read(container: Doc | unknown[], part: string): unknown {
  if (!Array.isArray(container)) return field(container, part)
  return isIndex(part) ? container[Number(part)] : undefined
}

function write(container: Doc | unknown[], part: string, value: unknown): void {
  if (!Array.isArray(container)) {
    setField(container, part, value)
    return
  }
  if (!isIndex(part)) throw notViable(part, 'an array')
  const index = Number(part)
  if (index - container.length > mostBackfilled)
    throw new CommandError(334, `can't backfill array to index ${part}`)
  while (container.length < index) container.push(null)
  container[index] = value
}

function notViable(part: string, inside: string): CommandError {
  return new CommandError(28, `Cannot create field '${part}' in element {${inside}}`)
}
