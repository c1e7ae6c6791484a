import { runPipeline, type Stage, type Surroundings } from './aggregate.js'
import { CommandError } from './commandError.js'
import { compileExpression } from './expressions.js'
import { groupStage } from './group.js'
import { compareValues } from './keyEncoding.js'
import type { Doc } from './values.js'

/**
 * `$bucket`: groups by the range that a value falls in. Throws `CommandError` 40192 or 40194 for boundaries that are
 * too few or do not rise, 40066 for a value outside when there is no default.
 */
export function bucketStage(spec: Doc, where: Surroundings): Stage {
  const { groupBy, boundaries, output = { count: { $sum: 1 } } } = spec
  const evaluate = compileExpression(groupBy, where.variables)
  if (!Array.isArray(boundaries) || boundaries.length < 2) {
    throw new CommandError(40192, "The $bucket 'boundaries' field must have at least 2 values")
  }
  const edges: unknown[] = boundaries
  if (edges.some((edge, i) => i > 0 && compareValues(edges[i - 1], edge) >= 0)) {
    throw new CommandError(40194, "The 'boundaries' option to $bucket must be sorted in ascending order")
  }
  const bucketOf = (row: Doc): unknown => {
    const value = evaluate(row) ?? null
    const above = edges.findIndex((edge) => compareValues(value, edge) < 0)
    if (above > 0) return edges[above - 1]
    if ('default' in spec) return spec['default']
    throw new CommandError(
      40066,
      '$bucket could not find a matching branch for an input, and no default was specified',
    )
  }
  const group = groupStage({ _id: null, ...(output as Doc) }, where.variables, bucketOf)
  return (rows) => runPipeline(where, group(rows), [{ $sort: { _id: 1 } }])
}
