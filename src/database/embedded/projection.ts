import { badValue, CommandError } from './commandError.js'
import { compileExpression, type Evaluate } from './expressions.js'
import { compileFilter, isOperators } from './filter.js'
import { type Position, splitPath } from './paths.js'
import { type Doc, isDoc, isNumeric, isTruthy, setField } from './values.js'

/** Makes the document that a projection asks for; `position` is where the filter matched, for `path.$`. */
export type Project = (doc: Doc, position?: Position) => Doc

/** What becomes of one field: kept, left out, computed from the whole document, cut from its array, or looked into. */
type Rule =
  | { kind: 'keep' }
  | { kind: 'drop' }
  | { kind: 'compute'; evaluate: Evaluate }
  | Cut
  | { kind: 'positional' }
  | Branch

/** `$slice` or `$elemMatch`; with the latter only what is named is kept. */
interface Cut {
  kind: 'cut'
  keeps: boolean
  cut: (array: unknown[]) => unknown[] | undefined
}

interface Branch {
  kind: 'branch'
  rules: Map<string, Rule>
}

/** Which specification is compiled: `find` has `$slice`, `$elemMatch` and `path.$`; `set` keeps all that is not named. */
export type ProjectionUse = 'find' | 'project' | 'set'

/**
 * Compiles the projection of `find`, of `$project` or (as `set`) of `$set`. Throws `CommandError` when inclusion and
 * exclusion are mixed (31253, 31254), when two paths collide (31249), or for an unknown operator.
 */
export function compileProjection(spec: Doc, use: ProjectionUse, variables: Doc = {}): Project {
  const root: Branch = { kind: 'branch', rules: new Map() }
  plantAll(root, spec, use, variables)
  const keepOthers = use === 'set' || !(includes(root) ?? root.rules.get('_id')?.kind === 'keep')
  if (use !== 'set') {
    refuseMixture(root, keepOthers)
    if (!keepOthers && !root.rules.has('_id'))
      root.rules = new Map([['_id', { kind: 'keep' }], ...root.rules])
  }
  return (doc, position) => applyBranch(root, doc, keepOthers, doc, position) as Doc
}

function plantAll(branch: Branch, spec: Doc, use: ProjectionUse, variables: Doc): void {
  for (const [path, operand] of Object.entries(spec)) {
    const parts = splitPath(path)
    if (parts.some((part) => part === ''))
      throw new CommandError(40353, `FieldPath '${path}' has an empty component`)
    const positional = use === 'find' && parts.at(-1) === '$'
    if (positional) parts.pop()
    else if (parts.some((part) => part.startsWith('$'))) {
      throw new CommandError(16410, `FieldPath field names may not start with '$': ${path}`)
    }
    let inner = branch
    for (const part of parts.slice(0, -1)) {
      const next: Rule = inner.rules.get(part) ?? { kind: 'branch', rules: new Map() }
      if (next.kind !== 'branch') throw collision(path)
      inner.rules.set(part, next)
      inner = next
    }
    const name = parts.at(-1) ?? ''
    if (inner.rules.has(name) && !(isDoc(operand) && !isOperators(operand))) throw collision(path)
    if (positional) inner.rules.set(name, { kind: 'positional' })
    else plantRule(inner, name, operand, use, variables)
  }
}

function collision(path: string): CommandError {
  return new CommandError(31249, `Path collision at ${path}`)
}

function plantRule(branch: Branch, name: string, operand: unknown, use: ProjectionUse, variables: Doc): void {
  if (use !== 'set' && (isNumeric(operand) || typeof operand === 'boolean')) {
    branch.rules.set(name, { kind: isTruthy(operand) ? 'keep' : 'drop' })
    return
  }
  const cut = use === 'find' && isOperators(operand) ? arrayCut(operand) : undefined
  if (cut) branch.rules.set(name, { kind: 'cut', keeps: '$elemMatch' in (operand as Doc), cut })
  else if (isDoc(operand) && !isOperators(operand) && Object.keys(operand).length > 0) {
    const next: Rule = branch.rules.get(name) ?? { kind: 'branch', rules: new Map() }
    if (next.kind !== 'branch') throw collision(name)
    branch.rules.set(name, next)
    plantAll(next, operand, use, variables)
  } else {
    if (isDoc(operand) && use !== 'set' && Object.keys(operand).length === 0) {
      throw new CommandError(51270, 'An empty sub-projection is not a valid value')
    }
    try {
      branch.rules.set(name, { kind: 'compute', evaluate: compileExpression(operand, variables) })
    } catch (error) {
      throw error instanceof CommandError && error.code === 168
        ? new CommandError(31325, error.message)
        : error
    }
  }
}

