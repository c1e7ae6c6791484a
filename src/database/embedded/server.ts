import type { Socket } from 'node:net'
import { CommandError } from './commandError.js'
import type { Command, Context } from './command.js'
import { commandFor } from './commands.js'
import { type CursorPage, Cursors } from './cursors.js'
import type { Documents } from './documents.js'
import type { Doc } from './values.js'
import { Framer, readRequest, type Request, writeReply } from './wire.js'

/** A write that waits for the next transaction. */
interface Waiting {
  request: Request
  command: Command
  context: Context
  answer: (reply: Doc | CursorPage) => void
}

/**
 * Answers connections. Reads are done at once; writes that have come in meanwhile are done in one transaction, whose
 * single flush to disk comes before all their replies (group commit).
 */
export class Server {
  readonly cursors = new Cursors()
  readonly #documents: Documents
  readonly #sockets = new Set<Socket>()
  #waiting: Waiting[] = []
  #scheduled = false
  #connections = 0

  constructor(documents: Documents) {
    this.#documents = documents
  }

  /** Serves one client until it goes; a message that is malformed ends the connection. */
  serve(socket: Socket): void {
    const connectionId = ++this.#connections
    const framer = new Framer()
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      try {
        for (const message of framer.push(chunk)) this.#take(readRequest(message), socket, connectionId)
      } catch {
        socket.destroy()
      }
    })
  }

  /** Does what has come in, then ends all connections. */
  close(): void {
    this.#flush()
    for (const socket of this.#sockets) socket.end(() => socket.destroy())
  }

  #take(request: Request, socket: Socket, connectionId: number): void {
    const answer = (reply: Doc | CursorPage) => {
      if (!request.silent && socket.writable) socket.write(writeReply(request, reply))
    }
    const context: Context = {
      documents: this.#documents,
      cursors: this.cursors,
      database: typeof request.command['$db'] === 'string' ? request.command['$db'] : 'test',
      connectionId,
    }
    let command: Command
    try {
      command = commandFor(request.command)
      if (!command.writes) {
        answer(command.run(request.command, context))
        return
      }
    } catch (error) {
      answer(failure(error))
      return
    }
    this.#waiting.push({ request, command, context, answer })
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => this.#flush())
  }

  #flush(): void {
    this.#scheduled = false
    const group = this.#waiting
    this.#waiting = []
    if (group.length === 0) return
    for (const { answer, reply } of this.#commit(group)) answer(reply)
  }

  /** A fault of ours in one command must not undo the others: then each gets a transaction of its own. */
  #commit(group: Waiting[]): { answer: Waiting['answer']; reply: Doc | CursorPage }[] {
    try {
      const replies = this.#documents.storage.write(() => group.map(attempt))
      return group.map(({ answer }, i) => ({ answer, reply: replies[i] ?? { ok: 1 } }))
    } catch (error) {
      this.#documents.catalogue.reload()
      const [only] = group
      if (only && group.length === 1) return [{ answer: only.answer, reply: failure(uncommitted(error)) }]
      return group.flatMap((one) => this.#commit([one]))
    }
  }
}

/** Runs a write; a refusal is its reply, for then it has undone nothing and written nothing it should not. */
function attempt({ request, command, context }: Waiting): Doc | CursorPage {
  try {
    return command.run(request.command, context)
  } catch (error) {
    if (error instanceof CommandError) return failure(error)
    throw error
  }
}

/** What LMDB says of a full disk is no more than `Input/output error`. */
function uncommitted(error: unknown): CommandError {
  return new CommandError(1, `the embedded store could not write (is the disk full?): ${String(error)}`)
}

function failure(error: unknown): Doc {
  const refusal =
    error instanceof CommandError
      ? error
      : new CommandError(1, error instanceof Error ? error.message : String(error))
  return {
    ok: 0,
    errmsg: refusal.message,
    code: refusal.code,
    codeName: refusal.codeName,
    ...refusal.details,
  }
}
