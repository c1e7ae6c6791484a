import { roleIn } from './lookups.js'
import type { Course, Person } from './state.js'
import { roles } from './vocabulary.js'

/** Moodle's launch roles: one of Instructor and Learner. A non-editing teacher is an Instructor here although
 * the roster calls the same person a Learner; an administrator has system and institution roles as well. */
export function launchRoles(course: Course, person: Person): string[] {
  if (person.admin) return [roles.institutionAdministrator, roles.instructor, roles.systemAdministrator]
  const role = roleIn(course, person)
  return [role === 'teacher' || role === 'assistant' ? roles.instructor : roles.learner]
}
