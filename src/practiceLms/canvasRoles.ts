import { roleIn } from './lookups.js'
import type { Course, CourseRole, Person } from './state.js'
import { roles } from './vocabulary.js'

/** Roles in the course. A teaching assistant carries the sub-role and the Instructor role. */
export const courseRoles: Readonly<Record<CourseRole, readonly string[]>> = {
  student: [roles.learner],
  teacher: [roles.instructor],
  assistant: [roles.teachingAssistant, roles.instructor],
  testStudent: [roles.learner, roles.testUser],
}

/** Canvas's launch roles mix institution, system and course roles. */
export function launchRoles(course: Course, person: Person): string[] {
  const role = roleIn(course, person)
  const inCourse = role ? courseRoles[role] : []
  if (person.admin) return [roles.institutionAdministrator, ...inCourse, roles.systemUser]
  const student = role === 'student' || role === 'testStudent'
  return [student ? roles.institutionStudent : roles.institutionInstructor, ...inCourse, roles.systemUser]
}
