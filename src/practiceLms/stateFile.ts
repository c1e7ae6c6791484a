import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { LmsState } from './state.js'

const rows = z.array(z.record(z.string(), z.unknown()))
const shape = z.object({
  version: z.literal(1),
  nextId: z.number().int(),
  keys: rows,
  people: rows,
  courses: rows,
  tools: rows,
  links: rows,
  lineItems: rows,
  tokens: z.record(z.string(), z.unknown()),
  usedIds: z.record(z.string(), z.number()),
})

const isState = (value: unknown): value is LmsState => shape.safeParse(value).success

/** Reads the state kept in `file`; null when there is none. Throws when the file is there but is not ours, so
 * that nothing is overwritten by mistake. */
export function readState(file: string): LmsState | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const value: unknown = JSON.parse(text)
  if (!isState(value)) throw new Error(`${file} does not hold the state of a practice LMS`)
  return value
}

export interface StateKeeper {
  /** Says that something changed; the file follows within a moment. */
  touch(): void
  /** Writes at once what is not yet on disk. */
  flush(): void
}

/** Keeps `state` in `file` (nowhere when null): written beside and renamed, so that a reader never sees half.
 * The file holds private keys of the practice platform, hence mode 0600. */
export function keepState(state: LmsState, file: string | null): StateKeeper {
  let timer: NodeJS.Timeout | null = null
  const flush = (): void => {
    if (timer === null || file === null) return
    clearTimeout(timer)
    timer = null
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  const touch = (): void => {
    if (file !== null && timer === null) timer = setTimeout(flush, 50)
  }
  return { touch, flush }
}
