import { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import type { Allowance } from '../web/allowance.js'
import { matchesHash } from './browserBinding.js'
import { openIdToken } from './idToken.js'
import type { KeySets } from './keySets.js'
import { readLaunch, type Launch } from './launch.js'
import type { LoginStore } from './loginStore.js'
import { createNamesakes } from './namesakes.js'
import type { PlatformRegistry } from './ports.js'
import type { RefusalCode } from './refusals.js'
import { storagePlace, type StoredSecret } from './platformStorage.js'
import { learnPlatform, originsOf } from './platformOrigins.js'
import type { TurnedAwayNotes } from './turnedAway.js'
import { claim } from './vocabulary.js'

/**
 * `verified`: genuine, of now, and of the browser that began it. `unbound`: genuine, but the browser brought no cookie back, so it is not yet known whose browser
 * this is; `stored` says where the platform may have kept its secret. Both have used their login up.
 */
export type LaunchOutcome =
  | { kind: 'verified'; launch: Launch }
  | { kind: 'unbound'; launch: Launch; stored: StoredSecret | null }
  | { kind: 'refused'; code: RefusalCode; detail?: string; retryAfter?: number }

export interface LaunchVerifier {
  /** Judges one POST to the redirect URI. `secretOf` answers what this browser kept for a state. Never throws for what was sent. */
  verify(body: unknown, secretOf: (state: string) => string | undefined): Promise<LaunchOutcome>
}

export interface LaunchVerifierParts {
  registry: PlatformRegistry
  logins: LoginStore
  keySets: KeySets
  turnedAway: TurnedAwayNotes
  clock: Clock
  publicUrl: string
  /** What one platform may have looked at; the others do not wait for it. */
  allowance: Allowance
}

/** Short texts only: an object or a list in a form field is an attack on the store behind it, not a launch. */
const form = z.object({
  state: z.string().max(300).optional(),
  id_token: z.string().max(65_536).optional(),
  error: z.string().max(2_000).optional(),
})
const statePattern = /^[\w-]{43}$/

const refuse = (code: RefusalCode, detail?: string): LaunchOutcome => ({ kind: 'refused', code, detail })

export function createLaunchVerifier(parts: LaunchVerifierParts): LaunchVerifier {
  const { registry, logins, keySets, turnedAway, clock } = parts
  const origin = new URL(parts.publicUrl).origin
  const speaksForAnother = createNamesakes(parts)

  return {
    async verify(body, secretOf) {
      const parsed = form.safeParse(body ?? {})
      if (!parsed.success) return refuse('lti.request-malformed')
      const { state, id_token: token, error } = parsed.data
      if (error !== undefined) return refuse('lti.platform-error', errorName(error))
      if (token === undefined) return refuse('lti.token-missing')
      if (state === undefined || !statePattern.test(state)) return refuse('lti.state-missing')

      const login = await logins.find(state, clock.now())
      if (!login) return refuse('lti.state-unknown')
      const secret = secretOf(state)
      if (secret !== undefined && !matchesHash(secret, login.browserHash))
        return refuse('lti.browser-foreign')

      const registration = await registry.registration(login.registrationId)
      if (!registration) return refuse('lti.platform-unknown')
      if (registration.status !== 'active') return refuse(`lti.platform-${registration.status}`)
      const retryAfter = parts.allowance(registration.id)
      if (retryAfter > 0) return { kind: 'refused', code: 'lti.platform-busy', retryAfter }
      const opened = await openIdToken(token, registration, keySets, {
        now: clock.now().getTime() / 1000,
        expected: {
          issuer: registration.issuer,
          clientId: registration.clientId,
          nonce: login.nonce,
          deploymentId: login.deploymentId,
          origin,
          platformOrigins: originsOf(registration),
        },
      })
      if (!opened.ok) {
        turnedAway.note(registration.id, opened.code, opened.told)
        return refuse(opened.code, `registration ${registration.id}`)
      }

      if (await speaksForAnother(registration, opened.claims)) {
        turnedAway.note(registration.id, 'lti.platform-mixed')
        return refuse('lti.platform-mixed', `registration ${registration.id}`)
      }
      // A deployment nobody told us of (Core §3.1.3: one client id may have many) waits for an administrator.
      const named = String(opened.claims[claim.deploymentId])
      const deployment =
        (await registry.findDeployment(registration.id, named)) ??
        (await registry.noteDeployment(registration.id, named))
      if (deployment.status !== 'active')
        return refuse(`lti.deployment-${deployment.status}`, `deployment ${deployment.id}`)
      // Whoever takes the row has the launch; twenty copies of one token in parallel make one arrival (Security §5.1.3 step 9).
      if (!(await logins.take(login))) return refuse('lti.login-used')
      turnedAway.forget(registration.id)

      const launch = readLaunch(opened.claims, {
        registrationId: registration.id,
        institutionId: registration.institutionId,
        deploymentId: deployment.id,
        family: registration.family,
      })
      await learnPlatform(registry, registration, launch)
      if (secret !== undefined) return { kind: 'verified', launch }
      const place = login.storageFrame === null ? null : storagePlace(registration, login.storageFrame, state)
      return { kind: 'unbound', launch, stored: place && { place, secretHash: login.browserHash } }
    },
  }
}

/** The platform's error code if it looks like one of RFC 6749 or OpenID Connect; its description is anybody's text and stays out of the log. */
function errorName(error: string): string {
  return /^[a-z_]{1,64}$/.test(error) ? error : 'unreadable error'
}
