import { BSONRegExp } from 'bson'
import { evalExpr } from 'mingo/core'
import { CommandError, notSupported } from './commandError.js'
import { mingo, withheld, withMingo } from './mingoLibrary.js'
import { resolve, splitPath } from './paths.js'
import { compilePattern } from './pattern.js'
import { type Doc, isDoc, setField } from './values.js'

/** Computes a value from a document; undefined is a missing value. */
export type Evaluate = (doc: Doc) => unknown

/**
 * Compiles an aggregation expression. `variables` are those that `let` of an enclosing `$lookup` defines. Throws
 * `CommandError` 168 that names an operator it does not know; evaluating throws code 2 for values it cannot work with.
 */
export function compileExpression(expression: unknown, variables: Doc = {}): Evaluate {
  if (typeof expression === 'string' && expression.startsWith('$')) {
    return compileReference(expression, variables)
  }
  if (Array.isArray(expression)) {
    const elements = expression.map((element: unknown) => compileExpression(element, variables))
    return (doc) => elements.map((element) => element(doc) ?? null)
  }
  if (!isDoc(expression)) return () => expression
  const names = Object.keys(expression)
  if (names[0]?.startsWith('$')) return compileOperation(expression, variables)
  const fields = names.map((name) => ({ name, evaluate: compileExpression(expression[name], variables) }))
  return (doc) => {
    const result: Doc = {}
    for (const { name, evaluate } of fields) {
      const value = evaluate(doc)
      if (value !== undefined) setField(result, name, value)
    }
    return result
  }
}

function compileReference(reference: string, variables: Doc): Evaluate {
  if (!reference.startsWith('$$')) {
    const parts = splitPath(reference.slice(1))
    return (doc) => resolve(doc, parts)
  }
  const [name = '', ...parts] = splitPath(reference.slice(2))
  switch (name) {
    case 'ROOT':
    case 'CURRENT':
      return (doc) => resolve(doc, parts)
    case 'REMOVE':
      return () => undefined
    case 'NOW':
      return () => new Date()
  }
  if (!Object.hasOwn(variables, name)) throw new CommandError(17276, `Use of undefined variable: ${name}`)
  return () => resolve(variables[name], parts)
}

function compileOperation(expression: Doc, variables: Doc): Evaluate {
  checkOperators(expression)
  if ('$literal' in expression) return () => expression['$literal']
  const prepared = withPatterns(expression)
  const [operator = ''] = Object.keys(expression)
  return (doc) => withMingo(operator, doc, variables, (options) => evalExpr(doc, prepared, options))
}

/** An accumulator of mingo's, over all rows of a group at once; undefined when there is none of this name. */
export function rareAccumulator(
  name: string,
  operand: unknown,
  variables: Doc,
): ((rows: Doc[]) => unknown) | undefined {
  const accumulate = Object.hasOwn(mingo().accumulators, name) ? mingo().accumulators[name] : undefined
  if (!accumulate) return undefined
  checkOperators(operand)
  return (rows) => withMingo(name, rows[0], variables, (options) => accumulate(rows, operand, options))
}

/** mingo knows JavaScript's regular expressions, not BSON's. */
function withPatterns(expression: unknown): unknown {
  if (expression instanceof BSONRegExp) return compilePattern(expression.pattern, expression.options)
  if (Array.isArray(expression)) return expression.map(withPatterns)
  if (!isDoc(expression)) return expression
  return Object.fromEntries(Object.entries(expression).map(([name, inner]) => [name, withPatterns(inner)]))
}

/** Refuses an operator we do not have by its name, before any document is looked at. */
function checkOperators(expression: unknown): void {
  if (Array.isArray(expression)) {
    for (const element of expression) checkOperators(element)
    return
  }
  if (!isDoc(expression)) return
  const names = Object.keys(expression)
  const operator = names[0]
  if (operator?.startsWith('$')) {
    if (withheld.includes(operator)) throw notSupported(`the expression ${operator}`)
    const { expressions, accumulators } = mingo()
    if (!Object.hasOwn(expressions, operator) && !Object.hasOwn(accumulators, operator)) {
      throw new CommandError(168, `Unrecognized expression '${operator}'`)
    }
    if (names.length > 1) {
      throw new CommandError(15983, `an expression must have exactly one operator, found ${names.join(', ')}`)
    }
    if (operator === '$literal') return
  }
  for (const name of names) checkOperators(expression[name])
}
