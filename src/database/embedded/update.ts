import { badValue, CommandError } from './commandError.js'
import { compileFilter, type Matcher } from './filter.js'
import { sameValue } from './keyEncoding.js'
import { isIndex, type Position, splitPath } from './paths.js'
import { changeAt, concretePaths } from './updatePaths.js'
import { type Change, removed, unchanged, updateOperators } from './updateOperators.js'
import { copy, type Doc, field, isDoc } from './values.js'

/** Changes a document in place or gives a new one; `position` is where the filter matched. */
export type Update = (doc: Doc, how: { position?: Position; inserting: boolean }) => Doc

/** One field that an update changes. */
interface Step {
  path: string
  parts: string[]
  change: Change
  onInsert: boolean
  /** `$rename`: where the value comes from. */
  from?: string[]
}

/**
 * Compiles an update of operators, or a replacement. Throws `CommandError`: 9 for an unknown operator (named), 40 for
 * two changes of one path, 52 and 56 for field names that are none, 2 and 14 for operands that do not fit.
 */
export function compileUpdate(update: Doc, arrayFilters: readonly unknown[] = []): Update {
  const names = Object.keys(update)
  if (!names[0]?.startsWith('$')) return compileReplacement(update, arrayFilters)
  const filters = compileArrayFilters(arrayFilters)
  const steps = names.flatMap((name) => compileSteps(name, update[name]))
  steps.sort((a, b) => comparePaths(a.parts, b.parts))
  refuseConflicts(steps)
  refuseUnused(filters, steps)
  return (doc, { position, inserting }) => {
    const id = field(doc, '_id')
    for (const step of steps) {
      if (step.onInsert && !inserting) continue
      if (step.from) rename(doc, step.from, step.parts)
      else
        for (const parts of concretePaths(doc, step.parts, position, filters))
          changeAt(doc, parts, step.change)
    }
    if (!inserting) refuseOtherId(id, doc)
    return doc
  }
}

/** Throws `CommandError` 66 when a document has not kept its `_id`. */
export function refuseOtherId(id: unknown, doc: Doc): void {
  if (sameValue(id, field(doc, '_id'))) return
  throw new CommandError(66, "Performing an update on the path '_id' would modify the immutable field '_id'")
}

/** The whole document but for its `_id`. */
function compileReplacement(replacement: Doc, arrayFilters: readonly unknown[]): Update {
  const wrong = Object.keys(replacement).find((name) => name.startsWith('$'))
  if (wrong) throw new CommandError(52, `The dollar ($) prefixed field '${wrong}' is not valid for storage.`)
  if (arrayFilters.length > 0) throw new CommandError(9, 'Cannot use array filters with a replacement')
  return (doc, { inserting }) => {
    const id = field(doc, '_id')
    if (id !== undefined && '_id' in replacement) refuseOtherId(id, replacement)
    const { _id = id, ...rest } = copy(replacement)
    return _id === undefined && inserting ? rest : { _id, ...rest }
  }
}

function compileSteps(name: string, fields: unknown): Step[] {
  const operator = name === '$setOnInsert' ? updateOperators['$set'] : updateOperators[name]
  if (!name.startsWith('$') || (!operator && name !== '$rename')) {
    throw new CommandError(
      9,
      `Unknown modifier: ${name}. Expected a valid update modifier or a pipeline-style update`,
    )
  }
  if (!isDoc(fields))
    throw new CommandError(9, `Modifiers operate on fields but we found another type for ${name}`)
  return Object.entries(fields).flatMap(([path, operand]): Step[] => {
    const parts = checkedPath(path)
    if (operator) return [{ path, parts, change: operator(operand, path), onInsert: name === '$setOnInsert' }]
    if (typeof operand !== 'string') throw badValue(`The 'to' field for $rename must be a string: ${path}`)
    if (operand === path) throw badValue(`The source and target field for $rename must differ: ${path}`)
    const to = checkedPath(operand)
    return [
      { path: operand, parts: to, change: () => unchanged, onInsert: false, from: parts },
      { path, parts, change: () => unchanged, onInsert: false },
    ]
  })
}

function checkedPath(path: string): string[] {
  const parts = splitPath(path)
  if (parts.includes('')) throw new CommandError(56, `The update path '${path}' contains an empty field name`)
  parts.forEach((part, i) => {
    if (
      part.startsWith('$') &&
      (i === 0 || !/^\$(\[[a-z0-9A-Z]*\])?$/.test(part)) &&
      !['$id', '$ref', '$db'].includes(part)
    ) {
      throw new CommandError(
        52,
        `The dollar ($) prefixed field '${part}' in '${path}' is not valid for storage.`,
      )
    }
  })
  return parts
}

/** MongoDB makes new fields in the order of their paths, numbers by size. */
function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a[i] ?? '', b[i] ?? '']
    if (x === y) continue
    return isIndex(x) && isIndex(y) ? Number(x) - Number(y) : x < y ? -1 : 1
  }
  return a.length - b.length
}

function refuseConflicts(steps: readonly Step[]): void {
  steps.forEach((step, i) => {
    const next = steps[i + 1]
    if (next && step.parts.every((part, at) => part === next.parts[at])) {
      throw new CommandError(40, `Updating the path '${next.path}' would create a conflict at '${step.path}'`)
    }
  })
}

function compileArrayFilters(arrayFilters: readonly unknown[]): Map<string, Matcher> {
  const filters = new Map<string, Matcher>()
  for (const filter of arrayFilters) {
    if (!isDoc(filter)) throw badValue('arrayFilters holds documents')
    const names = new Set(identifiers(filter))
    const [name] = names
    if (names.size !== 1 || name === undefined)
      throw new CommandError(9, 'An array filter uses exactly one identifier')
    if (filters.has(name))
      throw new CommandError(9, `Found multiple array filters with the same top-level field name ${name}`)
    const matches = compileFilter(filter)
    filters.set(name, (element) => matches({ [name]: element }))
  }
  return filters
}

function identifiers(filter: Doc): string[] {
  return Object.entries(filter).flatMap(([key, operand]) => {
    if (!key.startsWith('$')) return splitPath(key).slice(0, 1)
    return Array.isArray(operand) ? operand.filter(isDoc).flatMap(identifiers) : []
  })
}

function refuseUnused(filters: ReadonlyMap<string, Matcher>, steps: readonly Step[]): void {
  for (const name of filters.keys()) {
    if (!steps.some(({ parts }) => parts.includes(`$[${name}]`))) {
      throw new CommandError(9, `The array filter for identifier '${name}' was not used in the update`)
    }
  }
}

function rename(doc: Doc, from: readonly string[], to: readonly string[]): void {
  let value: unknown
  changeAt(
    doc,
    from,
    (current) => {
      value = current
      return current === undefined ? unchanged : removed
    },
    true,
  )
  if (value !== undefined) changeAt(doc, to, () => value, true)
}
