import { readFile, writeFile } from 'node:fs/promises'
import { operator } from '../audit/actor.js'
import { catalogueText } from '../catalogue/catalogueDocument.js'
import type { Services } from '../services.js'
import { CommandRefused, WrongUsage, type Command } from './command.js'

/** The institution that was named, or the only one there is. */
async function institutionFor(services: Services, id: string | undefined) {
  if (id) return services.institutions.get(operator, id)
  const [only, ...others] = await services.institutions.list(operator)
  if (!only || others.length > 0) throw new WrongUsage('--institution is missing: there is not exactly one.')
  return only
}

const catalogueExport: Command = {
  name: 'catalogue export',
  summary: 'Writes a whole catalogue into a file: every version, stacks and frameworks (cairn.catalogue.v1).',
  options: { institution: { type: 'string', value: 'ID' } },
  positionals: ['FILE'],
  async run(desk, given) {
    const services = await desk.services()
    const institution = await institutionFor(services, given.maybe('institution'))
    const document = await services.catalogue.exportCatalogue(operator, institution.id, institution.name)
    const file = given.at(0) ?? ''
    await writeFile(file, catalogueText(document)).catch((cause: unknown) => {
      throw new CommandRefused(`${file} cannot be written.`, { cause })
    })
    const counts = {
      microCredentials: document.microCredentials.length,
      stacks: document.stacks.length,
      frameworks: document.frameworks.length,
    }
    return {
      json: { file, institutionId: institution.id, ...counts },
      text: `${file}: ${String(counts.microCredentials)} micro-credentials, ${String(counts.stacks)} stacks, ${String(counts.frameworks)} frameworks.`,
    }
  },
}

const catalogueImport: Command = {
  name: 'catalogue import',
  summary: 'Takes such a file in, whole or not at all; what is there is never changed.',
  options: { institution: { type: 'string', value: 'ID' } },
  positionals: ['FILE'],
  async run(desk, given) {
    const file = given.at(0) ?? ''
    const json = await readFile(file, 'utf8')
      .then(
        (text): unknown => JSON.parse(text),
        (cause: unknown) => {
          throw new CommandRefused(`${file} cannot be read.`, { cause })
        },
      )
      .catch((error: unknown) => {
        if (error instanceof SyntaxError) throw new CommandRefused(`${file} is not JSON.`, { cause: error })
        throw error
      })
    const services = await desk.services()
    const institution = await institutionFor(services, given.maybe('institution'))
    const result = await services.catalogue.importCatalogue(operator, institution.id, json)
    if (!result.ok)
      return {
        ok: false,
        json: { problems: result.problems },
        text: [
          'Nothing was taken in:',
          ...result.problems.map(({ field, code }) => `  ${field}  ${code}`),
        ].join('\n'),
      }
    const { versions, stacks, frameworks, unchanged } = result
    return {
      json: { institutionId: institution.id, versions, stacks, frameworks, unchanged },
      text: `Taken in: ${String(versions)} versions, ${String(stacks)} stacks, ${String(frameworks)} frameworks; ${String(unchanged)} were there already.`,
    }
  },
}

export const catalogueCommands = [catalogueExport, catalogueImport]
