import { operator } from '../audit/actor.js'
import { problemCodes } from '../services/proof/problem.js'
import { CommandRefused, type Command } from './command.js'

/** Replays every result from its records and says what does not match. */
export const prove: Command = {
  name: 'prove',
  summary: 'Replays judgements, results, scores and awards from their records and says what does not match.',
  options: { institution: { type: 'string', value: 'ID' } },
  positionals: [],
  async run(desk, given) {
    const { proving, institutionStore } = await desk.services()
    const id = given.maybe('institution') ?? null
    if (id !== null && !(await institutionStore.byId(id)))
      throw new CommandRefused(
        'There is no institution with that id. "institution list" shows those there are.',
      )
    const { problems, ...counts } = await proving.prove(operator, id)
    const { submissions, results, awards, pending, unsealed } = counts
    const lines = problems.map(({ code, subject }) => `${subject}  ${problemCodes[code]}  (${code})`)
    const summary = `${String(submissions)} submissions, ${String(results)} results, ${String(awards)} awards`
    const verdict =
      problems.length === 0
        ? `Everything matches its records: ${summary}.`
        : `${String(problems.length)} do not match their records, of ${summary}.`
    return {
      json: { ok: problems.length === 0, ...counts, problems },
      text: [
        ...lines,
        verdict,
        ...(pending > 0 ? [`${String(pending)} are still being followed up; prove again in a minute.`] : []),
        ...(unsealed > 0 ? [`${String(unsealed)} judgements are older than seals.`] : []),
      ].join('\n'),
      ok: problems.length === 0,
    }
  },
}
