import type { Request } from 'express'
import type { Strategy } from 'passport'
import { browserSecret } from './browserBinding.js'
import type { Launch } from './launch.js'
import type { LaunchVerifier } from './launchVerifier.js'
import type { StoredSecret } from './platformStorage.js'
import { refused } from './refusals.js'

export const strategyName = 'lti-launch'

/** What passport hands on: a launch that may arrive, or (as the failure's challenge) one whose browser is still unknown. */
export interface VerifiedLaunch {
  launch: Launch
}

export interface UnboundLaunch extends VerifiedLaunch {
  stored: StoredSecret | null
}

/**
 * Passport's door for people who come from an LMS. Success is a verified launch; failure is a genuine one whose browser kept no cookie and must prove itself in a
 * tab of its own; every refusal is an error of the one family.
 */
export function createLaunchStrategy(verifier: LaunchVerifier): Strategy {
  return {
    name: strategyName,
    authenticate(req: Request) {
      verifier
        .verify(req.body, (state) => browserSecret(req, state))
        .then((outcome) => {
          if (outcome.kind === 'refused') this.error(refused(outcome.code, outcome.detail, outcome))
          else if (outcome.kind === 'verified') this.success({ launch: outcome.launch })
          else this.fail({ launch: outcome.launch, stored: outcome.stored }, 401)
        })
        .catch((error: unknown) => {
          this.error(error)
        })
    },
  }
}
