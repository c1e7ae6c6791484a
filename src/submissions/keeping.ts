import { createHash } from 'node:crypto'
import type { Actor } from '../audit/actor.js'
import { createErasing } from './erasing.js'
import { artefactOfName, previewName, storedName, type StoredFile } from './fileStorage.js'
import type { EvidenceFile } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** Longer than anything takes between keeping a file and putting it into its slot. */
const GRACE_MS = 24 * 3600 * 1000
const BATCH = 100
const sweeper: Actor = { kind: 'system', name: 'evidence.sweep' }

/** What is wrong with a file: its bytes are not there, are not those that came, are there though deleted, or nobody answers. */
export type FileProblem = 'missing' | 'changed' | 'stillThere' | 'unreachable'

/** What became of looking at every file there should be, and at every one that should not. */
export interface FilesProved {
  intact: number
  bytes: number
  deleted: number
  problems: { artefactId: string; problem: FileProblem }[]
}

/** Looking after all evidence files: sweeping what belongs to nothing, proving what is there and what is not. */
export function createKeeping(deps: SubmissionDeps) {
  const { store, files, erasures, clock } = deps
  const { eraseFile } = createErasing(deps)

  async function sweepBatch(batch: StoredFile[]): Promise<number> {
    const ids = batch.map(({ name }) => artefactOfName(name))
    const referenced = await store.standingFiles(ids)
    let swept = 0
    for (const { name, bytes } of batch) {
      const artefactId = artefactOfName(name)
      if (referenced.has(artefactId)) continue
      const file = { artefactId, sha256: name.slice(0, 64), bytes }
      if (await eraseFile(file, null, { actor: sweeper, cause: 'orphaned' })) swept += 1
    }
    return swept
  }

  async function problemOf(file: EvidenceFile): Promise<FileProblem | null> {
    const opened = await files.open(storedName(file))
    if (!opened.ok) return opened.code === 'gone' ? 'missing' : 'unreachable'
    const hash = createHash('sha256')
    try {
      for await (const chunk of opened.stream) hash.update(chunk as Uint8Array)
    } catch {
      return 'unreachable'
    }
    return hash.digest('hex') === file.sha256 ? null : 'changed'
  }

  async function problemOfDeleted(file: { artefactId: string; sha256: string }): Promise<FileProblem | null> {
    for (const name of [storedName(file), previewName(file)]) {
      const left = await files.size(name)
      if (!left.ok) return 'unreachable'
      if (left.bytes !== null) return 'stillThere'
    }
    return null
  }

  return {
    /**
     * Deletes what has lain in the storage for a day and belongs to no submission: what a crash left between keeping and
     * attaching, and what a restored backup brought back of deleted files. Answers how many files.
     */
    async sweepFiles(): Promise<number> {
      const before = new Date(clock.now().getTime() - GRACE_MS)
      let swept = 0
      let batch: StoredFile[] = []
      for await (const file of files.list()) {
        if (file.at < before) batch.push(file)
        if (batch.length < BATCH) continue
        swept += await sweepBatch(batch)
        batch = []
      }
      swept += await sweepBatch(batch)
      await files.sweep(before)
      return swept
    },
    /** Reads every file there should be and hashes it again; asks for every deleted one whether it is gone. */
    async proveFiles(): Promise<FilesProved> {
      const proved: FilesProved = { intact: 0, bytes: 0, deleted: 0, problems: [] }
      // A file of several submissions is read once.
      const joint = new Set<string>()
      for await (const { artefacts } of store.all())
        for (const { file, joint: shared } of artefacts) {
          if (!file || file.erased || joint.has(file.artefactId)) continue
          if (shared) joint.add(file.artefactId)
          const problem = await problemOf(file)
          if (problem) proved.problems.push({ artefactId: file.artefactId, problem })
          else proved.intact += 1
          proved.bytes += problem ? 0 : file.bytes
        }
      for await (const { id, sha256 } of erasures.all()) {
        const problem = await problemOfDeleted({ artefactId: id, sha256 })
        if (problem) proved.problems.push({ artefactId: id, problem })
        else proved.deleted += 1
      }
      return proved
    },
  }
}
