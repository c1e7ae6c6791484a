import { writeSync } from 'node:fs'
import mongoose from 'mongoose'
import { openEmbeddedStore } from '../../../../src/database/embedded/index.js'
import { batchSize, type Line, sealed, type Sealed } from './record.js'

/** Writes without end, from many clients at once, until it is killed: `node writer.js DIRECTORY ROUND`. */
const [directory = '', round = ''] = process.argv.slice(2)
const store = await openEmbeddedStore({ dir: directory })
const client = await new mongoose.mongo.MongoClient(store.uri, { maxPoolSize: 16 }).connect()
const documents = client.db().collection<Sealed>('documents')
const counters = client
  .db()
  .collection<{ _id: string; name: string; count: number; last: string[] }>('counters')
await documents.createIndex({ key: 1 }, { unique: true })
await documents.createIndex({ batch: 1 })
await counters.createIndex({ name: 1 }, { unique: true })

function say(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

async function write(writer: number): Promise<void> {
  for (let n = 0; ; n++) {
    const id = `${round}-${writer}-${n}`
    switch (n % 4) {
      case 0:
        await documents.insertOne(sealed(id, writer === 0 ? 40_000 : 200))
        say({ said: 'acknowledged', what: 'insert', id })
        break
      case 1: {
        const name = `counter-${n % 3}`
        say({ said: 'starting', what: 'count', id: name })
        await counters.updateOne(
          { name },
          { $inc: { count: 1 }, $push: { last: { $each: [id], $slice: -10 } }, $setOnInsert: { _id: name } },
          { upsert: true },
        )
        say({ said: 'acknowledged', what: 'count', id: name })
        break
      }
      case 2:
        await documents.insertMany(Array.from({ length: batchSize }, (_, i) => sealed(`${id}-${i}`, 100, id)))
        say({ said: 'acknowledged', what: 'batch', id })
        break
      case 3: {
        const gone = `${round}-${writer}-${n - 3}`
        say({ said: 'starting', what: 'delete', id: gone })
        await documents.deleteOne({ _id: gone })
        say({ said: 'acknowledged', what: 'delete', id: gone })
      }
    }
  }
}

await Promise.all(Array.from({ length: 12 }, (_, writer) => write(writer)))
