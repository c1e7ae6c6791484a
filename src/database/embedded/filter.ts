import { BSONRegExp } from 'bson'
import { badValue } from './commandError.js'
import { compileExpression } from './expressions.js'
import { equalTo, type LeafTest, oneOf, ordered, ofType, orElement, remainderOf } from './leafTests.js'
import { type Position, someAtPath, splitPath } from './paths.js'
import { regexFromOperators } from './pattern.js'
import { type Doc, isDoc, isNumeric, isTruthy } from './values.js'

/** Whether a document meets a filter; `position` receives what the positional operator `$` refers to. */
export type Matcher = (doc: unknown, position?: Position) => boolean

/**
 * Compiles a filter of MongoDB's query language. `variables` are those of an enclosing `$lookup`, for `$expr`.
 * Throws `CommandError` 2 that names an operator it does not know or that is used wrongly.
 */
export function compileFilter(filter: Doc, variables: Doc = {}): Matcher {
  const tests = Object.entries(filter).map(([key, operand]) =>
    key.startsWith('$') ? compileLogical(key, operand, variables) : compileField(key, operand, variables),
  )
  if (tests.length === 1) return tests[0] as Matcher
  return (doc, position) => tests.every((test) => test(doc, position))
}

/** Whether the operand is a document of operators, such as `{ $gt: 5 }`, rather than a value to be equal to. */
export function isOperators(operand: unknown): operand is Doc {
  if (!isDoc(operand)) return false
  const first = Object.keys(operand)[0]
  return first !== undefined && first.startsWith('$') && !['$ref', '$id', '$db'].includes(first)
}

function compileLogical(key: string, operand: unknown, variables: Doc): Matcher {
  switch (key) {
    case '$and': {
      const all = clauses(key, operand, variables)
      return (doc, position) => all.every((test) => test(doc, position))
    }
    case '$or': {
      const any = clauses(key, operand, variables)
      return (doc, position) => any.some((test) => test(doc, position))
    }
    case '$nor': {
      const none = clauses(key, operand, variables)
      return (doc) => !none.some((test) => test(doc))
    }
    case '$expr': {
      const evaluate = compileExpression(operand, variables)
      return (doc) => isTruthy(evaluate(doc as Doc))
    }
    case '$comment':
      return () => true
    default:
      throw badValue(`unknown top level operator: ${key}`)
  }
}

function clauses(key: string, operand: unknown, variables: Doc): Matcher[] {
  if (!Array.isArray(operand) || operand.length === 0) throw badValue(`${key} must be a nonempty array`)
  return operand.map((clause: unknown) => {
    if (!isDoc(clause)) throw badValue(`${key} entries need to be full objects`)
    return compileFilter(clause, variables)
  })
}

function compileField(path: string, operand: unknown, variables: Doc): Matcher {
  const parts = splitPath(path)
  if (!isOperators(operand)) return elementwise(parts, equalTo(operand))
  const tests = Object.keys(operand).map((name) => compileOperator(parts, name, operand, variables))
  return (doc, position) => tests.every((test) => test(doc, position))
}

/** A test of the value at a path or, where that is an array, of its elements. */
function elementwise(parts: string[], test: LeafTest): Matcher {
  return (doc, position) => {
    let index: number | undefined
    const leaf = position ? orElement(test, (found) => (index = found)) : orElement(test)
    const before = position?.index
    const matched = someAtPath(doc, parts, leaf, position)
    if (matched && position && index !== undefined && position.index === before) position.index = index
    return matched
  }
}

/** A test of the value at a path as it is. */
function whole(parts: string[], test: LeafTest): Matcher {
  return (doc, position) => someAtPath(doc, parts, test, position)
}

function not(matcher: Matcher): Matcher {
  return (doc) => !matcher(doc)
}

