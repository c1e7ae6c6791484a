import type { Request, RequestHandler, Response } from 'express'
import { bearer } from './accessTokens.js'
import { json, send } from './answers.js'
import { find, Missing } from './lookups.js'
import type { HttpAnswer } from './personality.js'
import type { Site } from './site.js'
import type { Course, LineItem, Tool } from './state.js'

/** A refusal of a Canvas service. */
export class CanvasRefusal extends Error {
  constructor(
    readonly status: 400 | 401 | 404 | 412 | 422,
    message: string,
  ) {
    super(message)
  }
}

const errorAnswer = (status: number, message: string): HttpAnswer =>
  json(status, { errors: { type: String(status), message } })

interface Work {
  tool: Tool
  course: Course
  req: Request
  res: Response
}

/** Serves one Canvas service: a User-Agent, a token with one of these scopes, then the work. */
export function canvasEndpoint(
  site: Site,
  scopes: readonly string[],
  handle: (work: Work) => HttpAnswer,
): RequestHandler {
  return (req, res) => {
    res.set({ 'X-Request-Cost': '0.05', 'X-Rate-Limit-Remaining': '700.0' })
    try {
      if (!req.get('user-agent')?.trim())
        return send(res, errorAnswer(403, 'A User-Agent header is required'))
      const tool = bearer(site, req.get('authorization'), scopes)
      if (!tool) throw new CanvasRefusal(401, 'Invalid access token or missing scope')
      const { course } = req.params
      send(
        res,
        handle({ tool, course: find.course(site.state, typeof course === 'string' ? course : ''), req, res }),
      )
    } catch (error) {
      if (error instanceof CanvasRefusal) send(res, errorAnswer(error.status, error.message))
      else if (error instanceof Missing) send(res, errorAnswer(404, 'The specified resource does not exist.'))
      else throw error
    }
  }
}

/** The line item named in the path: 404 when it is not in the course, 412 when it is another tool's. */
export function canvasLineItem(site: Site, { tool, course, req }: Work): LineItem {
  const { item: id } = req.params
  const item = find.lineItem(site.state, typeof id === 'string' ? id : '')
  if (item.courseId !== course.id) throw new Missing('The line item does not exist')
  if (item.toolId !== tool.id) throw new CanvasRefusal(412, 'Tool does not have permission to view line_item')
  return item
}

/** A page of `items`, its neighbours in the Link header. Canvas's own size is 10; a caller may ask for others. */
export function canvasPage<T>(
  work: Work,
  items: readonly T[],
  url: string,
  usual: number,
  most: number,
): readonly T[] {
  const query = new URL(work.req.originalUrl, url).searchParams
  const size = Math.min(Math.max(Number(query.get('limit') ?? query.get('per_page')) || usual, 1), most)
  const current = Math.max(Number(query.get('page')) || 1, 1)
  const last = Math.max(Math.ceil(items.length / size), 1)
  const at = (page: number): string => {
    const address = new URL(url)
    address.search = query.toString()
    address.searchParams.set('page', String(page))
    address.searchParams.set('per_page', String(size))
    return address.href
  }
  const links = [
    ['current', current],
    ...(current < last ? [['next', current + 1] as const] : []),
    ['first', 1],
    ['last', last],
  ] as const
  work.res.set('Link', links.map(([rel, page]) => `<${at(page)}>; rel="${rel}"`).join(','))
  return items.slice((current - 1) * size, current * size)
}

/** The JSON a tool sent with exactly this media type; anything else is no parameters at all. */
export function canvasBody(req: Request, mediaType: string): Record<string, unknown> {
  const sent = (req.get('content-type') ?? '').split(';')[0]?.trim()
  if (sent !== mediaType || typeof req.body !== 'string') return {}
  try {
    const value: unknown = JSON.parse(req.body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    throw new CanvasRefusal(400, 'The body is not JSON')
  }
}
