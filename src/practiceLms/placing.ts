import { addAssignment } from './assignments.js'
import type { AddedAssignment, NewAssignment } from './assignments.js'
import { Missing } from './lookups.js'
import { maximumProblem, takesMaximum } from './moodleContent.js'
import type { Placement } from './placements.js'
import type { Site } from './site.js'

export type Saved =
  | { ok: true; courseId: string; added: AddedAssignment[] }
  | { ok: false; placement: Placement; problem: string }

function corrected(assignment: NewAssignment, index: number, form: URLSearchParams): NewAssignment {
  const week = Number(form.get(`week-${index}`) ?? '')
  const title = form.get(`title-${index}`)?.trim()
  const maximum = form.get(`maximum-${index}`)
  const { lineItem } = assignment
  return {
    ...assignment,
    title: title === undefined || title === '' ? assignment.title : title,
    week: week > 0 ? week : (assignment.week ?? null),
    lineItem: lineItem && maximum !== null ? { ...lineItem, scoreMaximum: Number(maximum) } : lineItem,
  }
}

/** Saves returned content into the course, with what the teacher changed in the form (`title-N`, `week-N`,
 * `maximum-N`). A single graded item needs a maximum Moodle takes; otherwise the form is shown again. */
export function savePlacement(site: Site, id: string, form: URLSearchParams): Saved {
  const placement = site.placements.take(id)
  if (!placement) throw new Missing('This content was saved before')
  const assignments = placement.assignments.map((assignment, index) => corrected(assignment, index, form))
  const [only, ...others] = assignments
  if (only?.lineItem && others.length === 0 && !takesMaximum(only.lineItem.scoreMaximum)) {
    const again = site.placements.propose({ ...placement, assignments })
    return { ok: false, placement: again, problem: maximumProblem }
  }
  const added = assignments.map((assignment) => addAssignment(site, assignment))
  return { ok: true, courseId: placement.courseId, added }
}
