import { cast, stableUuid } from './cast.js'
import type { CastMember } from './cast.js'
import { find } from './lookups.js'
import { newNumber } from './site.js'
import type { Site } from './site.js'
import type { CourseRole, Person } from './state.js'

/** A course to start with. `enrolments` names people by their key; everybody of the cast when absent. */
export interface CourseSeed {
  title: string
  label: string
  sourcedId?: string
  weeks: readonly string[]
  enrolments?: readonly { person: string; role: CourseRole }[]
}

/** The demo's course. */
export const foundationsOfPractice: CourseSeed = {
  title: 'Foundations of Practice',
  label: 'FOP',
  sourcedId: 'FOP-2026',
  weeks: [
    'Welcome: who our students are',
    'Displacement, loss and strength',
    'Safety and predictability in the classroom',
    'Noticing stress and responding to it',
    'Culture, identity and belonging',
    'Listening to families',
    'How language grows',
    'Teaching content and language together',
    'Interrupted schooling',
    'Working with interpreters and liaisons',
    'Designing learning that lasts',
    'Looking back, looking ahead',
  ],
}

const courseRoles: Partial<Record<CastMember['role'], CourseRole>> = {
  educator: 'student',
  facilitator: 'teacher',
  assessor: 'assistant',
  testStudent: 'testStudent',
}

/** The cast's place in a course: educators learn, facilitators teach, assessors grade without editing rights. */
const castEnrolments: readonly { person: string; role: CourseRole }[] = cast.everyone.flatMap(
  ({ key, role }) => {
    const courseRole = courseRoles[role]
    return courseRole ? [{ person: key, role: courseRole }] : []
  },
)

const staffNotes: Partial<Record<CastMember['role'], string>> = {
  facilitator: 'Teaches the course',
  assessor: 'Assesses, without editing the course',
  admin: 'Runs this LMS',
  testStudent: 'A test student',
}

function asPerson(member: CastMember): Person {
  const { key, username, name, givenName, familyName, email, locale, role, school, state, userIds } = member
  const note = staffNotes[role] ?? `${school ?? ''}, ${state ?? ''}`
  const { moodle: id, canvas: ltiId } = userIds
  return {
    key,
    username,
    name,
    givenName,
    familyName,
    email,
    locale,
    note,
    admin: role === 'admin',
    id,
    ltiId,
  }
}

/** Fills an empty LMS with the cast and these courses. */
export function seed(site: Site, courses: readonly CourseSeed[]): void {
  const { state } = site
  state.people = cast.everyone.map(asPerson)
  for (const course of courses) addCourse(site, course)
  site.changed()
}

/** Adds a course; returns its id. */
export function addCourse(
  site: Site,
  { title, label, sourcedId, weeks, enrolments = castEnrolments }: CourseSeed,
): string {
  const { state } = site
  const id = newNumber(site)
  state.courses.push({
    id,
    ltiId: stableUuid(`course ${id} ${label}`).replaceAll('-', ''),
    label,
    title,
    sourcedId: sourcedId ?? label,
    weeks: [...weeks],
    enrolments: enrolments.map(({ person, role }) => ({
      personId: find.person(state, person).id,
      role,
      active: true,
    })),
    copiedFrom: [],
    concluded: false,
  })
  site.changed()
  return id
}
