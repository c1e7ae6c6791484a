import type { PlatformFinding } from './platformCheck.js'
import type { Registration } from './registration.js'

/** What the protocol room remembers of launches that were turned away. */
export interface TurnedAwayLaunches {
  /** The newest of this platform, where none came through since; `told` is what it said in place of what we know. */
  last: { code: string; told: string; at: Date } | null
  /** Logins begun from platforms nobody registered, the newest first. */
  strangers: readonly { issuer: string; clientId: string; at: Date }[]
}

/** The refusals an administrator can mend, by the words for them. The others are a matter of one browser or one moment. */
const words: Record<string, string> = {
  'lti.platform-ambiguous': 'ambiguous',
  'lti.platform-mixed': 'mixed',
  'lti.issuer': 'issuer',
  'lti.audience': 'client',
  'lti.authorized-party': 'client',
  'lti.signature': 'signature',
  'lti.key-unknown': 'signature',
  'lti.key-unnamed': 'signature',
  'lti.algorithm': 'signature',
  'lti.keys-unreachable': 'keys',
  'lti.expired': 'clock',
  'lti.too-old': 'clock',
  'lti.issued-in-future': 'clock',
  'lti.not-yet-valid': 'clock',
  'lti.target-foreign': 'target',
  'lti.version': 'message',
  'lti.message-type': 'message',
}

/**
 * What launches that were turned away say about this platform: one of its own, and one from a platform nobody registered that is probably this one, because it has
 * the same client id or comes from the same host. Nothing that is older than a launch that came through.
 */
export function turnedAwayFrom(
  platform: Pick<Registration, 'issuer' | 'clientId' | 'lastLaunch'>,
  { last, strangers }: TurnedAwayLaunches,
): PlatformFinding[] {
  const cameThrough = platform.lastLaunch?.at.getTime() ?? -Infinity
  const recent = ({ at }: { at: Date }) => at.getTime() > cameThrough
  const finding = (code: string, detail: string, at: Date): PlatformFinding => ({
    check: 'turnedAway',
    outcome: 'no',
    code,
    detail,
    registered: code === 'client' ? platform.clientId : platform.issuer,
    at,
  })
  const own =
    last && recent(last) ? [finding(words[last.code] ?? 'other', last.told || last.code, last.at)] : []
  const stranger = strangers.filter(recent).find((each) => differenceOf(platform, each) !== null)
  if (!stranger) return own
  const code = differenceOf(platform, stranger) ?? 'issuer'
  return [...own, finding(code, code === 'client' ? stranger.clientId : stranger.issuer, stranger.at)]
}

/** In what somebody unknown differs from a platform it is probably meant to be; null where it is another one. */
function differenceOf(
  platform: Pick<Registration, 'issuer' | 'clientId'>,
  stranger: { issuer: string; clientId: string },
): 'issuer' | 'client' | null {
  const sameClient = stranger.clientId === platform.clientId
  if (stranger.issuer === platform.issuer) return sameClient || stranger.clientId === '' ? null : 'client'
  return sameClient || hostOf(stranger.issuer) === hostOf(platform.issuer) ? 'issuer' : null
}

/** The host, without regard to scheme, port or path; a text that is no address stands for itself. */
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).hostname : address)
