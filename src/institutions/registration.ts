/** Which LMS it is, as far as its behaviour differs (scores, deep linking). */
export type PlatformFamily = 'moodle' | 'canvas' | 'other'

export type PlatformStatus = 'pending' | 'active' | 'disabled'

/** Who did something and when; `by` is an actor id such as `staff:…`. */
export interface Act {
  by: string
  at: Date
}

/** One LMS as it knows us. No other one has its issuer, its client id and one of its hosts; no other institution's has the latter two. It is never overwritten. */
export interface Registration {
  id: string
  institutionId: string
  issuer: string
  clientId: string
  authUrl: string
  tokenUrl: string
  jwksUrl: string
  /** Where it answers, that of its authorization address first: what tells it from another of the same issuer and client id. */
  hosts: string[]
  family: PlatformFamily
  /** What administrators call it; the issuer's host unless somebody says better. */
  name: string
  status: PlatformStatus
  /** Its first deployment becomes active without a second approval; spent when that has happened. */
  approveFirstDeployment: boolean
  /** Further origins its pages were seen on, for `frame-ancestors`. */
  origins: string[]
  /** What the platform lets us ask for, as it told when it registered us; null where it did not say. */
  scopes: string[] | null
  /** Where the platform takes updates of this registration; null where it takes none. */
  updateUrl: string | null
  /** How the newest launch came in, for the self-test. */
  lastLaunch: LaunchSeen | null
  /** The newest launch inside a frame of the platform, and what proved the browser there. */
  lastFramed: Pick<LaunchSeen, 'at' | 'way'> | null
  createdAt: Date
  createdBy: string
  approved: Act | null
  disabled: Act | null
}

/** A launch as far as an administrator needs to know: when, by which of our deployments, and what proved the browser. */
export interface LaunchSeen {
  at: Date
  deploymentId: string
  way: 'cookie' | 'storage' | 'tab'
  /** Null where the browser did not say. */
  framed: boolean | null
}

/** What a platform may say anew about a registration: never its issuer or client id. */
export type ToldAgain = Pick<
  Registration,
  'authUrl' | 'tokenUrl' | 'jwksUrl' | 'family' | 'scopes' | 'updateUrl'
> & {
  /** Null: it has no name of its own, and ours stays. */
  name: string | null
}

export type NewRegistration = Omit<
  Registration,
  | 'id'
  | 'status'
  | 'origins'
  | 'approved'
  | 'disabled'
  | 'approveFirstDeployment'
  | 'lastLaunch'
  | 'lastFramed'
>

/** One installation of the tool within a platform: an account, a course, a site. */
export interface Deployment {
  id: string
  institutionId: string
  registrationId: string
  /** The LMS's own id, at most 255 characters, unique within the registration. */
  deploymentId: string
  status: PlatformStatus
  firstSeenAt: Date
  approved: Act | null
  disabled: Act | null
}

/** Tells the LMS from its addresses, for registrations typed in by hand. */
export function familyOf(addresses: { issuer: string; authUrl: string; tokenUrl: string }): PlatformFamily {
  const { issuer, authUrl, tokenUrl } = addresses
  if (authUrl.includes('/mod/lti/') || tokenUrl.includes('/mod/lti/')) return 'moodle'
  if (issuer.includes('instructure.com') || tokenUrl.endsWith('/login/oauth2/token')) return 'canvas'
  return 'other'
}
