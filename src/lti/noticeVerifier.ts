import { decodeJwt } from 'jose'
import type { Clock } from '../clock/clock.js'
import { openIdToken } from './idToken.js'
import type { KeySets } from './keySets.js'
import { noticeChecks, readNotice, type Notice } from './notice.js'
import type { PlatformRegistry, Registration } from './ports.js'
import type { RefusalCode } from './refusals.js'
import { claim } from './vocabulary.js'

export type NoticeOutcome = { ok: true; notice: Notice } | { ok: false; code: RefusalCode; detail?: string }

/** Namesakes that have the deployment of a notice as well: there is no honest reason for many. */
const mostTried = 3

/**
 * Judges one notice (Platform Notification Service §4): whose it is by issuer and client, then the token by that registration's keys
 * only, then that the deployment is one an administrator approved. Writes nothing, whatever was sent: a stranger's notice must not
 * even leave a deployment waiting.
 */
export function createNoticeVerifier(parts: { registry: PlatformRegistry; keySets: KeySets; clock: Clock }) {
  const { registry, keySets, clock } = parts

  return verify

  async function verify(token: string): Promise<NoticeOutcome> {
    const named = namesIn(token)
    if (!named) return { ok: false, code: 'lti.token-malformed' }
    const candidates = await among(await registry.findByClient(named.issuer, named.clientId), token)
    let outcome: NoticeOutcome = { ok: false, code: 'lti.platform-unknown' }
    for (const candidate of candidates) {
      outcome = await judge(token, candidate)
      if (outcome.ok) break
    }
    return outcome
  }

  /** Of platforms with one issuer and client id, those in use that have the deployment the notice names. */
  async function among(candidates: Registration[], token: string): Promise<Registration[]> {
    if (candidates.length < 2) return candidates
    const deploymentId = String(decodeJwt(token)[claim.deploymentId])
    const known = await Promise.all(candidates.map(({ id }) => registry.findDeployment(id, deploymentId)))
    return candidates.filter(({ status }, index) => known[index] && status === 'active').slice(0, mostTried)
  }

  async function judge(token: string, registration: Registration): Promise<NoticeOutcome> {
    if (registration.status !== 'active') return { ok: false, code: `lti.platform-${registration.status}` }
    const opened = await openIdToken(
      token,
      registration,
      keySets,
      factsFor(registration, clock),
      noticeChecks,
    )
    if (!opened.ok) return { ...opened, detail: `registration ${registration.id}` }
    const deployment = await registry.findDeployment(
      registration.id,
      String(opened.claims[claim.deploymentId]),
    )
    if (!deployment)
      return { ok: false, code: 'lti.deployment-unknown', detail: `registration ${registration.id}` }
    if (deployment.status !== 'active') return { ok: false, code: `lti.deployment-${deployment.status}` }
    const place = {
      institutionId: registration.institutionId,
      registrationId: registration.id,
      deploymentId: deployment.id,
    }
    return { ok: true, notice: readNotice(opened.claims, place) }
  }
}

const factsFor = ({ issuer, clientId }: Registration, clock: Clock) => ({
  now: clock.now().getTime() / 1000,
  expected: { issuer, clientId, nonce: '', deploymentId: null, origin: '', platformOrigins: [] },
})

/** Who the token says it is from and for: only to find the registration, whose keys then decide. */
function namesIn(token: string): { issuer: string; clientId: string } | null {
  try {
    const { iss, aud, azp } = decodeJwt(token)
    const audience: unknown = Array.isArray(aud) ? aud[0] : aud
    const clientId = typeof azp === 'string' ? azp : audience
    const short = (value: unknown): value is string => typeof value === 'string' && value.length <= 2_000
    return short(iss) && short(clientId) ? { issuer: iss, clientId } : null
  } catch {
    return null
  }
}
