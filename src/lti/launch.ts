import { z } from 'zod'
import { readRoles, type CohortRole } from './roles.js'
import { claim, isMessageType, messageKinds, scope, type LaunchKind } from './vocabulary.js'

export type PlatformFamily = 'moodle' | 'canvas' | 'other'

export interface LaunchUser {
  /** The platform's id of the person: stable inside one registration, opaque, case-sensitive. */
  sub: string
  name?: string
  givenName?: string
  familyName?: string
  email?: string
  locale?: string
}

export interface DeepLinkingSettings {
  returnUrl: string
  acceptTypes: string[]
  acceptMultiple: boolean
  /** null where the platform did not say (then it may honour line items or not). */
  acceptLineItem: boolean | null
  /** Must go back unchanged, also when empty (Deep Linking §4.4.9). */
  data?: string
}

/** A verified launch in our words. After it is made nobody reads a claim. */
export interface Launch {
  registrationId: string
  institutionId: string
  /** Our id of the deployment (the row), not the platform's text. */
  deploymentId: string
  kind: LaunchKind
  /** null for an anonymous launch (Core §5.3.6.1). */
  user: LaunchUser | null
  roles: CohortRole[]
  context: { id: string; title: string; label: string; history: string[] } | null
  resourceLink: { id: string; title: string; description: string } | null
  /** Our own mark, put into the link when it was made; survives course copies. */
  mappingId: string | null
  /** Our own name of a page without a grade that this link was made for. */
  page: string | null
  /** Path and query on our own origin. */
  targetUrl: string
  grades: { lineItemUrl: string | null; lineItemsUrl: string | null; scopes: string[] } | null
  roster: { url: string } | null
  /** Where to ask for notices, and which kinds the platform sends; null where we may not ask. */
  notices: { url: string; types: string[] } | null
  deepLinking: DeepLinkingSettings | null
  /** Submission review: the person whose work is to be shown (platform's id). */
  reviewOf: string | null
  returnUrl: string | null
  locale: string | null
  /** As the platform names it, where it does; whether it is a zone is for the reader to find out. */
  timeZone: string | null
  platformFamily: PlatformFamily
  documentTarget: 'iframe' | 'frame' | 'window' | null
}

const text = (limit: number) =>
  z
    .string()
    .transform((value) =>
      value
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, limit),
    )
    .catch('')
const webUrl = z
  .string()
  .max(4096)
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))
  .nullable()
  .catch(null)
const texts = z.array(z.unknown()).transform(onlyTexts).catch([])
const loose = <S extends z.ZodRawShape>(shape: S) => z.object(shape).nullable().catch(null)
const flag = z.union([
  z.boolean(),
  z.literal('true').transform(() => true),
  z.literal('false').transform(() => false),
])

/**
 * What may stand in a token beyond what the checks demand. Nothing here fails: a claim in a wrong shape counts as absent, because platforms differ and
 * unknown or broken extras must not keep a person out (Core §5: "unknown claims must be ignored").
 */
const claims = z.object({
  sub: z.string().nullable().catch(null),
  name: text(300),
  given_name: text(150),
  family_name: text(150),
  email: text(254),
  locale: text(35),
  [claim.roles]: texts,
  [claim.context]: loose({ id: z.string(), title: text(500), label: text(100) }),
  [claim.resourceLink]: loose({ id: z.string(), title: text(500), description: text(5000) }),
  [claim.custom]: z.record(z.string(), z.unknown()).catch({}),
  [claim.grades]: loose({ lineitem: webUrl, lineitems: webUrl, scope: texts }),
  [claim.roster]: loose({ context_memberships_url: webUrl }),
  [claim.noticeService]: loose({
    platform_notification_service_url: webUrl,
    scope: texts,
    notice_types_supported: texts,
  }),
  [claim.presentation]: loose({ locale: text(35), document_target: text(10), return_url: webUrl }),
  [claim.platform]: loose({ product_family_code: text(100) }),
  [claim.forUser]: loose({ user_id: z.string() }),
  [claim.deepLinkingSettings]: loose({
    deep_link_return_url: z.string(),
    accept_types: texts,
    accept_multiple: flag.catch(false),
    accept_lineitem: flag.nullable().catch(null),
    data: z.string().optional().catch(undefined),
  }),
})

function onlyTexts(values: unknown[]): string[] {
  return values.filter((value) => typeof value === 'string')
}

/** What the launch is about, known from our own records rather than from the token. */
export interface LaunchPlace {
  registrationId: string
  institutionId: string
  deploymentId: string
  family: PlatformFamily
}

