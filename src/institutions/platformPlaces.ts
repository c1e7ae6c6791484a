import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema } from '../database/records.js'

/**
 * Which institution a client id belongs to at each host. All of them speak with the same key of the tool: an institution that could register another's client id at
 * the other's token address, under whatever issuer, would be given what the LMS gives to that one. Never given back.
 */
export function createPlatformPlaces(connection: Connection) {
  const schema = recordSchema({ institutionId: { type: String, required: true } })
  const rows = connection.model('PlatformPlace', schema, 'platformPlaces')
  return {
    /** Takes the client id at these hosts for an institution. False where one of them is another's. Harmless to repeat. */
    async take(institutionId: string, clientId: string, hosts: readonly string[]): Promise<boolean> {
      const ids = hosts.map((host) => `${host} ${clientId}`)
      const others = { _id: { $in: ids }, institutionId: { $ne: institutionId } }
      if (await rows.exists(others)) return false
      for (const id of ids) await addUnlessThere(rows, { id, institutionId })
      // Whoever was faster in between has it.
      return !(await rows.exists(others))
    },
  }
}
