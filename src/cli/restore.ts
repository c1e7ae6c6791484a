import { EJSON, type Document } from 'bson'
import { createReadStream } from 'node:fs'
import { cp, readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Connection } from 'mongoose'
import { leftOut, manifest, type Manifest } from './backupFormat.js'
import { putEvidence } from './bucketCopy.js'
import { CommandRefused, type Command } from './command.js'

const BATCH = 500

/** Brings a backup into an empty installation. */
export const restore: Command = {
  name: 'restore',
  summary: 'Brings a backup into an empty installation; refuses where there is anything already.',
  options: {},
  positionals: ['DIR'],
  async run(desk, given) {
    const source = path.resolve(given.at(0) ?? '')
    const made = await readManifest(source)
    const { dataDir, s3 } = desk.config()
    const connection = await desk.connection()
    await mustBeEmpty(connection)
    const [files, evidence] = [path.join(source, 'files'), path.join(source, 'files', 'files')]
    await cp(files, dataDir, {
      ...{ recursive: true, force: true, preserveTimestamps: true },
      filter: (from) => !s3 || from !== evidence,
    })
    if (s3) {
      const { clock, evidenceFiles } = await desk.services()
      await putEvidence(evidence, evidenceFiles, path.join(dataDir, 'files', 'incoming'), clock.now())
    }
    let rows = 0
    for (const [name, count] of Object.entries(made.collections)) {
      const restored = await readCollection(
        connection,
        name,
        path.join(source, 'collections', `${name}.ejsonl`),
      )
      if (restored !== count)
        throw new CommandRefused(
          `The backup is damaged: ${name} has ${String(restored)} records instead of ${String(count)}. What was restored so far should be thrown away.`,
        )
      rows += restored
    }
    return {
      json: { rows, files: made.files },
      text: `${String(rows)} records and ${String(made.files)} files are back. Restart Cairn if it runs.`,
    }
  },
}

async function readManifest(source: string): Promise<Manifest> {
  try {
    const text = await readFile(path.join(source, 'manifest.json'), 'utf8')
    return manifest.parse(JSON.parse(text))
  } catch {
    throw new CommandRefused(
      `${source} holds no backup of Cairn: its manifest.json is missing or unreadable.`,
    )
  }
}

async function mustBeEmpty(connection: Connection): Promise<void> {
  for (const { name } of await connection.listCollections()) {
    if (leftOut.includes(name)) continue
    if (await connection.collection(name).findOne({}))
      throw new CommandRefused(
        'There is data here already. Restore into a new DATA_DIR (or an empty MongoDB), so that nothing is mixed.',
      )
  }
}

async function readCollection(connection: Connection, name: string, file: string): Promise<number> {
  if (!/^[\w.-]+$/.test(name)) throw new CommandRefused(`"${name}" is no name of a collection.`)
  const collection = connection.collection(name)
  let batch: Document[] = []
  let count = 0
  const flush = async () => {
    if (batch.length > 0) await collection.insertMany(batch)
    count += batch.length
    batch = []
  }
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line !== '') batch.push(EJSON.parse(line, { relaxed: false }) as Document)
    if (batch.length >= BATCH) await flush()
  }
  await flush()
  return count
}
