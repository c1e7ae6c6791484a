import type { CursorPage, Cursors } from './cursors.js'
import type { Documents } from './documents.js'
import type { Doc } from './values.js'

/** What a command works with. */
export interface Context {
  documents: Documents
  cursors: Cursors
  database: string
  connectionId: number
}

/** A command of the protocol: whether it writes, the fields it takes beside its own name, and what it does. */
export interface Command {
  writes: boolean
  /** Undefined: any (greetings, of which each driver sends its own). */
  fields?: string
  run(command: Doc, context: Context): Doc | CursorPage
}
