import { readFile, rename, rmdir, unlink, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Storage } from './storage.js'

/** Who has a store open. */
export interface Owner {
  socket: string
  pid: number
  /** When the process was started, as far as the system tells: a pid alone may be another's by now. */
  started: string | null
}

const ownerKey = Buffer.from('\xff\xff\xff\xffowner', 'latin1')

/**
 * Makes `mine` the owner of the store, or gives the owner that is there and alive. LMDB's own write lock spans
 * processes and is freed when its holder is killed, so comparing and setting the record inside a transaction has no
 * race; only an owner that was found dead before is replaced. The caller listens on its socket already, so that
 * others find it alive from the first moment.
 */
export async function claim(storage: Storage, mine: Owner): Promise<Owner | undefined> {
  const record = Buffer.from(JSON.stringify(mine))
  for (;;) {
    const seen = storage.get(ownerKey)
    const owner = seen && (JSON.parse(seen.toString()) as Owner)
    if (owner && (await isAlive(owner))) return owner
    const won = storage.write(() => {
      const now = storage.get(ownerKey)
      if (seen ? !now?.equals(seen) : now) return false
      storage.put(ownerKey, record)
      return true
    })
    if (!won) continue
    if (owner) await removeSocket(owner.socket)
    return undefined
  }
}

/** Gives the store up. */
export function release(storage: Storage, mine: Owner): void {
  const record = Buffer.from(JSON.stringify(mine))
  storage.write(() => {
    if (storage.get(ownerKey)?.equals(record)) storage.remove(ownerKey)
  })
}

/**
 * A listening socket answers even while its process is busy or stopped, and never when that was killed. Where its file
 * was swept away (from /tmp, say) the process itself is looked for.
 */
async function isAlive({ socket, pid, started }: Owner): Promise<boolean> {
  if (await answers(socket)) return true
  return started !== null && pid !== process.pid && (await startOf(pid)) === started
}

/** Whether someone listens on the socket. */
async function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket)
    connection.on('connect', () => {
      connection.destroy()
      resolve(true)
    })
    connection.on('error', () => resolve(false))
  })
}

/** What tells this process from another with its pid, before or after it; null where the system does not say. */
export async function startOf(pid: number): Promise<string | null> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ])
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return `${boot.trim()}/${fields[19]}`
  } catch {
    return null
  }
}

/** Leaves word in the directory of where the store can be reached; asking needs no LMDB then. */
export async function announce(directory: string, socket: string): Promise<void> {
  const file = join(directory, 'running.json')
  await writeFile(`${file}.new`, JSON.stringify({ socket }), { mode: 0o600 })
  await rename(`${file}.new`, file)
}

/** The socket of a running store, or null when the word that was left is missing or old. */
export async function announced(directory: string): Promise<string | null> {
  try {
    const { socket } = JSON.parse(await readFile(join(directory, 'running.json'), 'utf8')) as {
      socket: string
    }
    return (await answers(socket)) ? socket : null
  } catch {
    return null
  }
}

/** Where sockets go whose own directory has too long a name. */
export const temporaryPrefix = join(tmpdir(), 'cairn-')

/** Removes a socket, and the temporary directory that was made for it. Never more: a data directory may have such a name too. */
export async function removeSocket(socket: string): Promise<void> {
  await unlink(socket).catch(() => undefined)
  if (socket.startsWith(temporaryPrefix)) await rmdir(dirname(socket)).catch(() => undefined)
}
