import type { JWTPayload } from 'jose'
import type { Router } from 'express'
import type { NewAssignment } from './assignments.js'
import type { AssertionFault } from './clientAssertion.js'
import type { ContentItem } from './contentItems.js'
import type { Launch } from './launches.js'
import type { Site } from './site.js'
import type { Course, LineItem, Person, ResourceLink, Tool } from './state.js'

export interface HttpAnswer {
  status: number
  type: string
  body: string
}

/** What the authorization endpoint does with a request: sign a message, post an error to the tool's redirect
 * URI, or keep the person on a page of the LMS. */
export type Authorization =
  | { kind: 'message'; launch: Launch; withLineItem: boolean }
  | { kind: 'error'; redirectUri: string; error: string; description: string | null }
  | { kind: 'refused'; reason: string }

/** What becomes of returned content: made at once, or first shown to the teacher who must save it. */
export interface Intake {
  saveFirst: boolean
  assignments: NewAssignment[]
  problems: string[]
}

export type AuthorizationRequest = Readonly<Record<string, string | undefined>>

/** What differs between the LMSs this one can behave like. */
export interface Personality {
  readonly name: 'moodle' | 'canvas'
  readonly idTokenSeconds: number
  /** The scopes it knows. */
  readonly scopes: readonly string[]
  /** Whether each client assertion may be used once and must name exactly the token endpoint. */
  readonly strictAssertions: boolean
  /** Whether a token request fails as a whole when one scope is not granted. */
  readonly allScopesOrNone: boolean
  /** The first deployment of a tool with this number. */
  deploymentId(toolId: string): string
  subject(person: Person): string
  contextId(course: Course): string
  linkId(link: ResourceLink): string
  lineItemsUrl(site: Site, course: Course, tool: Tool): string
  lineItemUrl(site: Site, item: LineItem): string
  rosterUrl(site: Site, course: Course, tool: Tool): string
  loginParameters(site: Site, launch: Launch): Record<string, string>
  authorize(site: Site, request: AuthorizationRequest): Authorization
  claims(site: Site, launch: Launch, withLineItem: boolean): JWTPayload
  tokenFault(site: Site, fault: AssertionFault): HttpAnswer
  unauthorized(request: { method: string; url: string; accept: string; contentType: string }): HttpAnswer
  /** The `data` a tool must give back with its content; null where none is sent. */
  deepLinkingData(launch: Launch): string | null
  takeContent(site: Site, launch: Launch, items: readonly ContentItem[]): Intake
  services(site: Site): Router
  /** Tells tools that a course was copied, where the LMS does such a thing. */
  courseCopied(site: Site, from: Course, copy: Course): Promise<void>
}
