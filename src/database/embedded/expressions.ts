import { Context, evalExpr } from 'mingo/core'
import * as accumulators from 'mingo/operators/accumulator'
import * as expressions from 'mingo/operators/expression'
import type { Options } from 'mingo/types'
import { CommandError } from './commandError.js'
import { expressionOverrides } from './expressionOverrides.js'
import { resolve, splitPath } from './paths.js'
import { type Doc, isDoc, setField } from './values.js'

/** Computes a value from a document; undefined is a missing value. */
export type Evaluate = (doc: Doc) => unknown

/** These run code from the client or depend on MongoDB's own hash. */
const withheld = ['$function', '$accumulator', '$toHashedIndexKey']

/** mingo's context lets the first registration of a name win, so ours are put in before it is made. */
export const operators = {
  expression: without({ ...expressions, ...expressionOverrides }),
  accumulator: without({ ...accumulators }),
}

function without<T extends object>(all: T): T {
  for (const name of withheld) Reflect.deleteProperty(all, name)
  return all
}

/** The options object that mingo works with can only be had from inside an operator: this one hands it out. */
let current: (Options & { local: Record<string, unknown> }) | undefined
evalExpr(
  {},
  { $capture: 1 },
  {
    context: Context.init({
      ...operators,
      expression: {
        ...operators.expression,
        $capture: (_doc: unknown, _expression: unknown, options: Options) => {
          current = options as typeof current
          return null
        },
      },
    }),
    idKey: '_id',
    processingMode: 0,
    useStrictMode: true,
    scriptEnabled: false,
    failOnError: true,
  },
)

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
  return (doc) => {
    if (!current) throw new Error('mingo gave no options')
    Object.assign(current.local, { root: doc, variables, timestamp: undefined })
    try {
      return evalExpr(doc, expression, current)
    } catch (error) {
      if (error instanceof CommandError) throw error
      throw new CommandError(2, error instanceof Error ? error.message : String(error))
    }
  }
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
    if (!(operator in operators.expression) && !(operator in operators.accumulator)) {
      throw new CommandError(168, `Unrecognized expression '${operator}'`)
    }
    if (names.length > 1) {
      throw new CommandError(15983, `an expression must have exactly one operator, found ${names.join(', ')}`)
    }
    if (operator === '$literal') return
  }
  for (const name of names) checkOperators(expression[name])
}
