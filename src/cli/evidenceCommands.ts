import { operator } from '../audit/actor.js'
import type { FileProblem } from '../submissions/keeping.js'
import type { Command } from './command.js'

const problems: Record<FileProblem, string> = {
  missing: 'its bytes are not there',
  changed: 'its bytes are not those that were kept',
  stillThere: 'it is deleted, but its bytes are still there',
  unreachable: 'the storage does not answer',
}

const evidenceVerify: Command = {
  name: 'evidence verify',
  summary: 'Reads and hashes every evidence file again, and looks whether deleted ones are gone.',
  options: {},
  positionals: [],
  async run(desk) {
    const { submissions } = await desk.services()
    const proved = await submissions.proveFiles()
    const ok = proved.problems.length === 0
    return {
      json: { ok, ...proved },
      text: [
        `${String(proved.intact)} files (${String(proved.bytes)} bytes) are what they were when they were kept.`,
        `${String(proved.deleted)} files were deleted and are gone.`,
        ...proved.problems.map(({ artefactId, problem }) => `${artefactId}: ${problems[problem]}`),
      ].join('\n'),
      ok,
    }
  },
}

const evidenceErase: Command = {
  name: 'evidence erase',
  summary: 'Deletes the bytes of one evidence file for good; the record of it stays.',
  options: { reason: { type: 'string', required: true } },
  positionals: ['ID'],
  async run(desk, given) {
    const { submissions } = await desk.services()
    const id = given.at(0) ?? ''
    const gone = await submissions.eraseEvidence(operator, id, given.text('reason'))
    return {
      json: { id, gone },
      text: gone
        ? `${id} is deleted, and its bytes are gone.`
        : `${id} is noted for deletion, but the storage does not answer. A running Cairn tries again every minute.`,
    }
  },
}

const evidenceDeletions: Command = {
  name: 'evidence deletions',
  summary: 'Lists the newest deletions of an institution: what, when, by whom, why, and whether it is gone.',
  options: { institution: { type: 'string', required: true, value: 'ID' } },
  positionals: [],
  async run(desk, given) {
    const { submissions } = await desk.services()
    const deletions = await submissions.erasuresOf(operator, given.text('institution'))
    return {
      json: { deletions },
      text:
        deletions
          .map(({ at, id, cause, by, bytes, sha256, gone, reason }) =>
            [
              at.toISOString(),
              ...[id, cause, by, `${String(bytes)} bytes`, sha256],
              gone ? `gone ${gone.toISOString()}` : 'NOT YET GONE',
              reason,
            ].join('  '),
          )
          .join('\n') || 'Nothing has been deleted.',
    }
  },
}

export const evidenceCommands = [evidenceVerify, evidenceErase, evidenceDeletions]
