import type { Request, RequestHandler, Response } from 'express'
import { bearer } from './accessTokens.js'
import { errorPage, json, send } from './answers.js'
import { Missing } from './lookups.js'
import type { HttpAnswer } from './personality.js'
import type { Site } from './site.js'
import type { Tool } from './state.js'

interface RequestFacts {
  method: string
  url: string
  accept: string
  contentType: string
}

/** The JSON Moodle answers refused service requests with. */
export function errorBody(status: number, reason: string, request: RequestFacts): unknown {
  return { status, reason, request }
}

/** A refusal of a Moodle service. `bare` ones have `[]` for a body and tell all in the reason phrase. */
export class ServiceRefusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    readonly bare = false,
  ) {
    super(reason)
  }
}

/** What broken status lines look like behind a reverse proxy. */
export class BadGateway extends Error {}

export interface Endpoint {
  mediaType: string
  scopes: readonly string[]
  /** Only results and the roster take an Accept header that allows anything. */
  anyAccept?: boolean
  handle(context: { tool: Tool; req: Request; res: Response }): HttpAnswer
}

function factsOf(req: Request): RequestFacts {
  const { method, originalUrl: url } = req
  return { method, url, accept: req.get('accept') ?? '', contentType: req.get('content-type') ?? '' }
}

function checkMediaType(
  endpoint: Endpoint,
  { method, accept, contentType }: RequestFacts,
  path: string,
): void {
  if (method === 'DELETE') return
  if (method !== 'GET') {
    const sent = contentType.split(';')[0]?.trim() ?? ''
    if (sent !== endpoint.mediaType)
      throw new ServiceRefusal(400, `No handler found for ${path}  ${contentType}`)
    return
  }
  if (accept === '' || accept === endpoint.mediaType) return
  if (!accept.includes('*/*')) throw new ServiceRefusal(400, `No handler found for ${path} ${accept} `)
  if (!endpoint.anyAccept) throw new ServiceRefusal(400, 'No context or unsupported content type')
}

/** Puts text into the reason phrase as Moodle does. A raw line break cannot go there; PHP then drops the header
 * with the status and 200 remains. */
function refuse(res: Response, refusal: ServiceRefusal, facts: RequestFacts): void {
  const body = refusal.bare ? [] : errorBody(refusal.status, refusal.reason, facts)
  if (/[\r\n]/.test(refusal.reason)) return send(res, json(200, []))
  res.statusMessage = Buffer.from(refusal.reason.slice(0, 8000))
    .toString('latin1')
    .replace(/[\x00-\x1f\x7f]/g, ' ')
  send(res, json(refusal.status, body))
}

/** Serves one Moodle service: exact media type, then token and scope, then the work. */
export function moodleEndpoint(site: Site, endpoint: Endpoint): RequestHandler {
  return (req, res) => {
    const facts = factsOf(req)
    try {
      checkMediaType(endpoint, facts, req.path.replace(/^\/services/, ''))
      const tool = bearer(site, req.get('authorization'), endpoint.scopes)
      const typeId = req.query['type_id']
      if (!tool || (typeId !== undefined && typeId !== tool.id)) throw new ServiceRefusal(401, 'Unauthorized')
      send(res, endpoint.handle({ tool, req, res }))
    } catch (error) {
      if (error instanceof ServiceRefusal) refuse(res, error, facts)
      else if (error instanceof Missing)
        refuse(res, new ServiceRefusal(404, `Not Found: ${error.message}`), facts)
      else if (error instanceof BadGateway) send(res, errorPage(502, '502 Bad Gateway'))
      else throw error
    }
  }
}

/** The value of a path parameter. */
export function pathText(req: Request, name: string): string {
  const value = req.params[name]
  return typeof value === 'string' ? value : ''
}

/** What is left of the service addresses: nothing handles them, whoever asks. */
export const noHandler: RequestHandler = (req, res) => {
  const facts = factsOf(req)
  const path = req.path.replace(/^\/services/, '')
  const [accept, contentType] = facts.method === 'GET' ? [facts.accept, ''] : ['', facts.contentType]
  refuse(res, new ServiceRefusal(400, `No handler found for ${path} ${accept} ${contentType}`), facts)
}
