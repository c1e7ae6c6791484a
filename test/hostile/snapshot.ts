import { openDatabase } from '../../src/database/open.js'
import type { World } from '../support/world.js'

/** Every row that belongs to an institution, by collection, read past all services. */
export async function snapshotOf(world: World, institutionId: string): Promise<Record<string, unknown[]>> {
  const { dataDir } = world.tool.services.config
  const { connection, close } = await openDatabase({ mongodbUri: undefined, dataDir, join: true })
  const collections = (await connection.db?.listCollections().toArray()) ?? []
  const rows: Record<string, unknown[]> = {}
  for (const { name } of collections)
    rows[name] = await connection.collection(name).find({ institutionId }).sort({ _id: 1 }).toArray()
  await close()
  return rows
}
