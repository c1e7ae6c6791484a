import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { announced, temporaryPrefix } from './ownership.js'
import type { WorkerInput, WorkerMessage } from './worker.js'

export interface EmbeddedStoreOptions {
  /** The directory that holds the data; made when missing, readable by its owner only. */
  dir: string
  /** How often documents that TTL indexes let expire are removed; 60 seconds, as MongoDB does. */
  ttlSweepMs?: number
  /** False leaves flushing to the operating system: for tests only. */
  sync?: boolean
}

export interface EmbeddedStore {
  /** For any MongoDB driver; names the database `cairn`. */
  uri: string
  close(): Promise<void>
}

/** Another process has the store open; its `uri` can be used as well as one's own. */
export class StoreInUse extends Error {
  override readonly name = 'StoreInUse'

  constructor(
    readonly dir: string,
    readonly uri: string,
  ) {
    super(
      `The data in ${dir} is in use by another process. Stop that process first, give this one another DATA_DIR, ` +
        'or set MONGODB_URI: with MongoDB any number of processes can share their data.',
    )
  }
}

/** Socket paths may have 108 bytes on Linux and 104 on macOS, with the zero at their end. */
const longestSocketPath = 100

/**
 * Opens the store in a directory and serves it on a Unix socket, in a thread of its own. Throws `StoreInUse` when
 * another process (or this one) has it open; a process that was killed leaves nothing that must be cleared away.
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const directory = resolve(options.dir)
  await mkdir(directory, { recursive: true })
  await chmod(directory, 0o700) // whoever reaches the socket can do anything
  const running = await announced(directory)
  if (running) throw new StoreInUse(directory, uriOf(running))
  const socket = await chooseSocket(directory)
  const input: WorkerInput = {
    directory,
    socket,
    sync: options.sync ?? true,
    ttlSweepMs: options.ttlSweepMs ?? 60_000,
  }
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: input,
    name: 'embedded store',
  })
  const message = await firstMessage(worker)
  if ('inUse' in message) throw new StoreInUse(directory, uriOf(message.inUse))
  let closing: Promise<void> | undefined
  return {
    uri: uriOf(socket),
    close: () =>
      (closing ??= new Promise((done) => {
        worker.once('exit', () => done())
        worker.postMessage('close')
      })),
  }
}

/** The URI of the store that runs on a directory, in whatever process, or null when none does. */
export async function runningStoreUri(dir: string): Promise<string | null> {
  const socket = await announced(resolve(dir))
  return socket === null ? null : uriOf(socket)
}

async function chooseSocket(directory: string): Promise<string> {
  const near = join(directory, `${randomBytes(4).toString('hex')}.sock`)
  if (Buffer.byteLength(near) <= longestSocketPath) return near
  return join(await mkdtemp(temporaryPrefix), 'store.sock')
}

function uriOf(socket: string): string {
  return `mongodb://${encodeURIComponent(socket)}/cairn?directConnection=true`
}

async function firstMessage(worker: Worker): Promise<WorkerMessage> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) =>
      reject(new Error(`the embedded store ended with code ${code} before it was open`)),
    )
    worker.once('message', (message: WorkerMessage) => {
      worker.removeAllListeners('error') // from here on a fault of the thread is a fault of the process
      resolve(message)
    })
  })
}
