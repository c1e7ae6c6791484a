import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Registration } from '../institutions/registration.js'
import type { GuardedFetch } from '../web/guardedFetch.js'

/** One finding: what was looked at, how it is, and what to do where it is not well. */
export interface Finding {
  name: string
  ok: boolean
  says: string
  cure?: string
}

const MOST_SKEW_MS = 30_000

const keySet = z.object({ keys: z.array(z.unknown()).min(1) })

/** Whether the data directory can be written to. */
export async function checkDataDir(dataDir: string): Promise<Finding> {
  const name = 'data directory'
  try {
    await rm(await mkdtemp(path.join(dataDir, '.doctor-')), { recursive: true })
    return { name, ok: true, says: `${dataDir} can be written to` }
  } catch {
    return {
      name,
      ok: false,
      says: `${dataDir} cannot be written to`,
      cure: 'Make the directory and give it to the user that runs Cairn.',
    }
  }
}

/** A platform's key set: reachable, readable, and by its Date header whether the two clocks agree. */
export async function checkKeySet(
  fetch: GuardedFetch,
  { name, jwksUrl }: Registration,
  now: () => Date,
): Promise<Finding[]> {
  const what = `${name}: key set`
  const answer = await fetch({ url: jwksUrl })
  if (!answer.ok) return [unreached(what, jwksUrl, answer.code)]
  if (answer.status !== 200 || !keySet.safeParse(json(answer.body)).success)
    return [
      {
        name: what,
        ok: false,
        says: `${jwksUrl} answered ${String(answer.status)} and no key set`,
        cure: 'Check the key set address (JWKS URL) in the LMS and register the platform with the right one.',
      },
    ]
  const skew = Math.abs(now().getTime() - Date.parse(answer.headers['date'] ?? ''))
  const clock: Finding[] =
    skew > MOST_SKEW_MS
      ? [
          {
            name: `${name}: clock`,
            ok: false,
            says: `the clocks of Cairn and of the LMS are ${String(Math.round(skew / 1000))} seconds apart`,
            cure: 'Switch on time synchronisation (NTP) on both machines: launches and scores depend on it.',
          },
        ]
      : []
  return [{ name: what, ok: true, says: 'reachable' }, ...clock]
}

/** A platform's token endpoint: any answer to an empty request shows that it is there. */
export async function checkTokenEndpoint(
  fetch: GuardedFetch,
  { name, tokenUrl }: Registration,
): Promise<Finding> {
  const what = `${name}: token endpoint`
  const answer = await fetch({
    url: tokenUrl,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  })
  if (!answer.ok) return unreached(what, tokenUrl, answer.code)
  if (answer.status === 404 || answer.status >= 500)
    return {
      name: what,
      ok: false,
      says: `${tokenUrl} answered ${String(answer.status)}`,
      cure: 'Check the token address in the LMS and register the platform with the right one.',
    }
  return { name: what, ok: true, says: 'reachable' }
}

const cures: Record<string, string> = {
  insecure: 'The address must start with https://; register the platform with its https address.',
  'blocked-address': 'The address leads to a private network; Cairn sends only to public ones in production.',
  timeout: 'Let this machine make outgoing https connections to it (firewall, proxy).',
  unreachable: 'Check the name, DNS and the firewall: this machine must be able to open it.',
  redirected: 'The address answers with a redirect; register the platform with the final address.',
}

function unreached(name: string, url: string, code: string): Finding {
  return {
    name,
    ok: false,
    says: `${url} could not be reached (${code})`,
    cure: cures[code] ?? 'Check the address and register the platform with the right one.',
  }
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
