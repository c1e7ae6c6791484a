import { CommandError } from './commandError.js'
import { isOperators } from './filter.js'
import { sameValue } from './keyEncoding.js'
import { plant, splitPath } from './paths.js'
import { copy, type Doc, isDoc } from './values.js'

/**
 * The document that an upsert starts from: the fields that its filter fixes to one value. Throws `CommandError` 54
 * when the filter fixes a field to two values.
 */
export function seedFromFilter(filter: Doc): Doc {
  const fixed = new Map<string, unknown>()
  collect(filter, fixed)
  const seed: Doc = {}
  for (const [path, value] of fixed) plant(seed, splitPath(path), copy(value))
  return seed
}

function collect(filter: Doc, fixed: Map<string, unknown>): void {
  for (const [key, operand] of Object.entries(filter)) {
    if (key === '$and' || (key === '$or' && Array.isArray(operand) && operand.length === 1)) {
      for (const clause of operand as unknown[]) if (isDoc(clause)) collect(clause, fixed)
    } else if (!key.startsWith('$')) {
      const only = onlyValue(operand)
      if (only) fix(key, only.value, fixed)
    }
  }
}

/** The single value that a condition allows, if there is one. */
function onlyValue(operand: unknown): { value: unknown } | undefined {
  if (!isOperators(operand)) return { value: operand }
  if ('$eq' in operand) return { value: operand['$eq'] }
  for (const name of ['$in', '$all']) {
    const list = operand[name]
    if (Array.isArray(list) && list.length === 1 && !isOperators(list[0])) return { value: list[0] }
    if (name === '$all' && Array.isArray(list) && list.length > 1) {
      throw new CommandError(54, 'cannot infer query fields to set, $all gives more than one value')
    }
  }
  return undefined
}

function fix(path: string, value: unknown, fixed: Map<string, unknown>): void {
  for (const [other, known] of fixed) {
    const same = other === path
    if (same && sameValue(known, value)) return
    if (same || other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
      throw new CommandError(54, `cannot infer query fields to set, path '${path}' is matched twice`)
    }
  }
  fixed.set(path, value)
}
