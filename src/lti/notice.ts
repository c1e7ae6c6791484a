import { z } from 'zod'
import { contextIsNamed, deploymentIsNamed, isId, isObject, versionIsOurs } from './messageChecks.js'
import {
  alreadyValid,
  audienceIsUs,
  authorizedPartyIsUs,
  issuedWithin,
  issuerIsTheirs,
  notExpired,
  type Check,
} from './tokenChecks.js'
import { claim, contextCopyNotice } from './vocabulary.js'

/** A verified notice in our words: something happened at a platform while nobody of it was here. */
export interface Notice {
  institutionId: string
  registrationId: string
  /** Our id of the deployment. */
  deploymentId: string
  /** The platform's nonce: one notice is taken once. */
  nonce: string
  type: string
  /** The course it is about; null where it names none. */
  context: { id: string; title: string } | null
  /** Ids of the courses whose content was copied into it. */
  originContexts: string[]
}

/** Platforms may gather notices before they send them; the token's own `exp` counts too. */
const maximumAgeSeconds = 24 * 3600

/** Each notice carries a nonce (Platform Notification Service §4.1); that it comes once the inbox sees to. */
const nonceIsThere: Check = ({ claims }) => (isId(claims['nonce']) ? null : 'lti.nonce-missing')

/** The notice claim: an id and a type (Platform Notification Service §4.1). */
const noticeIsNamed: Check = ({ claims }) => {
  const notice = claims[claim.notice]
  return isObject(notice) && isId(notice['id']) && isId(notice['type']) ? null : 'lti.notice-malformed'
}

/** A copied course is named, and its origins are texts. */
const copyIsComplete: Check = ({ claims }) => {
  const notice = claims[claim.notice]
  if (!isObject(notice) || notice['type'] !== contextCopyNotice) return null
  const origins = claims[claim.originContexts]
  const known =
    origins === undefined || (Array.isArray(origins) && origins.length <= 100 && origins.every(isId))
  return isObject(claims[claim.context]) && known ? null : 'lti.notice-malformed'
}

/** A message of a launch is no notice, however genuine: it has a purpose of its own. */
const isNoLaunch: Check = ({ claims }) =>
  claims[claim.messageType] === undefined ? null : 'lti.notice-malformed'

/** What the token of a notice must bring, in the order of the specification. There is no login, so there is no nonce of ours. */
export const noticeChecks: readonly Check[] = [
  issuerIsTheirs,
  audienceIsUs,
  authorizedPartyIsUs,
  notExpired,
  issuedWithin(maximumAgeSeconds),
  alreadyValid,
  nonceIsThere,
  versionIsOurs,
  deploymentIsNamed,
  isNoLaunch,
  noticeIsNamed,
  contextIsNamed,
  copyIsComplete,
]

const claims = z.object({
  nonce: z.string(),
  [claim.deploymentId]: z.string(),
  [claim.notice]: z.object({ type: z.string() }),
  [claim.context]: z
    .object({ id: z.string(), title: z.string().catch(''), label: z.string().catch('') })
    .nullable()
    .catch(null),
  [claim.originContexts]: z.array(z.string()).catch([]),
})

/** Reads a token that has passed every check. */
export function readNotice(
  verified: Record<string, unknown>,
  place: Pick<Notice, 'institutionId' | 'registrationId' | 'deploymentId'>,
): Notice {
  const read = claims.parse(verified)
  const context = read[claim.context]
  return {
    ...place,
    nonce: read.nonce,
    type: read[claim.notice].type,
    context: context && { id: context.id, title: (context.title || context.label).slice(0, 500) },
    originContexts: read[claim.originContexts],
  }
}
