import { aggregateCollection, runPipeline, type Stage, type Surroundings } from './aggregate.js'
import { CommandError } from './commandError.js'
import { compileExpression } from './expressions.js'
import { compileFilter } from './filter.js'
import { plant, splitPath } from './paths.js'
import { select } from './query.js'
import { valuesAt } from './sorting.js'
import { copy, type Doc, isDoc } from './values.js'

/** `$lookup`: by equal fields (through an index where there is one), by a pipeline, or by both. */
export function lookupStage(spec: Doc, where: Surroundings): Stage {
  const { from, localField, foreignField, as, pipeline = [], let: bindings = {}, ...rest } = spec
  const unknown = Object.keys(rest)[0]
  if (unknown) throw new CommandError(9, `unknown argument to $lookup: ${unknown}`)
  if (typeof from !== 'string' || typeof as !== 'string' || !Array.isArray(pipeline) || !isDoc(bindings)) {
    throw new CommandError(9, '$lookup takes from, as, localField and foreignField, let and pipeline')
  }
  const byField = typeof localField === 'string' && typeof foreignField === 'string'
  if (!byField && spec['pipeline'] === undefined) {
    throw new CommandError(9, '$lookup requires either pipeline or both localField and foreignField')
  }
  const lets = Object.entries(bindings).map(([name, expression]) => ({
    name,
    evaluate: compileExpression(expression, where.variables),
  }))
  const localParts = byField ? splitPath(localField) : []
  const asParts = splitPath(as)
  return function* (rows) {
    for (const row of rows) {
      const variables: Doc = { ...where.variables }
      for (const { name, evaluate } of lets) variables[name] = evaluate(row)
      const inner = { ...where, variables }
      const joined = byField
        ? runPipeline(inner, equalRows(where, from, foreignField, valuesAt(row, localParts)), pipeline)
        : aggregateCollection(inner, from, pipeline)
      const result = copy(row)
      plant(result, asParts, [...joined])
      yield result
    }
  }
}

function* equalRows(
  { documents, database }: Surroundings,
  from: string,
  path: string,
  values: unknown[],
): Generator<Doc> {
  const wanted = values.map((value) => value ?? null)
  const filter = { [path]: wanted.length === 1 ? { $eq: wanted[0] } : { $in: wanted } }
  const collection = documents.catalogue.find(database, from)
  for (const { doc } of select(documents, collection, { filter, matches: compileFilter(filter), sort: [] }))
    yield doc
}
