import { aggregateCollection, countOf, runPipeline, type Stage, type Surroundings } from './aggregate.js'
import { badValue, CommandError } from './commandError.js'
import { compileExpression } from './expressions.js'
import { compileFilter } from './filter.js'
import { bucketStage } from './bucket.js'
import { groupStage } from './group.js'
import { lookupStage } from './lookup.js'
import { compileProjection } from './projection.js'
import { parseSort, sortDocuments } from './sorting.js'
import { unwindStage } from './unwind.js'
import { type Doc, isDoc, isNumeric } from './values.js'

type MakeStage = (spec: unknown, where: Surroundings) => Stage

/** The stages of our own, by name. */
export const stages: Record<string, MakeStage> = {
  $match: (spec, { variables }) => {
    const matches = compileFilter(docSpec('$match', spec, 15959), variables)
    return function* (rows) {
      for (const row of rows) if (matches(row)) yield row
    }
  },
  $sort: (spec) => {
    const fields = parseSort(docSpec('$sort', spec, 15973))
    if (fields.length === 0) throw new CommandError(15976, '$sort stage must have at least one sort key')
    return function* (rows) {
      yield* sortDocuments([...rows], fields, (row) => row)
    }
  },
  $limit: (spec) => {
    const limit = whole('$limit', spec, 5107201)
    if (limit === 0) throw new CommandError(15958, 'the limit must be positive')
    return function* (rows) {
      let taken = 0
      for (const row of rows) {
        yield row
        taken += 1
        if (taken >= limit) return
      }
    }
  },
  $skip: (spec) => {
    const skip = whole('$skip', spec, 5107200)
    return function* (rows) {
      let passed = 0
      for (const row of rows) if (++passed > skip) yield row
    }
  },
  $project: (spec, { variables }) => {
    const fields = docSpec('$project', spec, 15969)
    if (Object.keys(fields).length === 0)
      throw new CommandError(51272, 'projection specification must have at least one field')
    return each(compileProjection(fields, 'project', variables))
  },
  $set: (spec, { variables }) => each(compileProjection(docSpec('$set', spec, 40272), 'set', variables)),
  $addFields: (spec, { variables }) =>
    each(compileProjection(docSpec('$addFields', spec, 40272), 'set', variables)),
  $unset: (spec) => {
    const paths = [spec].flat()
    if (paths.length === 0 || !paths.every((path) => typeof path === 'string' && path !== '')) {
      throw new CommandError(31002, '$unset specification must be a string or an array of strings')
    }
    return each(compileProjection(Object.fromEntries(paths.map((path) => [path, 0])), 'project'))
  },
  $replaceRoot: (spec, where) => replaceRoot(docSpec('$replaceRoot', spec, 40229)['newRoot'], where),
  $replaceWith: (spec, where) => replaceRoot(spec, where),
  $count: (spec) => {
    if (typeof spec !== 'string' || spec === '' || spec.startsWith('$') || spec.includes('.')) {
      throw new CommandError(40157, 'the count field must be a non-empty string without $ and .')
    }
    return function* (rows) {
      const count = countOf(rows)
      if (count > 0) yield { [spec]: count }
    }
  },
  $group: (spec, { variables }) => groupStage(docSpec('$group', spec, 15947), variables),
  $sortByCount: (spec, where) => {
    const group = groupStage({ _id: spec, count: { $sum: 1 } }, where.variables)
    return (rows) => runPipeline(where, group(rows), [{ $sort: { count: -1 } }])
  },
  $bucket: (spec, where) => bucketStage(docSpec('$bucket', spec, 40201), where),
  $unwind: (spec) => unwindStage(spec),
  $lookup: (spec, where) => lookupStage(docSpec('$lookup', spec, 9), where),
  $facet: (spec, where) => {
    const facets = Object.entries(docSpec('$facet', spec, 40169)).map(([name, pipeline]) => {
      if (!Array.isArray(pipeline))
        throw new CommandError(40170, `arguments to $facet must be arrays, ${name} is none`)
      runPipeline(where, [], pipeline)
      return { name, pipeline }
    })
    return function* (rows) {
      const all = [...rows]
      yield Object.fromEntries(
        facets.map(({ name, pipeline }) => [name, [...runPipeline(where, all, pipeline)]]),
      )
    }
  },
  $unionWith: (spec, where) => {
    const { coll, pipeline = [] } = typeof spec === 'string' ? { coll: spec } : docSpec('$unionWith', spec, 9)
    if (typeof coll !== 'string' || !Array.isArray(pipeline))
      throw badValue('$unionWith takes coll and pipeline')
    return function* (rows) {
      yield* rows
      yield* aggregateCollection(where, coll, pipeline)
    }
  },
  $sample: (spec) => {
    const size = whole('$sample', docSpec('$sample', spec, 28745)['size'], 28747)
    return function* (rows) {
      const drawn = [...rows].map((row) => ({ row, lot: Math.random() })).sort((a, b) => a.lot - b.lot)
      for (const { row } of drawn.slice(0, size)) yield row
    }
  },
}

function each(change: (row: Doc) => Doc): Stage {
  return function* (rows) {
    for (const row of rows) yield change(row)
  }
}

function docSpec(name: string, spec: unknown, code: number): Doc {
  if (!isDoc(spec)) throw new CommandError(code, `the ${name} stage must be specified as a document`)
  return spec
}

function whole(name: string, spec: unknown, code: number): number {
  const number = isNumeric(spec) ? Number(spec.toString()) : NaN
  if (!Number.isInteger(number) || number < 0)
    throw new CommandError(code, `invalid argument to ${name} stage: expected a non-negative whole number`)
  return number
}

function replaceRoot(expression: unknown, { variables }: Surroundings): Stage {
  const evaluate = compileExpression(expression, variables)
  return each((row) => {
    const root = evaluate(row)
    if (!isDoc(root)) throw new CommandError(40228, "'newRoot' expression must evaluate to an object")
    return root
  })
}
