import type { Readable } from 'node:stream'
import type { ReceivedFile } from './intake.js'

/** Why a storage could not do it: the file is not there, no room, nobody answers, or it will not have us. */
export type StorageFailure = 'gone' | 'full' | 'unreachable' | 'refused'

export type StorageResult<T = object> = ({ ok: true } & T) | { ok: false; code: StorageFailure }

/** A part of a file, in bytes; both ends are included (RFC 9110 §14.1.2). */
export interface ByteRange {
  start: number
  end: number
}

/** A file as a storage lists it. `at` is when it was kept. */
export interface StoredFile {
  name: string
  bytes: number
  at: Date
}

/**
 * Where evidence files live for good. Names are made by us (`storedName`), never by a person; any other name throws.
 * What can go wrong outside is answered, not thrown; only `list` throws, for the jobs and commands that walk everything.
 */
export interface FileStorage {
  /** Gives a received file its lasting name, durably. Where it is kept, nothing of it is left in the intake. */
  keep(file: ReceivedFile, name: string): Promise<StorageResult>
  /** Reads a kept file or a part of it. */
  open(name: string, range?: ByteRange): Promise<StorageResult<{ stream: Readable }>>
  /** How many bytes are kept under a name; null when nothing is. */
  size(name: string): Promise<StorageResult<{ bytes: number | null }>>
  /** Removes a kept file; one that is already gone counts as removed. */
  remove(name: string): Promise<StorageResult>
  /** Everything that is kept, in no order that matters. */
  list(): AsyncIterable<StoredFile>
  /** Ends what is half-done since before then and will not be finished: parts a crash left. */
  sweep(before: Date): Promise<void>
  close(): Promise<void>
}

/** The lasting name of an evidence file: its content's hash, made its own by the artefact's id. */
export const storedName = (file: { sha256: string; artefactId: string }): string =>
  `${file.sha256}-${file.artefactId}`

/** The lasting name of a file's preview: it lies beside the file and goes with it. */
export const previewName = (file: { sha256: string; artefactId: string }): string =>
  `${storedName(file)}-preview`

const lasting = /^[0-9a-f]{64}-[0-9a-zA-Z-]{1,64}$/

/** Whether a name is one that `storedName` or `previewName` makes. */
export const isStoredName = (name: string): boolean => lasting.test(name)

/** The artefact a stored file or preview belongs to. */
export const artefactOfName = (name: string): string => name.slice(65).replace(/-preview$/, '')

/** A name as it is; throws for one that is not of our making, so that no path or key is ever made of it. */
export function ownName(name: string): string {
  if (!isStoredName(name)) throw new Error('not a name of an evidence file')
  return name
}
