import type { Connection } from 'mongoose'
import { changeStored } from './storedChanges.js'

/**
 * Brings the database to what this version of the tool expects: changes what an older one stored, then makes every
 * collection and index that the registered stores declare. Safe to run at every start and by several processes at once.
 * Throws when an index conflicts with stored data, naming the collection.
 */
export async function migrate(connection: Connection): Promise<void> {
  await changeStored(connection)
  for (const model of Object.values(connection.models)) {
    try {
      await model.createIndexes()
    } catch (cause) {
      throw new Error(`The indexes of "${model.collection.name}" could not be made`, { cause })
    }
  }
}
