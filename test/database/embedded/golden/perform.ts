import mongoose, { type mongo } from 'mongoose'
import { copyOf, type Fields, isFields, type Operation, plain } from './goldenCase.js'

type Collection = mongo.Collection<Fields>

/** Runs one operation and gives its answer in the shape that was recorded. */
export async function perform(db: mongo.Db, home: string, operation: Operation): Promise<unknown> {
  const name = operation.collection ?? home
  const args = copyOf(operation.args) as unknown[]
  if (operation.method === 'batches')
    return batches(db, name, args[0] as Fields, plain(args[1] ?? {}) as Fields)
  if (operation.on === 'db') return performOnDb(db, operation.method, args)
  const method = methods[operation.method]
  if (!method) throw new Error(`the replay does not know ${operation.method}`)
  const answer = await method(db.collection<Fields>(name), args)
  return operation.summary ? summaryOf(answer as Fields[]) : answer
}

async function performOnDb(db: mongo.Db, method: string, args: unknown[]): Promise<unknown> {
  switch (method) {
    case 'command':
      return db.command(args[0] as Fields)
    case 'createCollection':
      await db.createCollection(args[0] as string, args[1] as Fields)
      return 'created'
    case 'listCollections':
      return (await db.listCollections(args[0] as Fields, args[1] as Fields).toArray())
        .map(({ name }) => name)
        .sort()
    default:
      throw new Error(`the replay does not know db.${method}`)
  }
}

/** Options for the driver; array filters keep the kinds of their numbers. */
function options(given: unknown): Fields {
  const fields = plain(given ?? {}) as Fields
  return isFields(given) && 'arrayFilters' in given
    ? { ...fields, arrayFilters: given['arrayFilters'] }
    : fields
}

const updateShape = ({ matchedCount, modifiedCount, upsertedCount, upsertedId }: mongo.UpdateResult) => ({
  matchedCount,
  modifiedCount,
  upsertedCount,
  upsertedId,
})

/** The counts of a bulk write, its upserted ids as a list. */
export function bulkShape(result: mongo.BulkWriteResult): Fields {
  const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds } = result
  const ids = Object.entries(upsertedIds).map(([index, _id]) => ({
    index: Number(index),
    _id: _id as unknown,
  }))
  return { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds: ids }
}

const found = (answer: unknown): unknown => {
  if (!isFields(answer) || !('lastErrorObject' in answer)) return answer
  return { value: answer['value'], lastErrorObject: answer['lastErrorObject'] }
}

const methods: Record<string, (on: Collection, args: unknown[]) => Promise<unknown>> = {
  find: (on, [filter, how]) => on.find(filter as Fields, options(how)).toArray(),
  findOne: (on, [filter, how]) => on.findOne(filter as Fields, options(how)),
  countDocuments: (on, [filter, how]) => on.countDocuments((filter ?? {}) as Fields, options(how)),
  estimatedDocumentCount: (on) => on.estimatedDocumentCount(),
  distinct: (on, [key, filter]) => on.distinct(key as string, (filter ?? {}) as Fields),
  aggregate: (on, [pipeline, how]) => on.aggregate(pipeline as Fields[], options(how)).toArray(),
  insertOne: async (on, [document]) => ({ insertedId: (await on.insertOne(document as Fields)).insertedId }),
  insertMany: async (on, [documents, how]) => {
    const { insertedCount, insertedIds } = await on.insertMany(documents as Fields[], options(how))
    return { insertedCount, insertedIds: Object.values(insertedIds) }
  },
  updateOne: async (on, [filter, update, how]) =>
    updateShape(await on.updateOne(filter as Fields, update as Fields, options(how))),
  updateMany: async (on, [filter, update, how]) =>
    updateShape(await on.updateMany(filter as Fields, update as Fields, options(how))),
  replaceOne: async (on, [filter, document, how]) =>
    updateShape(
      (await on.replaceOne(filter as Fields, document as Fields, options(how))) as mongo.UpdateResult,
    ),
  deleteOne: async (on, [filter]) => ({ deletedCount: (await on.deleteOne(filter as Fields)).deletedCount }),
  deleteMany: async (on, [filter]) => ({
    deletedCount: (await on.deleteMany(filter as Fields)).deletedCount,
  }),
  findOneAndUpdate: async (on, [filter, update, how]) =>
    found(await on.findOneAndUpdate(filter as Fields, update as Fields, options(how))),
  findOneAndReplace: async (on, [filter, document, how]) =>
    found(await on.findOneAndReplace(filter as Fields, document as Fields, options(how))),
  findOneAndDelete: async (on, [filter, how]) =>
    found(await on.findOneAndDelete(filter as Fields, options(how))),
  bulkWrite: async (on, [writes, how]) =>
    bulkShape(await on.bulkWrite(writes as mongo.AnyBulkWriteOperation<Fields>[], options(how))),
  createIndex: (on, [key, how]) => on.createIndex(plain(key) as mongo.IndexSpecification, options(how)),
  createIndexes: (on, [specs]) => on.createIndexes(plain(specs) as mongo.IndexDescription[]),
  dropIndex: async (on, [name]) => (await on.dropIndex(name as string), 'dropped'),
  dropIndexes: async (on) => (await on.dropIndexes(), 'dropped'),
  indexes: async (on) =>
    (await on.indexes()).map((spec) =>
      Object.fromEntries(Object.entries(spec).filter(([name]) => name !== 'v')),
    ),
  drop: (on) => on.drop(),
  rename: async (on, [to]) => (await on.rename(to as string), 'renamed'),
}

/** A long result in short: how many, how many different, and the rows at fixed places. */
function summaryOf(rows: Fields[]): Fields {
  const places = [0, 1, 99, 100, 101, 102, 500, 999, 1000, 1001, rows.length - 2, rows.length - 1]
  const kept = [...new Set(places)].filter((at) => at >= 0 && at < rows.length)
  const different = new Set(rows.map(({ _id }) => JSON.stringify(_id))).size
  return { count: rows.length, different, rows: kept.map((at) => ({ at, row: rows[at] })) }
}

/** The raw command and the `getMore`s after it: how long each batch is. */
async function batches(
  db: mongo.Db,
  name: string,
  command: Fields,
  { batchSize, max = 100 }: Fields,
): Promise<Fields> {
  const [verb = ''] = Object.keys(command)
  let { cursor } = await db.command({ ...command, [verb]: name })
  const pages: Fields[][] = [cursor.firstBatch]
  while (String(cursor.id) !== '0' && pages.length < Number(max)) {
    const id = mongoose.mongo.BSON.Long.fromString(String(cursor.id))
    const size = batchSize === undefined ? {} : { batchSize }
    cursor = (await db.command({ getMore: id, collection: name, ...size }))['cursor']
    pages.push(cursor.nextBatch)
  }
  const lengths = pages.map(({ length }) => length)
  if (lengths.length > 1 && lengths.at(-1) === 0) lengths.pop()
  return { lengths, open: String(cursor.id) !== '0', ...summaryOf(pages.flat()) }
}
