import { badValue, CommandError } from './commandError.js'
import { compileFilter, isOperators } from './filter.js'
import { identity, sameValue } from './keyEncoding.js'
import { parseSort, sortDocuments } from './sorting.js'
import { type Doc, isDoc, isNumeric } from './values.js'

type Change = (current: unknown) => unknown

/** The operators that work on a field that holds an array. */
export const arrayOperators: Record<string, (operand: unknown, path: string) => Change> = {
  $push: (operand, path) => {
    const { values, change } = pushing(operand)
    return (current) => change([...arrayAt(current, path, '$push')], values)
  },
  $addToSet: (operand, path) => {
    const values = isDoc(operand) && '$each' in operand ? eachOf(operand, ['$each']) : [operand]
    return (current) => {
      const result = [...arrayAt(current, path, '$addToSet')]
      const known = new Set(result.map(identity))
      for (const value of values) {
        if (known.has(identity(value))) continue
        known.add(identity(value))
        result.push(value)
      }
      return result
    }
  },
  $pop: (operand, path) => {
    if (operand !== 1 && operand !== -1) throw new CommandError(9, `$pop expects 1 or -1 at ${path}`)
    return (current) => {
      if (current === undefined) return undefined
      const array = arrayAt(current, path, '$pop', 14)
      return operand === 1 ? array.slice(0, -1) : array.slice(1)
    }
  },
  $pull: (operand, path) => {
    const matches = pulled(operand)
    return (current) => {
      if (current === undefined) return undefined
      return arrayAt(current, path, '$pull').filter((element) => !matches(element))
    }
  },
  $pullAll: (operand, path) => {
    if (!Array.isArray(operand)) throw badValue(`$pullAll requires an array argument at ${path}`)
    return (current) => {
      if (current === undefined) return undefined
      return arrayAt(current, path, '$pullAll').filter(
        (element) => !operand.some((one) => sameValue(one, element)),
      )
    }
  },
}

function arrayAt(current: unknown, path: string, operator: string, code = 2): unknown[] {
  if (current === undefined) return []
  if (!Array.isArray(current))
    throw new CommandError(code, `Cannot apply ${operator} to a non-array value at ${path}`)
  return current
}

function eachOf(operand: Doc, allowed: readonly string[]): unknown[] {
  const unknown = Object.keys(operand).find((name) => !allowed.includes(name))
  if (unknown) throw badValue(`Unrecognized clause: ${unknown}`)
  const values = operand['$each']
  if (!Array.isArray(values))
    throw new CommandError(allowed.length > 1 ? 2 : 14, 'The argument to $each must be an array')
  return values
}

function pushing(operand: unknown): {
  values: unknown[]
  change: (array: unknown[], values: unknown[]) => unknown[]
} {
  if (!isDoc(operand) || !('$each' in operand)) {
    return { values: [operand], change: (array, values) => [...array, ...values] }
  }
  const values = eachOf(operand, ['$each', '$slice', '$sort', '$position'])
  const position = wholeNumber(operand['$position'], '$position')
  const slice = wholeNumber(operand['$slice'], '$slice')
  const order = operand['$sort'] === undefined ? undefined : ordering(operand['$sort'])
  return {
    values,
    change: (array, added) => {
      const at = position ?? array.length
      array.splice(at, 0, ...added)
      const sorted = order ? order(array) : array
      if (slice === undefined) return sorted
      return slice >= 0 ? sorted.slice(0, slice) : sorted.slice(slice)
    },
  }
}

function wholeNumber(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined
  const number = isNumeric(value) ? Number(value.toString()) : NaN
  if (!Number.isInteger(number)) throw badValue(`The value for ${name} must be an integer`)
  return number
}

function ordering(spec: unknown): (array: unknown[]) => unknown[] {
  const byValue = isNumeric(spec)
  if (!byValue && (!isDoc(spec) || Object.keys(spec).length === 0))
    throw badValue('The $sort is invalid: use 1/-1 or a document')
  const fields = parseSort(byValue ? { value: spec } : spec)
  return (array) =>
    sortDocuments(array, fields, (element) =>
      byValue ? { value: [element] } : isDoc(element) ? element : {},
    )
}

/** `$pull`: a condition on the elements, or a value to be equal to. */
function pulled(operand: unknown): (element: unknown) => boolean {
  if (isOperators(operand)) {
    const matches = compileFilter({ '': operand })
    return (element) => matches({ '': element })
  }
  if (isDoc(operand)) {
    const matches = compileFilter(operand)
    return (element) => isDoc(element) && matches(element)
  }
  if (isDoc(operand) || Array.isArray(operand)) return (element) => sameValue(element, operand)
  const matches = compileFilter({ '': operand })
  return (element) => (Array.isArray(element) ? sameValue(element, operand) : matches({ '': element }))
}
