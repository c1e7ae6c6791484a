import type { AccessTokens } from './accessTokens.js'
import type { Registration } from './ports.js'
import { wantedScopes, type ScopeName } from './vocabulary.js'
import type { ServiceFailure } from './serviceFailure.js'

/** Whether the platform gives us a token for one scope, and why it does not. */
export interface Grant {
  scope: ScopeName
  optional: boolean
  outcome:
    | 'granted'
    | 'refused'
    | 'not-accepted'
    | 'not-there'
    | 'address'
    | 'timeout'
    | 'unreachable'
    | 'odd-answer'
}

/** Asks a platform for a token for each scope we use, one by one, and keeps none of them: so it is seen which one it refuses. */
export function createGrants(tokens: Pick<AccessTokens, 'tryOut'>) {
  return (registration: Registration, deploymentId: string | null): Promise<Grant[]> =>
    Promise.all(
      asked(registration).map(async ({ name, uri, optional }): Promise<Grant> => {
        const answer = await tokens.tryOut({ registration, deploymentId, scopes: [uri] })
        if (!answer.ok) return { scope: name, optional, outcome: outcomeOf(answer.failure) }
        // RFC 6749 §5.1: a platform that grants less than was asked for says so.
        const less = answer.scopes !== null && !answer.scopes.includes(uri)
        return { scope: name, optional, outcome: less ? 'refused' : 'granted' }
      }),
    )
}

/** Only Canvas knows of notices so far. */
const asked = ({ family }: Registration) =>
  wantedScopes.filter(({ optional }) => !optional || family === 'canvas')

function outcomeOf(failure: ServiceFailure): Exclude<Grant['outcome'], 'granted'> {
  if (failure.kind === 'refused') {
    if (failure.code === 'no-permission') return 'refused'
    if (failure.code === 'gone') return 'not-there'
    return failure.code === 'address' ? 'address' : 'not-accepted'
  }
  // Moodle answers 404 when it cannot read our key set (observed in Moodle 4.5).
  if (failure.status === 404) return 'not-there'
  if (failure.reason === 'no-token') return 'not-accepted'
  return failure.reason === 'timeout' || failure.reason === 'unreachable' ? failure.reason : 'odd-answer'
}
