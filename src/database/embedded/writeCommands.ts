import { CommandError, notSupported } from './commandError.js'
import { countField, docField, docsField } from './commandFields.js'
import type { Command } from './command.js'
import { checkId } from './documents.js'
import { deleteDocuments, updateDocuments } from './mutations.js'
import { collectionName } from './readCommands.js'
import { type Doc, field } from './values.js'

const insert: Command = {
  writes: true,
  fields: 'documents ordered',
  run(command, { documents, database }) {
    const name = collectionName(command, 'insert')
    let n = 0
    const failures = eachOf(command, 'documents', (doc) => {
      checkId(doc)
      documents.insert(documents.catalogue.ensure(database, name), doc)
      n += 1
    })
    return { n, ...failures, ok: 1 }
  },
}

const update: Command = {
  writes: true,
  fields: 'updates ordered',
  run(command, { documents, database }) {
    const where = { database, name: collectionName(command, 'update') }
    const [upserted, totals] = [[] as Doc[], { n: 0, nModified: 0 }]
    const failures = eachOf(command, 'updates', (one, index) => {
      refuseOptions(one, ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'sort', 'hint', 'collation', 'c'])
      const outcome = updateDocuments(documents, where, {
        filter: docField(one, 'q'),
        update: one['u'],
        multi: one['multi'] === true,
        upsert: one['upsert'] === true,
        sort: one['sort'],
        ...(Array.isArray(one['arrayFilters']) && { arrayFilters: one['arrayFilters'] }),
      })
      totals.n += outcome.matched
      totals.nModified += outcome.modified
      if (outcome.upserted) {
        totals.n += 1
        upserted.push({ index, _id: field(outcome.upserted, '_id') })
      }
    })
    return { ...totals, ...(upserted.length > 0 && { upserted }), ...failures, ok: 1 }
  },
}

const remove: Command = {
  writes: true,
  fields: 'deletes ordered',
  run(command, { documents, database }) {
    const where = { database, name: collectionName(command, 'delete') }
    let n = 0
    const failures = eachOf(command, 'deletes', (one) => {
      refuseOptions(one, ['q', 'limit', 'hint', 'collation'])
      n += deleteDocuments(documents, where, docField(one, 'q'), countField(one, 'limit') ?? 0).deleted
    })
    return { n, ...failures, ok: 1 }
  },
}

export const writeCommands: Record<string, Command> = { insert, update, delete: remove }

/** Does each part of a batch; one that is refused ends an ordered batch and is reported with its place. */
function eachOf(command: Doc, name: string, action: (one: Doc, index: number) => void): Doc {
  const writeErrors: Doc[] = []
  for (const [index, one] of docsField(command, name).entries()) {
    try {
      action(one, index)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details })
      if (command['ordered'] !== false) break
    }
  }
  return writeErrors.length > 0 ? { writeErrors } : {}
}

function refuseOptions(one: Doc, known: readonly string[]): void {
  const unknown = Object.keys(one).find((name) => !known.includes(name))
  if (unknown) throw new CommandError(40415, `BSON field '${unknown}' is an unknown field.`)
  const { collation } = one
  if (collation !== undefined) throw notSupported('collation')
}
