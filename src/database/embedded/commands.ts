import { CommandError, notSupported } from './commandError.js'
import { catalogueCommands } from './catalogueCommands.js'
import type { Command } from './command.js'
import { findAndModify } from './findAndModify.js'
import { indexCommands } from './indexCommands.js'
import { readCommands } from './readCommands.js'
import { sessionCommands } from './sessionCommands.js'
import { type Doc, isDoc } from './values.js'
import { writeCommands } from './writeCommands.js'

const commands: Record<string, Command> = {
  ...sessionCommands,
  ...readCommands,
  ...writeCommands,
  findAndModify,
  findandmodify: findAndModify,
  ...indexCommands,
  ...catalogueCommands,
}

/** What every command may carry. Read and write concerns are met by the one way we work. */
const common = new Set(
  (
    'lsid $db $readPreference $clusterTime comment maxTimeMS readConcern writeConcern apiVersion apiStrict ' +
    'apiDeprecationErrors'
  ).split(' '),
)

/**
 * The command that a document asks for, by its first field. Throws `CommandError` 59 that names a command we do not
 * have, 40415 that names a field it does not take.
 */
export function commandFor(given: Doc): Command {
  const name = Object.keys(given)[0] ?? ''
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new CommandError(59, `no such command: '${name}'`)
  if (given['startTransaction'] !== undefined || given['autocommit'] !== undefined) {
    throw notSupported('transactions')
  }
  if (command.fields !== undefined) {
    const own = command.fields.split(' ')
    const unknown = Object.keys(given).find(
      (field) => field !== name && !common.has(field) && !own.includes(field),
    )
    if (unknown) throw new CommandError(40415, `BSON field '${name}.${unknown}' is an unknown field.`)
  }
  refuseCollation(given)
  return command
}

/** Only the simple collation, by bytes, is ours; another is refused rather than passed over. */
function refuseCollation(given: Doc): void {
  const { collation } = given
  if (collation === undefined || (isDoc(collation) && (collation['locale'] ?? 'simple') === 'simple')) return
  throw notSupported('collation')
}
