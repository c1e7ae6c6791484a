import { Router } from 'express'
import { z } from 'zod'
import { json } from './answers.js'
import { addAssignment } from './assignments.js'
import { canvasBody, canvasEndpoint, canvasLineItem, canvasPage, CanvasRefusal } from './canvasServices.js'
import { lineItemsUrl, lineItemUrl } from './canvasUrls.js'
import { find, Missing } from './lookups.js'
import { serviceGate } from './serviceGate.js'
import { newNumber } from './site.js'
import type { Site } from './site.js'
import type { LineItem, ResourceLink } from './state.js'
import { mediaTypes, scopes } from './vocabulary.js'

const submissionTypeKey = 'https://canvas.instructure.com/lti/submission_type'
const launchUrlKey = 'https://canvas.instructure.com/lti/launch_url'
const instant = z.iso.datetime({ offset: true })

const fields = z.looseObject({
  label: z.string().trim().min(1).optional(),
  scoreMaximum: z.coerce.number().positive().optional(),
  resourceId: z.coerce.string().optional(),
  tag: z.coerce.string().optional(),
  resourceLinkId: z.string().optional(),
  startDateTime: instant.nullish(),
  endDateTime: instant.nullish(),
  [submissionTypeKey]: z
    .object({ type: z.enum(['none', 'external_tool']), external_tool_url: z.url().optional() })
    .optional(),
})

type Fields = z.infer<typeof fields>

function parse(body: Record<string, unknown>): Fields {
  const parsed = fields.safeParse(body)
  if (!parsed.success) throw new CanvasRefusal(422, z.prettifyError(parsed.error))
  return parsed.data
}

const linkOf = (site: Site, item: LineItem): ResourceLink | null =>
  item.resourceLinkId === null ? null : find.link(site.state, item.resourceLinkId)

function shown(site: Site, item: LineItem, withLaunchUrl = false): Record<string, unknown> {
  const link = linkOf(site, item)
  return {
    id: lineItemUrl(site, item),
    scoreMaximum: item.scoreMaximum,
    label: item.label,
    ...(item.tag === '' ? {} : { tag: item.tag }),
    ...(item.resourceId === '' ? {} : { resourceId: item.resourceId }),
    ...(link ? { resourceLinkId: link.ltiId } : {}),
    ...(item.startDateTime === null ? {} : { startDateTime: item.startDateTime }),
    ...(item.endDateTime === null ? {} : { endDateTime: item.endDateTime }),
    ...(withLaunchUrl && link
      ? { [launchUrlKey]: link.url ?? find.tool(site.state, link.toolId).launchUrl }
      : {}),
  }
}

/** Makes a further item on an assignment of the tool, or (without `resourceLinkId`) a whole new assignment. */
function create(site: Site, courseId: string, toolId: string, asked: Fields): LineItem {
  const { label, scoreMaximum, resourceLinkId } = asked
  if (label === undefined || scoreMaximum === undefined)
    throw new CanvasRefusal(422, 'label and scoreMaximum are required')
  const kept = {
    scoreMaximum,
    resourceId: asked.resourceId ?? '',
    tag: asked.tag ?? '',
    startDateTime: asked.startDateTime ?? null,
    endDateTime: asked.endDateTime ?? null,
  }
  if (resourceLinkId === undefined) {
    const submission = asked[submissionTypeKey]
    const made = addAssignment(site, {
      courseId,
      toolId,
      title: label,
      url: submission?.external_tool_url ?? null,
      lineItem: kept,
    })
    if (!made.lineItem) throw new Error('a graded assignment has a line item')
    // Made by a tool, so the tool may delete it: not coupled.
    Object.assign(made.lineItem, { coupledLinkId: null, submissionType: submission?.type ?? 'none' })
    return made.lineItem
  }
  const link = site.state.links.find((one) => one.ltiId === resourceLinkId && one.toolId === toolId)
  if (!link) throw new Missing('The resource link does not exist')
  if (link.courseId !== courseId) throw new CanvasRefusal(412, 'The resource link is in another course')
  const item: LineItem = {
    ...kept,
    label,
    id: newNumber(site),
    courseId,
    toolId,
    coupledLinkId: null,
    resourceLinkId: link.id,
    kind: 'value',
    locked: false,
    submissionReview: null,
    submissionType: 'none',
    grades: {},
  }
  site.state.lineItems.push(item)
  return item
}