/** `$slice` and `$elemMatch` of `find`. */
function arrayCut(operators: Doc): ((array: unknown[]) => unknown[] | undefined) | undefined {
  const slice = operators['$slice']
  if (isNumeric(slice) || (Array.isArray(slice) && slice.length === 2 && slice.every(isNumeric))) {
    const [first = 0, count] = [slice].flat().map((part) => Number(String(part)))
    if (count === undefined) return (array) => (first < 0 ? array.slice(first) : array.slice(0, first))
    if (count <= 0) throw new CommandError(28724, 'the second argument to $slice must be positive')
    return (array) => {
      const from = first < 0 ? Math.max(0, array.length + first) : first
      return array.slice(from, from + count)
    }
  }
  const condition = operators['$elemMatch']
  if (condition === undefined) return undefined
  if (!isDoc(condition)) throw badValue('$elemMatch needs an Object')
  const matches = compileFilter({ '': { $elemMatch: condition } })
  return (array) => {
    const found = array.find((element) => matches({ '': [element] }))
    return found === undefined ? undefined : [found]
  }
}

/** Whether the projection names what to keep (true) or what to leave out (false); undefined when nothing decides. */
function includes(branch: Branch, top = true): boolean | undefined {
  for (const [name, rule] of branch.rules) {
    if (rule.kind === 'branch') {
      const inner = includes(rule, false)
      if (inner !== undefined) return inner
    } else if (rule.kind === 'compute' || rule.kind === 'positional' || (rule.kind === 'cut' && rule.keeps))
      return true
    else if (rule.kind !== 'cut' && !(top && name === '_id')) return rule.kind === 'keep'
  }
  return undefined
}

function refuseMixture(branch: Branch, excluding: boolean, top = true): void {
  for (const [name, rule] of branch.rules) {
    if (rule.kind === 'branch') refuseMixture(rule, excluding, false)
    else if (top && name === '_id') continue
    else if (excluding && (rule.kind === 'keep' || rule.kind === 'compute')) {
      throw new CommandError(31253, `Cannot do inclusion on field ${name} in exclusion projection`)
    } else if (!excluding && rule.kind === 'drop') {
      throw new CommandError(31254, `Cannot do exclusion on field ${name} in inclusion projection`)
    }
  }
}

function applyBranch(
  branch: Branch,
  value: unknown,
  keepOthers: boolean,
  root: Doc,
  position?: Position,
): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element: unknown) => applyBranch(branch, element, keepOthers, root, position))
    return keepOthers ? elements : elements.filter((element) => element !== undefined)
  }
  const computing = [...branch.rules].filter(([, rule]) => computes(rule))
  if (!isDoc(value)) {
    if (computing.length === 0) return keepOthers ? value : undefined
    return applyBranch(branch, {}, keepOthers, root, position)
  }
  const result: Doc = {}
  for (const name of Object.keys(value)) {
    const rule = branch.rules.get(name)
    if (rule?.kind === 'compute' && !keepOthers) continue // computed fields come last, in the order they were named
    const others = keepOthers ? value[name] : undefined
    const kept = rule ? applyRule(rule, value[name], keepOthers, root, position) : others
    if (kept !== undefined) setField(result, name, kept)
  }
  for (const [name, rule] of computing) {
    const done = Object.hasOwn(value, name) && (keepOthers || rule.kind !== 'compute')
    if (done) continue
    const made = applyRule(rule, undefined, keepOthers, root, position)
    if (made !== undefined) setField(result, name, made)
  }
  return result
}

function computes(rule: Rule): boolean {
  return rule.kind === 'compute' || (rule.kind === 'branch' && [...rule.rules.values()].some(computes))
}

function applyRule(rule: Rule, value: unknown, keepOthers: boolean, root: Doc, position?: Position): unknown {
  switch (rule.kind) {
    case 'keep':
      return value
    case 'drop':
      return undefined
    case 'compute':
      return rule.evaluate(root)
    case 'branch':
      return applyBranch(rule, value, keepOthers, root, position)
    case 'cut':
      return Array.isArray(value) ? rule.cut(value) : value
    case 'positional':
      if (position?.index === undefined) {
        throw new CommandError(
          51246,
          "positional operator '.$' couldn't find a matching element in the array",
        )
      }
      return Array.isArray(value) ? value.slice(position.index, position.index + 1) : value
  }
}
