import type { NewAssignment, NewLineItem } from './assignments.js'
import type { ContentItem } from './contentItems.js'
import type { Launch } from './launches.js'
import { find } from './lookups.js'
import type { Intake } from './personality.js'
import type { Site } from './site.js'

function lineItemOf(item: ContentItem): NewLineItem | null | 'noMaximum' {
  if (!item.lineItem) return null
  const { scoreMaximum, resourceId, tag } = item.lineItem
  if (typeof scoreMaximum !== 'number' || !(scoreMaximum > 0)) return 'noMaximum'
  const startDateTime = item.available?.startDateTime ?? null
  const endDateTime = item.submission?.endDateTime ?? null
  return { scoreMaximum, resourceId, tag, startDateTime, endDateTime }
}

/** Content as Canvas takes it in: made at once. With a line item it becomes an assignment nobody sees until it
 * is published; without, a plain module link. */
export function canvasTakeContent(site: Site, launch: Launch, items: readonly ContentItem[]): Intake {
  const tool = find.tool(site.state, launch.toolId)
  const assignments: NewAssignment[] = []
  const problems: string[] = []
  const usable = launch.placement === 'assignment_selection' ? items.slice(0, 1) : items
  for (const item of usable) {
    const title = item.title ?? tool.name
    const lineItem = lineItemOf(item)
    if (item.type !== 'ltiResourceLink') problems.push(`${title}: only ltiResourceLink is taken here`)
    else if (lineItem === 'noMaximum')
      problems.push(`${title}: lineItem.scoreMaximum must be a positive number`)
    else {
      assignments.push({
        courseId: launch.courseId,
        toolId: tool.id,
        title,
        text: item.text ?? '',
        url: item.url ?? null,
        iconUrl: item.icon?.url ?? null,
        custom: item.custom,
        lineItem,
        published: lineItem === null,
      })
    }
  }
  return { saveFirst: false, assignments, problems }
}
