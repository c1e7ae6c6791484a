import { randomUUID } from 'node:crypto'
import { importPKCS8, SignJWT } from 'jose'
import type { Clock } from '../clock/clock.js'
import { NotFound } from '../errors/errors.js'
import type { DeepLinkingSettings } from './launch.js'
import { originsOf } from './platformOrigins.js'
import type { PlatformRegistry } from './ports.js'
import { refused } from './refusals.js'
import type { Caller } from './serviceCall.js'
import type { ToolKeys } from './toolKeys.js'
import { claim } from './vocabulary.js'

/** What is to become an assignment (or, without `points`, an ungraded page) of the course. */
export interface LinkToPlace {
  title: string
  text?: string
  /** Where it opens, on our own origin; the platform sends it back as the target of each launch. */
  url: string
  /** Comes back in each launch as `custom` and survives course copies. `cairn_mapping` also marks the line item (`resourceId`). */
  custom: { cairn_mapping: string } | { cairn_page: string }
  /** Whole points, 1 to 100: Moodle turns anything else into a column that takes no scores (observed in Moodle 4.5). */
  points?: number
  tag?: string
  availableFrom?: Date
  dueAt?: Date
  /** What stands on the LMS's button that opens somebody's work (Submission Review §4). */
  reviewLabel?: string
}

export interface DeepLinkingAnswer {
  /** Where the browser posts the answer: one field, `JWT`. */
  returnUrl: string
  jwt: string
}

/**
 * Answers a deep-linking request (Deep Linking §4.5). An empty list is a cancellation, which has to be answered too. Throws NotFound when the platform is gone or off, and
 * `lti.deep-linking-settings` when the choice is not one the platform accepts.
 */
export function createDeepLinking(parts: {
  registry: Pick<PlatformRegistry, 'registration' | 'deployment'>
  toolKeys: Pick<ToolKeys, 'current'>
  clock: Clock
}) {
  const { registry, toolKeys, clock } = parts
  return async function answer(
    from: Caller,
    settings: DeepLinkingSettings,
    links: readonly LinkToPlace[],
    message?: string,
  ): Promise<DeepLinkingAnswer> {
    const registration = await registry.registration(from.registrationId)
    const deployment = await registry.deployment(from.deploymentId)
    if (registration?.status !== 'active' || deployment?.registrationId !== registration.id)
      throw new NotFound('platform of the deep-linking request')
    // Checked when the launch came in; checked again because it has been kept since.
    const target = new URL(settings.returnUrl)
    if (target.protocol !== 'https:' && !originsOf(registration).includes(target.origin))
      throw refused('lti.deep-linking-return')
    if (links.length > 1 && !settings.acceptMultiple)
      throw refused('lti.deep-linking-settings', 'only one link is accepted')
    if (links.length > 0 && !settings.acceptTypes.includes('ltiResourceLink'))
      throw refused('lti.deep-linking-settings', 'links are not accepted')

    const { kid, privateKey } = await toolKeys.current()
    const now = Math.floor(clock.now().getTime() / 1000)
    const jwt = await new SignJWT({
      nonce: randomUUID(),
      [claim.messageType]: 'LtiDeepLinkingResponse',
      [claim.version]: '1.3.0',
      [claim.deploymentId]: deployment.deploymentId,
      [claim.contentItems]: links.map(contentItem),
      // "If present it must be returned": also when it is the empty text (Deep Linking §4.4.9).
      ...(settings.data === undefined ? {} : { [claim.deepLinkingData]: settings.data }),
      ...(message ? { [claim.deepLinkingMessage]: message } : {}),
    })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .setIssuer(registration.clientId)
      .setAudience(registration.issuer)
      .setIssuedAt(now - 5)
      .setExpirationTime(now + 295)
      .sign(await importPKCS8(privateKey, 'RS256'))
    return { returnUrl: settings.returnUrl, jwt }
  }
}

/** One `ltiResourceLink` item (Deep Linking §3.1.2). Throws RangeError for points Moodle would spoil. */
export function contentItem(link: LinkToPlace): Record<string, unknown> {
  const { points, availableFrom, dueAt } = link
  if (points !== undefined && !(Number.isInteger(points) && points >= 1 && points <= 100))
    throw new RangeError('points of a deep-linked assignment are whole numbers from 1 to 100')
  return {
    type: 'ltiResourceLink',
    title: link.title,
    ...(link.text ? { text: link.text } : {}),
    url: link.url,
    custom: link.custom,
    ...(points === undefined ? {} : { lineItem: lineItem(link, points) }),
    ...(availableFrom ? { available: { startDateTime: availableFrom.toISOString() } } : {}),
    ...(dueAt ? { submission: { endDateTime: dueAt.toISOString() } } : {}),
  }
}

/** The column that comes with an item (Deep Linking §3.1.2), and how the LMS opens somebody's work in it (Submission Review §4). */
function lineItem(link: LinkToPlace, points: number): Record<string, unknown> {
  return {
    // Over 255 characters Moodle leaves a column behind that nobody can remove (observed in Moodle 4.5).
    label: link.title.slice(0, 255),
    scoreMaximum: points,
    ...('cairn_mapping' in link.custom ? { resourceId: link.custom.cairn_mapping } : {}),
    tag: link.tag ?? 'cairn',
    submissionReview: {
      reviewableStatus: ['InProgress', 'Submitted', 'Completed'],
      ...(link.reviewLabel ? { label: link.reviewLabel } : {}),
      url: link.url,
    },
  }
}
