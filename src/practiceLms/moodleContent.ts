import type { NewAssignment, NewLineItem } from './assignments.js'
import type { ContentItem } from './contentItems.js'
import type { Launch } from './launches.js'
import { find } from './lookups.js'
import type { Intake } from './personality.js'
import type { Site } from './site.js'
import type { Tool } from './state.js'

/** Moodle takes whole points from 1 to the site's highest, which is 100. */
export const takesMaximum = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 100

/** What Moodle's form says about any other maximum. */
export const maximumProblem = 'Invalid grade value. This must be an integer between 1 and 100'

function lineItemOf(item: ContentItem, single: boolean): NewLineItem | null {
  if (!item.lineItem) return null
  const { scoreMaximum, resourceId, tag, submissionReview } = item.lineItem
  const kept = { resourceId, tag, submissionReview: submissionReview ?? null }
  if (takesMaximum(scoreMaximum)) return { ...kept, scoreMaximum }
  // A single item goes through the teacher's form, which will not let this pass; several do not.
  return single
    ? { ...kept, scoreMaximum: Number(scoreMaximum) }
    : { ...kept, scoreMaximum: 100, kind: 'text' }
}

function assignmentOf(item: ContentItem, launch: Launch, tool: Tool, single: boolean): NewAssignment {
  return {
    courseId: launch.courseId,
    toolId: tool.id,
    title: item.title ?? tool.name,
    text: item.text ?? '',
    url: item.url ?? null,
    iconUrl: item.icon?.url ?? null,
    custom: item.custom,
    lineItem: lineItemOf(item, single),
  }
}

/** Content as Moodle takes it in: nothing exists before the teacher saves. Links count as resource links, the
 * line item's label is dropped, dates are not looked at. */
export function moodleTakeContent(site: Site, launch: Launch, items: readonly ContentItem[]): Intake {
  const tool = find.tool(site.state, launch.toolId)
  const usable = items.filter(({ type }) => type === 'ltiResourceLink' || type === 'link')
  const assignments = usable.map((item) => assignmentOf(item, launch, tool, usable.length === 1))
  return { saveFirst: true, assignments, problems: [] }
}