function compileOperator(parts: string[], name: string, operators: Doc, variables: Doc): Matcher {
  const operand = operators[name]
  switch (name) {
    case '$eq':
      return elementwise(parts, equalTo(operand))
    case '$ne':
      if (operand instanceof BSONRegExp) throw badValue("Can't have regex as arg to $ne.")
      return not(elementwise(parts, equalTo(operand)))
    case '$gt':
      return elementwise(
        parts,
        ordered(operand, (order) => order > 0),
      )
    case '$gte':
      return elementwise(
        parts,
        ordered(operand, (order) => order >= 0),
      )
    case '$lt':
      return elementwise(
        parts,
        ordered(operand, (order) => order < 0),
      )
    case '$lte':
      return elementwise(
        parts,
        ordered(operand, (order) => order <= 0),
      )
    case '$in':
      return elementwise(parts, oneOf(listOf(name, operand)))
    case '$nin':
      return not(elementwise(parts, oneOf(listOf(name, operand))))
    case '$not':
      return not(compileNegated(parts, operand, variables))
    case '$exists':
      return isTruthy(operand) ? whole(parts, exists) : not(whole(parts, exists))
    case '$type':
      return elementwise(parts, ofType(operand))
    case '$mod':
      return elementwise(parts, remainderOf(operand))
    case '$size':
      return whole(parts, hasSize(operand))
    case '$all':
      return compileAll(parts, operand, variables)
    case '$elemMatch':
      return compileElemMatch(parts, operand, variables)
    case '$regex': {
      const pattern = regexFromOperators(operand, operators['$options'])
      return elementwise(parts, (value) => typeof value === 'string' && pattern.test(value))
    }
    case '$options':
      if (!('$regex' in operators)) throw badValue('$options needs a $regex')
      return () => true
    default:
      throw badValue(`unknown operator: ${name}`)
  }
}

function exists(value: unknown): boolean {
  return value !== undefined
}

function listOf(name: string, operand: unknown): unknown[] {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array`)
  if (operand.some(isOperators)) throw badValue(`cannot nest $ under ${name}`)
  return operand
}

function compileNegated(parts: string[], operand: unknown, variables: Doc): Matcher {
  if (operand instanceof BSONRegExp) return elementwise(parts, equalTo(operand))
  if (!isOperators(operand)) throw badValue('$not needs a regex or a document')
  const tests = Object.keys(operand).map((name) => compileOperator(parts, name, operand, variables))
  return (doc) => tests.every((test) => test(doc))
}

function hasSize(operand: unknown): LeafTest {
  if (!isNumeric(operand)) throw badValue('Failed to parse $size. Expected a number')
  const size = Number(operand.toString())
  if (!Number.isInteger(size) || size < 0)
    throw badValue('Failed to parse $size. Expected a non-negative whole number')
  return (value) => Array.isArray(value) && value.length === size
}

function compileAll(parts: string[], operand: unknown, variables: Doc): Matcher {
  if (!Array.isArray(operand)) throw badValue('$all needs an array')
  const tests = operand.map((one: unknown) => {
    if (!isOperators(one)) return elementwise(parts, equalTo(one))
    if (!('$elemMatch' in one)) throw badValue('no $ expressions in $all')
    return compileElemMatch(parts, one['$elemMatch'], variables)
  })
  return (doc, position) => tests.length > 0 && tests.every((test) => test(doc, position))
}

function compileElemMatch(parts: string[], operand: unknown, variables: Doc): Matcher {
  if (!isDoc(operand)) throw badValue('$elemMatch needs an Object')
  const first = Object.keys(operand)[0] ?? ''
  const ofValues = isOperators(operand) && !['$and', '$or', '$nor', '$expr'].includes(first)
  const matcher = ofValues ? compileField('', operand, variables) : compileFilter(operand, variables)
  const test = ofValues
    ? (element: unknown) => matcher({ '': element })
    : (element: unknown) => (isDoc(element) || Array.isArray(element)) && matcher(element)
  return (doc, position) => {
    let index = -1
    const before = position?.index
    const matched = someAtPath(
      doc,
      parts,
      (value) => Array.isArray(value) && (index = value.findIndex(test)) >= 0,
      position,
    )
    if (matched && position && position.index === before) position.index = index
    return matched
  }
}
