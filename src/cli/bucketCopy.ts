import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isStoredName, type FileStorage } from '../submissions/fileStorage.js'
import { createIntake } from '../submissions/intake.js'
import { CommandRefused } from './command.js'

/** Brings every evidence file of a bucket into a directory, laid out as on a disk. */
export async function fetchEvidence(storage: FileStorage, to: string): Promise<void> {
  for await (const { name } of storage.list()) {
    const opened = await storage.open(name)
    // Deleted since it was listed: then nothing needs it.
    if (!opened.ok && opened.code === 'gone') continue
    if (!opened.ok) throw new CommandRefused(`The evidence storage does not answer (${opened.code}).`)
    const folder = path.join(to, name.slice(0, 2))
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await pipeline(opened.stream, createWriteStream(path.join(folder, name), { mode: 0o600 }))
  }
}

/** Puts every evidence file of such a directory into a storage. `incoming` is a directory for what is on its way. */
export async function putEvidence(
  from: string,
  storage: FileStorage,
  incoming: string,
  now: Date,
): Promise<void> {
  const intake = await createIntake(incoming, now)
  const found = await readdir(from, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of found) {
    if (!entry.isFile() || !isStoredName(entry.name)) continue
    const source = createReadStream(path.join(entry.parentPath, entry.name))
    const received = await intake.receive(source, Infinity)
    const kept = received.ok ? await storage.keep(received.file, entry.name) : received
    if (!kept.ok) throw new CommandRefused(`The evidence storage did not take ${entry.name} (${kept.code}).`)
  }
}
