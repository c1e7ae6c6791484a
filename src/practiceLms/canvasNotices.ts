import { randomUUID } from 'node:crypto'
import { Router, type Request } from 'express'
import type { JWTPayload } from 'jose'
import { bearer } from './accessTokens.js'
import { json, send } from './answers.js'
import { sign } from './platformKeys.js'
import { bodyText, serviceGate } from './serviceGate.js'
import { epochSeconds } from './site.js'
import type { Site } from './site.js'
import type { Course, Tool } from './state.js'
import { claims, noticeTypes, scopes } from './vocabulary.js'

const handlersUrl = (site: Site, tool: Tool): string => `${site.baseUrl()}/api/lti/notice-handlers/${tool.id}`

/** What each launch says about notices to a tool that may ask for them. */
export function noticeClaims(site: Site, tool: Tool): JWTPayload {
  if (!tool.scopes.includes(scopes.noticeHandlers)) return {}
  return {
    [claims.noticeService]: {
      service_versions: ['1.0'],
      platform_notification_service_url: handlersUrl(site, tool),
      scope: [scopes.noticeHandlers],
      notice_types_supported: noticeTypes,
    },
  }
}

function readHandler(body: string): { type: string; handler: string } | null {
  try {
    const { notice_type: type, handler } = JSON.parse(body) as Record<string, unknown>
    return typeof type === 'string' && typeof handler === 'string' ? { type, handler } : null
  } catch {
    return null
  }
}

const shown = (tool: Tool, type: string) => ({
  notice_type: type,
  handler: tool.noticeHandlers?.[type] ?? '',
})

/** Where tools say which notices they want and where to send them; one handler a kind, an empty one ends it. */
export function canvasNoticeRoutes(site: Site): Router {
  const router = Router()
  const gate = serviceGate(site, 'notices')
  const path = '/api/lti/notice-handlers/:tool'
  const refusal = (status: number, message: string) => json(status, { errors: [{ message }] })
  const asking = (req: Request): Tool | null => {
    const tool = bearer(site, req.get('authorization'), [scopes.noticeHandlers])
    return tool && tool.id === req.params['tool'] ? tool : null
  }

  router.get(path, gate, (req, res) => {
    const tool = asking(req)
    if (!tool) return send(res, refusal(401, 'Invalid access token'))
    send(
      res,
      json(200, {
        client_id: tool.clientId,
        deployment_id: tool.deploymentIds[0],
        notice_handlers: noticeTypes.map((type) => shown(tool, type)),
      }),
    )
  })
  router.put(path, gate, (req, res) => {
    const tool = asking(req)
    if (!tool) return send(res, refusal(401, 'Invalid access token'))
    const asked = readHandler(bodyText(req.body))
    if (!asked || !noticeTypes.includes(asked.type)) return send(res, refusal(400, 'Invalid notice_type'))
    const { type, handler } = asked
    const own = new URL(tool.launchUrl).host
    if (handler !== '' && !(URL.canParse(handler) && new URL(handler).host === own))
      return send(res, refusal(400, 'handler must be a valid URL of the domain of the tool'))
    tool.noticeHandlers = { ...tool.noticeHandlers, [type]: handler }
    site.changed()
    send(res, json(200, shown(tool, type)))
  })
  return router
}

/** Tells each tool that asked for it that a course was copied. Sent once: Canvas does not try again. */
export async function announceCopy(site: Site, from: Course, copy: Course): Promise<void> {
  const type = 'LtiContextCopyNotice'
  const tools = site.state.tools.filter((tool) => tool.active && tool.noticeHandlers?.[type])
  await Promise.all(
    tools.map(async (tool) => {
      const jwt = await signNotice(site, tool, {
        [claims.notice]: { id: randomUUID(), timestamp: site.now().toISOString(), type },
        [claims.context]: {
          id: copy.ltiId,
          label: copy.label,
          title: copy.title,
          type: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
        },
        [claims.originContexts]: [from.ltiId],
      })
      await fetch(tool.noticeHandlers?.[type] ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ notices: [{ jwt }] }),
      }).catch(() => null)
    }),
  )
}

async function signNotice(site: Site, tool: Tool, notice: JWTPayload): Promise<string> {
  const key = site.state.keys.at(-1)
  if (!key) throw new Error('The practice LMS has no signing key')
  const issuedAt = epochSeconds(site)
  return sign(key, {
    iss: site.issuer(),
    aud: tool.clientId,
    azp: tool.clientId,
    iat: issuedAt,
    exp: issuedAt + 3600,
    nonce: randomUUID(),
    [claims.version]: '1.3.0',
    [claims.deploymentId]: tool.deploymentIds[0] ?? tool.id,
    ...notice,
  })
}
