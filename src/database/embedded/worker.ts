import { createServer, type Socket } from 'node:net'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { Catalogue } from './catalogue.js'
import { Documents } from './documents.js'
import { removeExpired } from './expiry.js'
import { announce, claim, type Owner, release, removeSocket, startOf } from './ownership.js'
import { Server } from './server.js'
import { openStorage } from './storage.js'

/** What the thread is started with. */
export interface WorkerInput {
  directory: string
  socket: string
  sync: boolean
  ttlSweepMs: number
}

/** What the thread tells: it serves, or another process does. */
export type WorkerMessage = { ready: true } | { inUse: string }

const port = parentPort
if (!port) throw new Error('the embedded store runs in a worker thread')
const { directory, socket, sync, ttlSweepMs } = workerData as WorkerInput

const early: Socket[] = []
let serve = (connection: Socket): void => {
  connection.on('error', () => connection.destroy())
  early.push(connection)
}
const listener = createServer({ pauseOnConnect: true }, (connection) => serve(connection))
await new Promise<void>((resolve, reject) => {
  listener.once('error', reject)
  listener.listen(socket, resolve)
})

const storage = openStorage(join(directory, 'lmdb'), { sync })
const mine: Owner = { socket, pid: process.pid, started: await startOf(process.pid) }
const other = await claim(storage, mine)
if (other) {
  await storage.close()
  listener.close()
  for (const connection of early) connection.destroy()
  await removeSocket(socket)
  port.postMessage({ inUse: other.socket } satisfies WorkerMessage)
  port.close()
} else {
  const documents = new Documents(storage, new Catalogue(storage))
  const server = new Server(documents)
  serve = (connection) => {
    server.serve(connection)
    connection.resume()
  }
  early.forEach(serve)
  await announce(directory, socket)
  const sweep = setInterval(() => {
    try {
      removeExpired(documents, new Date())
    } catch (error) {
      // A full disk must not take the reads away too; the next sweep tries again.
      process.emitWarning(error instanceof Error ? error : String(error))
    }
    server.cursors.sweep()
  }, ttlSweepMs)
  port.once('message', () => {
    clearInterval(sweep)
    listener.close()
    server.close()
    void rm(join(directory, 'running.json'), { force: true })
      .then(() => release(storage, mine))
      .then(() => storage.close())
      .then(() => removeSocket(socket))
      .then(() => process.exit()) // ends this thread, also where a client leaves its last answer unread
  })
  port.postMessage({ ready: true } satisfies WorkerMessage)
}
