import { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import type { Allowance } from '../web/allowance.js'
import { hashOf, loginLifetimeMs, newSecret } from './browserBinding.js'
import type { LoginStore } from './loginStore.js'
import { whichPlatform, type CameFrom } from './namesakes.js'
import { frameName, storagePlace, type StoragePlace } from './platformStorage.js'
import type { PlatformRegistry, Registration } from './ports.js'
import type { RefusalCode } from './refusals.js'
import { loginAddress } from './toolConfiguration.js'
import type { TurnedAwayNotes } from './turnedAway.js'

/** `address` is what an LMS that cannot be told apart should have as login address. */
export interface LoginRefused {
  ok: false
  code: RefusalCode
  detail?: string
  retryAfter?: number
  address?: string
}

export type LoginOutcome =
  | {
      ok: true
      redirectTo: string
      state: string
      browserSecret: string
      /** Where the platform keeps the secret for us as well; null where a cookie is enough or nothing was offered. */
      storage: StoragePlace | null
    }
  | LoginRefused

/**
 * What a platform may say to begin a login (Security §5.1.1.1, Core §4.1). Parameters we do not know are let go by: Canvas sends several. The hints are opaque and may
 * be long (Canvas puts a token into one), everything else is short.
 */
const request = z.object({
  iss: z.string().min(1).max(2_000),
  login_hint: z.string().min(1).max(8_000),
  target_link_uri: z.string().min(1).max(4_000),
  lti_message_hint: z.string().max(16_000).optional(),
  client_id: z.string().min(1).max(1_000).optional(),
  lti_deployment_id: z.string().min(1).max(255).optional(),
  lti_storage_target: frameName.optional().catch(undefined),
})

export interface LoginParts {
  registry: PlatformRegistry
  logins: LoginStore
  clock: Clock
  turnedAway: TurnedAwayNotes
  publicUrl: string
  /** What one platform may begin; the others do not wait for it. */
  allowance: Allowance
}

/**
 * Begins logins: remembers state, nonce and browser in one row and answers where to send the browser. `cookiesMayFail` says that this browser has not
 * shown yet that it keeps our cookies where it is now; then the storage a platform offers is used beside them. `from` says where it was before, for platforms
 * that share issuer and client id.
 */
export function createLogin({ registry, logins, turnedAway, clock, publicUrl, allowance }: LoginParts) {
  const origin = new URL(publicUrl).origin
  const redirectUri = `${publicUrl}/lti/launch`

  return async function begin(sent: unknown, cookiesMayFail: boolean, from: CameFrom): Promise<LoginOutcome> {
    const parsed = request.safeParse(sent)
    if (!parsed.success)
      return { ok: false, code: 'lti.login-incomplete', detail: faultyFields(parsed.error) }
    const asked = parsed.data
    const found = await findPlatform(asked.iss, asked.client_id, from)
    if (!found.ok) {
      if (found.code === 'lti.platform-unknown') turnedAway.noteStranger(asked.iss, asked.client_id)
      return found
    }
    const { registration } = found
    // The request is not signed. Its target decides nothing, but one that is not ours means a link meant for somebody else (Core §5.3.4).
    const target = URL.canParse(asked.target_link_uri) ? new URL(asked.target_link_uri).origin : null
    if (target !== origin) {
      turnedAway.note(registration.id, 'lti.target-foreign', target ?? asked.target_link_uri)
      return { ok: false, code: 'lti.target-foreign' }
    }

    const retryAfter = allowance(registration.id)
    if (retryAfter > 0) return { ok: false, code: 'lti.platform-busy', retryAfter }

    const state = newSecret()
    const nonce = newSecret()
    const browserSecret = newSecret()
    const storageFrame = (cookiesMayFail && asked.lti_storage_target) || null
    await logins.add({
      id: state,
      nonce,
      registrationId: registration.id,
      deploymentId: asked.lti_deployment_id ?? null,
      browserHash: hashOf(browserSecret),
      storageFrame,
      expiresAt: new Date(clock.now().getTime() + loginLifetimeMs),
    })
    const url = new URL(registration.authUrl)
    for (const [name, value] of Object.entries({
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: registration.clientId,
      redirect_uri: redirectUri,
      login_hint: asked.login_hint,
      state,
      nonce,
    }))
      url.searchParams.set(name, value)
    // Core §4.1.1: goes back unchanged. Canvas and Moodle do not launch without it.
    if (asked.lti_message_hint !== undefined) url.searchParams.set('lti_message_hint', asked.lti_message_hint)
    const storage = storageFrame === null ? null : storagePlace(registration, storageFrame, state)
    return { ok: true, redirectTo: url.href, state, browserSecret, storage }
  }

  /** Several registrations may share an issuer (all hosted Canvas does): then the client id must say which, or where they are. */
  async function findPlatform(
    issuer: string,
    clientId: string | undefined,
    from: CameFrom,
  ): Promise<{ ok: true; registration: Registration } | LoginRefused> {
    const candidates =
      clientId === undefined
        ? await registry.findByIssuer(issuer)
        : await registry.findByClient(issuer, clientId)
    const { platform: registration, several } = whichPlatform(candidates, from)
    if (several) {
      for (const { id, hosts } of candidates)
        turnedAway.note(id, 'lti.platform-ambiguous', loginAddress(publicUrl, hosts[0] ?? null))
      return {
        ok: false,
        code: 'lti.platform-ambiguous',
        address: loginAddress(publicUrl, 'lms.example.org'),
      }
    }
    if (!registration) return { ok: false, code: 'lti.platform-unknown' }
    if (registration.status !== 'active')
      return {
        ok: false,
        code: `lti.platform-${registration.status}`,
        detail: `registration ${registration.id}`,
      }
    return { ok: true, registration }
  }
}

function faultyFields(error: z.ZodError): string {
  return `login: ${[...new Set(error.issues.map((issue) => String(issue.path[0] ?? 'body')))].join(', ')}`
}
