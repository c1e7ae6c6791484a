import { stableUuid } from './cast.js'
import { find } from './lookups.js'
import { newNumber } from './site.js'
import type { Site } from './site.js'
import type { Course, CourseRole } from './state.js'

/** Puts somebody into a course, or back, or gives them another role there. */
export function enrol(site: Site, course: Course, key: string, role: CourseRole): void {
  const personId = find.person(site.state, key).id
  const others = course.enrolments.filter((enrolment) => enrolment.personId !== personId)
  course.enrolments = [...others, { personId, role, active: true, changedAt: site.now().toISOString() }]
  site.changed()
}

/** Takes somebody out of a course; what they have done there stays. */
export function unenrol(site: Site, course: Course, key: string): void {
  const personId = find.person(site.state, key).id
  course.enrolments = course.enrolments.map((enrolment) =>
    enrolment.personId === personId
      ? { ...enrolment, active: false, changedAt: site.now().toISOString() }
      : enrolment,
  )
  site.changed()
}

/** Adds people nobody has met to a course, as students. Returns their keys. */
export function enrolStrangers(site: Site, course: Course, count: number): string[] {
  const keys = Array.from({ length: count }, () => {
    const id = newNumber(site)
    const key = `stranger-${id}`
    site.state.people.push({
      key,
      username: key,
      name: `Stranger Number ${id}`,
      givenName: 'Stranger',
      familyName: `Number ${id}`,
      email: `${key}@example.org`,
      locale: 'en',
      note: 'Somebody nobody has met',
      admin: false,
      id,
      ltiId: stableUuid(key),
    })
    course.enrolments.push({
      personId: id,
      role: 'student',
      active: true,
      changedAt: site.now().toISOString(),
    })
    return key
  })
  site.changed()
  return keys
}
