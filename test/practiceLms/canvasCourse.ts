import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { createProbeTool } from './probeTool.js'
import type { ProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

/** An assignment of the practice course with its column. */
export interface CanvasItem {
  id: string
  url: string
  assignment: string
  link: string
}

/** A practice LMS that behaves as Canvas, and a tool that is registered there. */
export async function openCanvas(): Promise<{ lms: PracticeLms; tool: ProbeTool }> {
  const lms = await createPracticeLms({ signingKey, personality: 'canvas' })
  await lms.listen()
  return { lms, tool: await createProbeTool(lms) }
}

/** Clears the course's columns and makes one graded assignment. */
export function freshItem(lms: PracticeLms): CanvasItem {
  lms.state.lineItems = []
  const made = lms.createAssignment({
    title: 'Graded',
    custom: { due: '$Canvas.assignment.dueAt.iso8601' },
    lineItem: { scoreMaximum: 20 },
  })
  return {
    id: made.lineItemId ?? '',
    url: made.lineItemUrl ?? '',
    assignment: made.id,
    link: made.resourceLinkId,
  }
}
