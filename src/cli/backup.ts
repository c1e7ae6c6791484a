import { EJSON } from 'bson'
import { createWriteStream } from 'node:fs'
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Connection } from 'mongoose'
import { leftOut, notFiles, type Manifest } from './backupFormat.js'
import { fetchEvidence } from './bucketCopy.js'
import { CommandRefused, type Command } from './command.js'

/** Copies everything into a new directory while the tool goes on working. */
export const backup: Command = {
  name: 'backup',
  summary: 'Copies everything into a new directory, also while Cairn runs.',
  options: {},
  positionals: ['DIR'],
  async run(desk, given) {
    const target = path.resolve(given.at(0) ?? '')
    const { dataDir, s3 } = desk.config()
    if (!path.relative(path.join(dataDir, 'store'), target).startsWith('..'))
      throw new CommandRefused('The backup cannot stand inside the store.')
    await mkdir(target, { recursive: true, mode: 0o700 })
    if ((await readdir(target)).length > 0)
      throw new CommandRefused(`${target} is not empty. Give a new directory for each backup.`)
    const connection = await desk.connection()
    const { clock, evidenceFiles } = await desk.services()
    const collections = await copyCollections(connection, path.join(target, 'collections'))
    const copied = path.join(target, 'files')
    await copyFiles(dataDir, copied, target)
    if (s3) await fetchEvidence(evidenceFiles, path.join(copied, 'files'))
    const files = await countFiles(copied)
    const at = clock.now().toISOString()
    const made: Manifest = { format: 'cairn-backup', version: 1, at, collections, files }
    await writeFile(path.join(target, 'manifest.json'), `${JSON.stringify(made, null, 2)}\n`)
    const rows = Object.values(collections).reduce((sum, count) => sum + count, 0)
    return {
      json: { directory: target, rows, files },
      text: `${String(rows)} records and ${String(files)} files are in ${target}.`,
    }
  },
}

async function copyCollections(connection: Connection, directory: string): Promise<Record<string, number>> {
  await mkdir(directory, { mode: 0o700 })
  const listed = (await connection.listCollections()).map(({ name }) => name)
  const counts: Record<string, number> = {}
  for (const name of listed.sort()) {
    if (leftOut.includes(name) || name.startsWith('system.')) continue
    let count = 0
    const lines = async function* () {
      for await (const document of connection.collection(name).find({}).sort({ _id: 1 })) {
        count += 1
        yield `${EJSON.stringify(document, { relaxed: false })}\n`
      }
    }
    await pipeline(
      Readable.from(lines()),
      createWriteStream(path.join(directory, `${name}.ejsonl`), { mode: 0o600 }),
    )
    counts[name] = count
  }
  return counts
}

async function copyFiles(from: string, to: string, target: string): Promise<void> {
  await mkdir(to, { mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const place = path.join(from, entry.name)
    if (notFiles.includes(entry.name) || target === place || target.startsWith(`${place}${path.sep}`))
      continue
    await cp(place, path.join(to, entry.name), {
      recursive: true,
      preserveTimestamps: true,
      filter: async (source) => isWorthKeeping(source),
    })
  }
}

const countFiles = async (directory: string): Promise<number> =>
  (await readdir(directory, { withFileTypes: true, recursive: true })).filter((entry) => entry.isFile())
    .length

/** Half-received uploads, sockets and locks belong to the running process. */
const isWorthKeeping = (source: string): boolean => !/(^|[/\\])(incoming|.*\.(sock|lock))$/.test(source)
