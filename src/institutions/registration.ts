/** Which LMS it is, as far as its behaviour differs (scores, deep linking). */
export type PlatformFamily = 'moodle' | 'canvas' | 'other'

export type PlatformStatus = 'pending' | 'active' | 'disabled'

/** Who did something and when; `by` is an actor id such as `staff:…`. */
export interface Act {
  by: string
  at: Date
}

/** One LMS as it knows us: the pair (issuer, clientId) is unique and never overwritten. */
export interface Registration {
  id: string
  institutionId: string
  issuer: string
  clientId: string
  authUrl: string
  tokenUrl: string
  jwksUrl: string
  family: PlatformFamily
  /** What administrators call it; the issuer's host unless somebody says better. */
  name: string
  status: PlatformStatus
  /** Its first deployment becomes active without a second approval; spent when that has happened. */
  approveFirstDeployment: boolean
  /** Further origins its pages were seen on, for `frame-ancestors`. */
  origins: string[]
  createdAt: Date
  createdBy: string
  approved: Act | null
  disabled: Act | null
}

export type NewRegistration = Omit<
  Registration,
  'id' | 'status' | 'origins' | 'approved' | 'disabled' | 'approveFirstDeployment'
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
