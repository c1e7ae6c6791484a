import type { Connection } from 'mongoose'
import { recordSchema } from '../database/records.js'
import type { Launch } from './launch.js'
import type { Registration } from './ports.js'

interface Row {
  _id: string
  origins: string[]
}

const originOf = (url: string | null | undefined) => (url && URL.canParse(url) ? [new URL(url).origin] : [])

/** The origins of the addresses a registration was made with. */
export function registeredOrigins(registration: Registration): string[] {
  const { issuer, authUrl, tokenUrl, jwksUrl } = registration
  return [...new Set([issuer, authUrl, tokenUrl, jwksUrl].flatMap(originOf))]
}

/**
 * Where the bearer token of a registration may be sent: its registered origins, and those its own signed launches named as the place of their services. The second
 * kind is needed because hosted Canvas signs as canvas.instructure.com while grades and rosters live on each school's host.
 */
export function createServiceOrigins(connection: Connection) {
  const rows = connection.model<Row>(
    'LtiServiceOrigins',
    recordSchema({ origins: { type: [String], required: true } }),
    'ltiServiceOrigins',
  )
  const settled = new Map<string, Set<string>>()

  async function allowed(registration: Registration): Promise<string[]> {
    const row = await rows.findOne({ _id: registration.id }).lean<Row>()
    return [...registeredOrigins(registration), ...(row?.origins ?? [])]
  }

  return {
    allowed,
    /** Remembers where a verified launch says the services of its platform are. Reads and writes only for what this process has not seen yet. */
    async learn(registration: Registration, launch: Launch): Promise<void> {
      const { grades, roster } = launch
      const named = [grades?.lineItemUrl, grades?.lineItemsUrl, roster?.url].flatMap(originOf)
      const seen = settled.get(registration.id)
      if (named.every((origin) => seen?.has(origin))) return
      const known = await allowed(registration)
      for (const origin of new Set(named)) {
        if (known.includes(origin) || known.length >= mostOrigins) continue
        await rows.updateOne({ _id: registration.id }, { $addToSet: { origins: origin } }, { upsert: true })
        known.push(origin)
      }
      settled.set(registration.id, new Set(known))
    },
  }
}

/** No school spreads its grade services over more hosts than this; a platform that invents them must not fill the store. */
const mostOrigins = 50

export type ServiceOrigins = ReturnType<typeof createServiceOrigins>
