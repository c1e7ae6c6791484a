import { find, lineItemsOf } from './lookups.js'
import type { Site } from './site.js'
import type { Attempt, Course, Grade, LineItem, Person } from './state.js'

export interface GradebookColumn {
  lineItemId: string
  label: string
  scoreMaximum: number
  resourceId: string
  tag: string
  assignmentId: string | null
}

export interface GradebookEntry {
  lineItemId: string
  score: number | null
  scoreMaximum: number
  comment: string | null
  timestamp: string | null
  receivedAt: string
  gradingProgress: string
  by: 'tool' | 'teacher'
  attempts: readonly Attempt[]
}

export interface GradebookRow {
  person: Person
  entries: readonly (GradebookEntry | null)[]
}

export interface Gradebook {
  course: Course
  columns: readonly GradebookColumn[]
  rows: readonly GradebookRow[]
}

function entry(item: LineItem, grade: Grade | undefined): GradebookEntry | null {
  if (!grade) return null
  const { score, comment, timestamp, receivedAt, gradingProgress, by, attempts } = grade
  const shown = item.kind === 'text' ? null : score
  const { id: lineItemId, scoreMaximum } = item
  return {
    lineItemId,
    score: shown,
    scoreMaximum,
    comment,
    timestamp,
    receivedAt,
    gradingProgress,
    by,
    attempts,
  }
}

/** Canvas shows the first line item of an assignment only; further ones are kept but never seen. */
function visible(site: Site, item: LineItem): boolean {
  if (site.personality.name !== 'canvas' || item.resourceLinkId === null) return true
  return lineItemsOf(site.state, find.link(site.state, item.resourceLinkId))[0] === item
}

/** The gradebook of a course as its teachers see it: one column per line item, one row per student. */
export function readGradebook(site: Site, courseId: string): Gradebook {
  const course = find.course(site.state, courseId)
  const items = site.state.lineItems.filter((item) => item.courseId === course.id && visible(site, item))
  const students = course.enrolments.filter(({ role }) => role === 'student' || role === 'testStudent')
  return {
    course,
    columns: items.map(({ id, label, scoreMaximum, resourceId, tag, coupledLinkId, resourceLinkId }) => ({
      lineItemId: id,
      label,
      scoreMaximum,
      resourceId,
      tag,
      assignmentId: coupledLinkId ?? resourceLinkId,
    })),
    rows: students.map(({ personId }) => ({
      person: find.person(site.state, personId),
      entries: items.map((item) => entry(item, item.grades[personId])),
    })),
  }
}

/** One person's entry for a line item or for an assignment's own line item; null when there is none. */
export function readGrade(site: Site, itemOrAssignmentId: string, personId: string): GradebookEntry | null {
  const item = site.state.lineItems.find(
    ({ id, coupledLinkId }) => id === itemOrAssignmentId || coupledLinkId === itemOrAssignmentId,
  )
  return item ? entry(item, item.grades[find.person(site.state, personId).id]) : null
}

/** What a teacher types into the gradebook; it then stands above what the tool says. A null score gives the
 * grade back to the tool. */
export function overrideGrade(
  site: Site,
  itemId: string,
  personId: string,
  score: number | null,
  comment: string | null,
): void {
  const item = find.lineItem(site.state, itemId)
  const person = find.person(site.state, personId)
  const now = site.now().toISOString()
  const before = item.grades[person.id]
  const grade: Grade = {
    score,
    comment,
    timestamp: before?.timestamp ?? null,
    receivedAt: now,
    gradingProgress: 'FullyGraded',
    by: 'teacher',
    locked: before?.locked ?? false,
    attempts: before?.attempts ?? [],
  }
  if (score !== null) item.grades[person.id] = grade
  else if (before) item.grades[person.id] = { ...before, score: null, comment: null, by: 'tool' }
  site.changed()
}
