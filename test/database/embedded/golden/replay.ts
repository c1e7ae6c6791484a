import mongoose, { type mongo } from 'mongoose'
import { generatedMarker, same, shown } from './compare.js'
import { copyOf, type Fields, type GoldenCase, plain, startingDocuments } from './goldenCase.js'
import { bulkShape, perform } from './perform.js'

const { MongoBulkWriteError, MongoServerError } = mongoose.mongo

type Outcome = { result: unknown } | { error: Fields; message: string }

/** Runs a case in a database of its own; gives what differs from the recording, nothing when it passes. */
export async function replay(client: mongo.MongoClient, golden: GoldenCase): Promise<string[]> {
  const db = client.db('golden')
  await db.dropDatabase()
  await setUp(db, golden)
  const mark = generatedMarker([golden.setup, golden.operations])
  const home = golden.setup[0]?.collection ?? ''
  const problems: string[] = []
  const anyFields = golden.fieldOrder === 'any'
  for (const [i, operation] of golden.operations.entries()) {
    const outcome = await outcomeOf(() => perform(db, home, operation))
    const expected = golden.expect.results[i] ?? {}
    const label = `${golden.id}, ${operation.method}`
    if (expected.error) problems.push(...errorProblems(label, expected.error, outcome, mark))
    else if ('error' in outcome) problems.push(`${label}: refused: ${outcome.message}`)
    else {
      const lenient = { fields: anyFields, rows: operation.rows === 'any', sets: operation.sets ?? [] }
      const actual = mark(outcome.result)
      if (!same(expected.result, actual, lenient)) {
        problems.push(`${label}: expected ${shown(expected.result)}, got ${shown(actual)}`)
      }
    }
  }
  problems.push(...(await documentProblems(db, golden, mark, anyFields)))
  return problems
}

async function setUp(db: mongo.Db, { setup }: GoldenCase): Promise<void> {
  for (const entry of setup) {
    const collection = db.collection<Fields>(entry.collection)
    for (const { key, ...options } of entry.indexes ?? []) {
      await collection.createIndex(plain(key) as mongo.IndexSpecification, plain(copyOf(options)) as Fields)
    }
    const documents = startingDocuments(entry)
    if (documents.length > 0) await collection.insertMany(documents)
  }
}

async function outcomeOf(action: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { result: (await action()) ?? null }
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error
    return { error: errorShape(error), message: error.message }
  }
}

function errorShape(error: mongo.MongoServerError): Fields {
  const bulk = error instanceof MongoBulkWriteError ? error : undefined
  const failures = bulk ? [bulk.writeErrors].flat() : []
  const first: Fields = failures[0]?.err ? { ...failures[0].err } : {}
  const response: Fields = { ...error.errorResponse }
  const codeName: unknown = error.codeName ?? response['codeName']
  const keyPattern: unknown = error['keyPattern'] ?? response['keyPattern'] ?? first['keyPattern']
  const keyValue: unknown = error['keyValue'] ?? response['keyValue'] ?? first['keyValue']
  return {
    code: error.code,
    ...(codeName !== undefined && { codeName }),
    ...(keyPattern !== undefined && { keyPattern }),
    ...(keyValue !== undefined && { keyValue }),
    ...(bulk && {
      writeErrors: failures.map(({ index, code }) => ({ index, code })),
      partial: bulkShape(bulk.result),
    }),
  }
}

function errorProblems(
  label: string,
  { messageContains = [], ...expected }: Fields & { messageContains?: string[] },
  outcome: Outcome,
  mark: (value: unknown) => unknown,
): string[] {
  if (!('error' in outcome))
    return [`${label}: expected the error ${shown(expected)}, got ${shown(outcome.result)}`]
  const problems: string[] = []
  if (!same(expected, mark(outcome.error), { fields: true, rows: false, sets: [] })) {
    problems.push(
      `${label}: expected the error ${shown(expected)}, got ${shown(outcome.error)}: ${outcome.message}`,
    )
  }
  for (const part of messageContains) {
    if (!outcome.message.includes(part))
      problems.push(`${label}: the message lacks «${part}»: ${outcome.message}`)
  }
  return problems
}

async function documentProblems(
  db: mongo.Db,
  { id, setup, expect }: GoldenCase,
  mark: (value: unknown) => unknown,
  anyFields: boolean,
): Promise<string[]> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name).sort()
  if (!same(Object.keys(expect.documents).sort(), names, { fields: false, rows: false, sets: [] })) {
    return [
      `${id}: expected the collections ${Object.keys(expect.documents).join(', ')}, got ${names.join(', ')}`,
    ]
  }
  const problems: string[] = []
  for (const [name, listed] of Object.entries(expect.documents)) {
    const expected =
      listed === 'unchanged'
        ? startingDocuments(setup.find((one) => one.collection === name) ?? { collection: name })
        : listed
    const actual = mark(await db.collection<Fields>(name).find().sort({ _id: 1 }).toArray())
    const rows = listed === 'unchanged'
    if (!same(expected, actual, { fields: anyFields, rows, sets: [] })) {
      problems.push(`${id}: afterwards ${name} should hold ${shown(expected)}, but holds ${shown(actual)}`)
    }
  }
  return problems
}