const isDefault = (site: Site, item: LineItem): boolean =>
  site.state.lineItems.find((other) => other.resourceLinkId === item.resourceLinkId) === item

/** A change of the assignment's own item is a change of the assignment. */
function update(site: Site, item: LineItem, asked: Fields): void {
  const { label, scoreMaximum, resourceId, tag, startDateTime, endDateTime } = asked
  const sent = { label, scoreMaximum, resourceId, tag, startDateTime, endDateTime }
  const kept = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined))
  if (scoreMaximum !== undefined) {
    for (const grade of Object.values(item.grades)) {
      if (grade.score !== null) grade.score = (grade.score / item.scoreMaximum) * scoreMaximum
    }
  }
  Object.assign(item, kept)
  const link = linkOf(site, item)
  if (link && label !== undefined && isDefault(site, item)) link.title = label
}

/** Deleting an assignment's own item deletes the assignment with all that hangs on it. */
function remove(site: Site, item: LineItem): void {
  if (item.coupledLinkId !== null) throw new CanvasRefusal(401, 'The line item belongs to the assignment')
  const { state } = site
  const whole = item.resourceLinkId !== null && isDefault(site, item)
  state.links = state.links.filter((link) => !whole || link.id !== item.resourceLinkId)
  state.lineItems = state.lineItems.filter((other) =>
    whole ? other.resourceLinkId !== item.resourceLinkId : other !== item,
  )
}

/** Line items of a course as Canvas serves them: only those made under the tool's own client id. */
export function canvasLineItemRoutes(site: Site): Router {
  const router = Router()
  const gate = serviceGate(site, 'lineitems')
  const reading = [scopes.lineItem, scopes.lineItemReadonly]
  const writing = [scopes.lineItem]
  const list = '/api/lti/courses/:course/line_items'
  const wantsLaunchUrl = (url: string): boolean =>
    new URL(url, 'http://x').searchParams.getAll('include[]').includes('launch_url')

  router.get(
    list,
    gate,
    canvasEndpoint(site, reading, (work) => {
      const { tool, course, req } = work
      const query = new URL(req.originalUrl, 'http://x').searchParams
      const matches = (name: string, value: string | undefined): boolean =>
        !query.has(name) || query.get(name) === value
      const items = site.state.lineItems.filter(
        (item) =>
          item.courseId === course.id &&
          item.toolId === tool.id &&
          matches('tag', item.tag) &&
          matches('resource_id', item.resourceId) &&
          matches('resource_link_id', linkOf(site, item)?.ltiId),
      )
      const found = canvasPage(work, items, lineItemsUrl(site, course), 10, 100)
      const body = found.map((item) => shown(site, item, wantsLaunchUrl(req.originalUrl)))
      return json(200, body, mediaTypes.lineItems)
    }),
  )
  router.post(
    list,
    gate,
    canvasEndpoint(site, writing, ({ tool, course, req }) => {
      const item = create(site, course.id, tool.id, parse(canvasBody(req, mediaTypes.lineItem)))
      site.changed()
      return json(201, shown(site, item), mediaTypes.lineItem)
    }),
  )
  router.get(
    `${list}/:item`,
    gate,
    canvasEndpoint(site, reading, (work) =>
      json(
        200,
        shown(site, canvasLineItem(site, work), wantsLaunchUrl(work.req.originalUrl)),
        mediaTypes.lineItem,
      ),
    ),
  )
  router.put(
    `${list}/:item`,
    gate,
    canvasEndpoint(site, writing, (work) => {
      const item = canvasLineItem(site, work)
      update(site, item, parse(canvasBody(work.req, mediaTypes.lineItem)))
      site.changed()
      return json(200, shown(site, item), mediaTypes.lineItem)
    }),
  )
  router.delete(
    `${list}/:item`,
    gate,
    canvasEndpoint(site, writing, (work) => {
      remove(site, canvasLineItem(site, work))
      site.changed()
      return { status: 204, type: '', body: '' }
    }),
  )
  return router
}