/** Turns the claims of a token that has passed every check into a `Launch`. Throws if it has not (broken promise of the caller). */
export function readLaunch(verified: Record<string, unknown>, place: LaunchPlace): Launch {
  const read = claims.parse(verified)
  const messageType = verified[claim.messageType]
  if (!isMessageType(messageType)) throw new TypeError('readLaunch was given an unchecked token')
  const target = new URL(String(verified[claim.targetLinkUri]))
  const custom = read[claim.custom]
  const context = read[claim.context]
  const grades = read[claim.grades]
  const presentation = read[claim.presentation]
  const settings = read[claim.deepLinkingSettings]
  const rosterUrl = read[claim.roster]?.context_memberships_url
  const kind = messageKinds[messageType]
  return {
    registrationId: place.registrationId,
    institutionId: place.institutionId,
    deploymentId: place.deploymentId,
    kind,
    user: read.sub === null ? null : readUser({ ...read, sub: read.sub }),
    roles: readRoles(read[claim.roles]),
    context: context && { ...context, history: readHistory(customText(custom, 'context_history')) },
    resourceLink: read[claim.resourceLink],
    mappingId: customText(custom, 'cairn_mapping'),
    page: customText(custom, 'cairn_page'),
    targetUrl: targetOf(target),
    grades: grades && { lineItemUrl: grades.lineitem, lineItemsUrl: grades.lineitems, scopes: grades.scope },
    roster: rosterUrl ? { url: rosterUrl } : null,
    notices: readNotices(read[claim.noticeService]),
    deepLinking:
      kind === 'deep-linking' && settings
        ? {
            returnUrl: settings.deep_link_return_url,
            acceptTypes: settings.accept_types,
            acceptMultiple: settings.accept_multiple,
            acceptLineItem: settings.accept_lineitem,
            ...(settings.data === undefined ? {} : { data: settings.data }),
          }
        : null,
    reviewOf: kind === 'submission-review' ? (read[claim.forUser]?.user_id ?? null) : null,
    returnUrl: presentation?.return_url ?? null,
    locale: presentation?.locale || read.locale || null,
    timeZone: customText(custom, 'timezone'),
    platformFamily:
      place.family === 'other' ? familyOf(read[claim.platform]?.product_family_code) : place.family,
    documentTarget: documentTargetOf(presentation?.document_target),
  }
}

/**
 * Links made by hand often aim at the launch address itself; that is a door, not a page. A path that begins with two
 * slashes would lead a browser to another host.
 */
function targetOf(target: URL): string {
  const path = target.pathname.replace(/^\/+/, '/')
  return path.startsWith('/lti/') ? '/' : path + target.search
}

function readNotices(service: z.output<typeof claims>[typeof claim.noticeService]): Launch['notices'] {
  const url = service?.platform_notification_service_url
  return url && service.scope.includes(scope.noticeHandlers)
    ? { url, types: service.notice_types_supported }
    : null
}

type ReadPerson = Record<'sub' | 'name' | 'given_name' | 'family_name' | 'email' | 'locale', string>

function readUser(read: ReadPerson): LaunchUser {
  return {
    sub: read.sub,
    ...(read.name ? { name: read.name } : {}),
    ...(read.given_name ? { givenName: read.given_name } : {}),
    ...(read.family_name ? { familyName: read.family_name } : {}),
    ...(read.email ? { email: read.email } : {}),
    ...(read.locale ? { locale: read.locale } : {}),
  }
}

/** A custom value, or null; an unexpanded variable arrives literally as `$Name` and counts as missing (Canvas documentation; observed in Moodle 4.5). */
function customText(custom: Record<string, unknown>, key: string): string | null {
  const value = custom[key]
  return typeof value === 'string' && value !== '' && !value.startsWith('$') ? value.slice(0, 1000) : null
}

/** `$Context.id.history`: ids of the courses this one was copied from, newest first; Canvas ends a long list with "truncated". */
function readHistory(value: string | null): string[] {
  return (value ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '' && id !== 'truncated')
}

/** Which of the platforms with habits of their own this is, from its product family code. */
export function familyOf(productFamilyCode: string | undefined): PlatformFamily {
  const code = productFamilyCode?.toLowerCase() ?? ''
  if (code === 'moodle') return 'moodle'
  return code === 'canvas' ? 'canvas' : 'other'
}

function documentTargetOf(value: string | undefined): Launch['documentTarget'] {
  return value === 'iframe' || value === 'frame' || value === 'window' ? value : null
}
