import { Aggregator } from 'mingo/aggregator'
import { Context } from 'mingo/core'
import * as pipeline from 'mingo/operators/pipeline'
import * as window from 'mingo/operators/window'
import type { Stage, Surroundings } from './aggregate.js'
import { CommandError } from './commandError.js'
import { operators } from './expressions.js'
import type { Accumulator } from './group.js'
import { select } from './query.js'
import type { Doc } from './values.js'

/** Stages that the app does not use: mingo's, over the whole input in memory. */
const rare = {
  $bucket: pipeline.$bucket,
  $bucketAuto: pipeline.$bucketAuto,
  $graphLookup: pipeline.$graphLookup,
  $setWindowFields: pipeline.$setWindowFields,
}

const context = Context.init({ ...operators, pipeline: { ...rare, $group: pipeline.$group }, window })

/** The stage, or undefined when there is none of this name. Running it throws `CommandError` 2 with mingo's reason. */
export function rareStage(
  name: string,
  spec: unknown,
  { documents, database }: Surroundings,
): Stage | undefined {
  if (!Object.hasOwn(rare, name)) return undefined
  const collectionResolver = (from: string): Doc[] => {
    const collection = documents.catalogue.find(database, from)
    return [...select(documents, collection, { filter: {}, matches: () => true, sort: [] })].map(
      ({ doc }) => doc,
    )
  }
  return (rows) =>
    refusing(() =>
      new Aggregator([{ [name]: spec }], { context, collectionResolver, scriptEnabled: false }).run<Doc>([
        ...rows,
      ]),
    )
}

/** An accumulator of mingo's for `$group`, or undefined when there is none of this name. */
export function rareAccumulator(
  name: string,
  operand: unknown,
  variables: Doc,
): (() => Accumulator) | undefined {
  if (!Object.hasOwn(operators.accumulator, name)) return undefined
  const stage = new Aggregator([{ $group: { _id: null, value: { [name]: operand } } }], {
    context,
    variables,
    scriptEnabled: false,
  })
  return () => {
    const rows: Doc[] = []
    return {
      add: (_value, row) => void rows.push(row),
      result: () => refusing(() => stage.run<Doc>(rows)[0]?.['value']),
    }
  }
}

function refusing<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(2, error instanceof Error ? error.message : String(error))
  }
}
