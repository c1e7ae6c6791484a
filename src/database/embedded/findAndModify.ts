import { CommandError } from './commandError.js'
import { docField } from './commandFields.js'
import type { Command } from './command.js'
import { deleteDocuments, updateDocuments } from './mutations.js'
import { compileProjection } from './projection.js'
import { collectionName } from './readCommands.js'
import { type Doc, field, parse } from './values.js'

/** `findAndModify`: changes or removes one document and gives it as it was or, with `new`, as it is. */
export const findAndModify: Command = {
  writes: true,
  fields: 'query sort remove update new fields upsert arrayFilters hint collation',
  run(command, { documents, database }) {
    const verb = 'findAndModify' in command ? 'findAndModify' : 'findandmodify'
    const where = { database, name: collectionName(command, verb) }
    const fields = docField(command, 'fields')
    const project = Object.keys(fields).length > 0 ? compileProjection(fields, 'find') : (doc: Doc) => doc
    const filter = docField(command, 'query')
    const { sort, update } = command
    if (command['remove'] === true) {
      if (update !== undefined) throw new CommandError(9, 'Cannot specify both an update and remove=true')
      const { match: gone } = deleteDocuments(documents, where, filter, 1, sort)
      return {
        lastErrorObject: { n: gone ? 1 : 0 },
        value: gone ? project(gone.doc, gone.position) : null,
        ok: 1,
      }
    }
    const outcome = updateDocuments(documents, where, {
      filter,
      update,
      multi: false,
      upsert: command['upsert'] === true,
      sort,
      ...(Array.isArray(command['arrayFilters']) && { arrayFilters: command['arrayFilters'] }),
    })
    const { match, after, upserted } = outcome
    const before = match && parse(match.bytes)
    const given = command['new'] === true ? after : before
    return {
      lastErrorObject: {
        n: match || upserted ? 1 : 0,
        updatedExisting: match !== undefined,
        ...(upserted && { upserted: field(upserted, '_id') }),
      },
      value: given ? project(given, match?.position) : null,
      ok: 1,
    }
  },
}
