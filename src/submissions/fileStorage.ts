import type { Readable } from 'node:stream'

/** A file that has fully arrived but belongs to nothing yet. `path` is readable on this machine until it is kept or discarded. */
export interface ReceivedFile {
  path: string
  bytes: number
  /** Hex. */
  sha256: string
}

export type ReceiveResult =
  { ok: true; file: ReceivedFile } | { ok: false; code: 'tooLarge' | 'empty' | 'interrupted' }

/** Where evidence files live. Names are made by us, never by a person. */
export interface FileStorage {
  /**
   * Streams a source to a private place, durably. When it is too large, empty or breaks off, nothing is left
   * behind and the source has been drained or destroyed. Rejects only when the storage itself fails.
   */
  receive(source: Readable, maxBytes: number): Promise<ReceiveResult>
  /** Gives a received file its lasting name. */
  keep(file: ReceivedFile, name: string): Promise<void>
  /** Removes a received file that will not be kept. */
  discard(file: ReceivedFile): Promise<void>
  /** Reads a kept file, or the bytes from `start` to `end` (both included). The stream errors when it is gone. */
  open(name: string, range?: { start: number; end: number }): Readable
  /** Removes a kept file; one that is already gone counts as removed. */
  remove(name: string): Promise<void>
}

/** The lasting name of an evidence file: its content's hash, made its own by the artefact's id. */
export const storedName = (file: { sha256: string; artefactId: string }): string =>
  `${file.sha256}-${file.artefactId}`
