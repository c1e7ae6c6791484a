import { Router } from 'express'
import type { Response } from 'express'
import { json } from './answers.js'
import { find } from './lookups.js'
import { parseLineItem, storedFields } from './moodleLineItemBody.js'
import { queryText } from './forms.js'
import { BadGateway, moodleEndpoint, pathText, ServiceRefusal } from './moodleServices.js'
import { lineItemUrl } from './moodleUrls.js'
import { bodyText, serviceGate } from './serviceGate.js'
import { newNumber } from './site.js'
import type { Site } from './site.js'
import type { LineItem, Tool } from './state.js'
import { mediaTypes, scopes } from './vocabulary.js'

const reading = [scopes.lineItem, scopes.lineItemReadonly]
const writing = [scopes.lineItem]

function shown(site: Site, item: LineItem): Record<string, unknown> {
  return {
    id: lineItemUrl(site, item),
    label: item.label,
    scoreMaximum: item.kind === 'text' ? 100 : item.scoreMaximum,
    resourceId: item.resourceId,
    tag: item.tag,
    ...(item.resourceLinkId === null
      ? {}
      : { resourceLinkId: item.resourceLinkId, ltiLinkId: item.resourceLinkId }),
  }
}

/** The line item, if it is one of this tool's in this course; 404 when there is none, 403 when it is another's. */
export function ownLineItem(site: Site, tool: Tool, courseId: string, itemId: string): LineItem {
  const course = find.course(site.state, courseId)
  const item = find.lineItem(site.state, itemId)
  if (item.courseId !== course.id)
    throw new ServiceRefusal(404, `Not Found: Grade item ${itemId} doesn't exist`)
  if (item.toolId !== tool.id) throw new ServiceRefusal(403, 'Forbidden')
  return item
}

/** Moodle's Link header for line items has typographic quotes and HTML-escaped ampersands. */
function linkHeader(res: Response, base: string, from: number, limit: number, total: number): void {
  const at = (offset: number): string => `<${base}&amp;limit=${limit}&amp;from=${offset}>`
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit
  const links = [`${at(0)}; rel=“first”`]
  if (from > 0) links.push(`${at(Math.max(0, from - limit))}; rel=“prev”`)
  links.push(`${at(from)}; rel=“canonical”`)
  if (from + limit < total) links.push(`${at(from + limit)}; rel=“next”`)
  links.push(`${at(last)}; rel=“last”`)
  res.setHeader('Link', Buffer.from(links.join(', ')).toString('latin1'))
}

/** Line items of a course as Moodle serves them (AGS §3.2). */
export function moodleLineItemRoutes(site: Site): Router {
  const router = Router()
  const gate = serviceGate(site, 'lineitems')
  const list = '/services/:course/lineitems'
  const one = `${list}/:item/lineitem`

  router.get(
    list,
    gate,
    moodleEndpoint(site, {
      mediaType: mediaTypes.lineItems,
      scopes: reading,
      handle({ tool, req, res }) {
        const course = find.course(site.state, pathText(req, 'course'))
        const matches = (name: string, value: string | null): boolean =>
          queryText(req, name) === '' || queryText(req, name) === value
        const items = site.state.lineItems.filter(
          (item) =>
            item.courseId === course.id &&
            item.toolId === tool.id &&
            matches('resource_id', item.resourceId) &&
            matches('tag', item.tag) &&
            matches('resource_link_id', item.resourceLinkId),
        )
        const limit = Number.parseInt(queryText(req, 'limit'), 10) || 0
        const from = Number.parseInt(queryText(req, 'from'), 10) || 0
        const base = `${site.baseUrl()}${req.path}?type_id=${tool.id}`
        if (limit > 0) linkHeader(res, base, from, limit, items.length)
        const page = limit > 0 ? items.slice(from, from + limit) : items
        return json(
          200,
          page.map((item) => shown(site, item)),
          mediaTypes.lineItems,
        )
      },
    }),
  )

  router.post(
    list,
    gate,
    moodleEndpoint(site, {
      mediaType: mediaTypes.lineItem,
      scopes: writing,
      handle({ tool, req }) {
        const course = find.course(site.state, pathText(req, 'course'))
        const asked = parseLineItem(bodyText(req.body))
        const link = site.state.links.find(
          ({ id, courseId }) => id === asked.resourceLinkId && courseId === course.id,
        )
        if (asked.resourceLinkId !== undefined && link?.toolId !== tool.id)
          throw new ServiceRefusal(403, 'Forbidden')
        const item: LineItem = {
          ...storedFields(asked),
          id: newNumber(site),
          courseId: course.id,
          toolId: tool.id,
          coupledLinkId: null,
          submissionReview: null,
          startDateTime: null,
          endDateTime: null,
          kind: 'value',
          locked: false,
          submissionType: 'none',
          grades: {},
        }
        if (asked.label.length > 255) throw new BadGateway()
        // Moodle has made the gradebook column before it notices that these do not fit; the tool cannot see it.
        const orphan = item.resourceId.length > 512 || item.tag.length > 255
        site.state.lineItems.push(orphan ? { ...item, toolId: '' } : item)
        site.changed()
        if (orphan) throw new BadGateway()
        return json(201, { ...asked.echo, id: lineItemUrl(site, item) }, mediaTypes.lineItem)
      },
    }),
  )

  router.get(
    one,
    gate,
    moodleEndpoint(site, {
      mediaType: mediaTypes.lineItem,
      scopes: reading,
      handle({ tool, req }) {
        const item = ownLineItem(site, tool, pathText(req, 'course'), pathText(req, 'item'))
        return json(200, shown(site, item), mediaTypes.lineItem)
      },
    }),
  )

  router.put(
    one,
    gate,
    moodleEndpoint(site, {
      mediaType: mediaTypes.lineItem,
      scopes: writing,
      handle({ tool, req }) {
        const item = ownLineItem(site, tool, pathText(req, 'course'), pathText(req, 'item'))
        const asked = parseLineItem(bodyText(req.body))
        if (asked.scoreMaximum !== item.scoreMaximum) rescale(site, item, asked.scoreMaximum)
        Object.assign(item, storedFields(asked))
        site.changed()
        return json(200, { ...asked.echo, id: lineItemUrl(site, item) }, mediaTypes.lineItem)
      },
    }),
  )

  router.delete(
    one,
    gate,
    moodleEndpoint(site, {
      mediaType: mediaTypes.lineItem,
      scopes: writing,
      handle({ tool, req, res }) {
        const item = ownLineItem(site, tool, pathText(req, 'course'), pathText(req, 'item'))
        site.state.lineItems = site.state.lineItems.filter((other) => other !== item)
        site.changed()
        res.statusMessage = 'OK'
        return { status: 204, type: '', body: '' }
      },
    }),
  )
  return router
}

/** A changed maximum rescales what is there, makes cleared grades 0 and stamps all of them with now. */
function rescale(site: Site, item: LineItem, scoreMaximum: number): void {
  const factor = item.scoreMaximum === 0 ? 1 : scoreMaximum / item.scoreMaximum
  const timestamp = site.now().toISOString()
  for (const [userId, grade] of Object.entries(item.grades)) {
    item.grades[userId] = { ...grade, score: (grade.score ?? 0) * factor, timestamp }
  }
}
