/** What a launch says a person may be here. A hint: the enrolment decides, on each request. */
export type CohortRole =
  'educator' | 'facilitator' | 'assessor' | 'administrator' | 'observer' | 'test-learner'

const vocabulary = 'http://purl.imsglobal.org/vocab/lis/v2'
const membership = `${vocabulary}/membership#`
const testUser = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser'

/** Context roles (Core, appendix A.2.2). Content developers and mere members get no rights here. */
const principal: Record<string, CohortRole> = {
  Learner: 'educator',
  Instructor: 'facilitator',
  Mentor: 'observer',
  Officer: 'observer',
  Manager: 'observer',
  Administrator: 'administrator',
}

/** Sub-roles of Instructor that only help: they take the place of the Instructor role sent beside them. */
const assisting = new Set([
  'Grader',
  'TeachingAssistant',
  'TeachingAssistantSection',
  'TeachingAssistantSectionAssociation',
  'TeachingAssistantTemplate',
  'TeachingAssistantOffering',
  'TeachingAssistantGroup',
])
const teaching = new Set(['PrimaryInstructor', 'Lecturer', 'GuestInstructor', 'SecondaryInstructor'])

const administrators = new Set([
  `${vocabulary}/institution/person#Administrator`,
  `${vocabulary}/system/person#Administrator`,
  `${vocabulary}/system/person#SysAdmin`,
])

/**
 * Reads a roles claim (launch) or roles list (roster) by exact URI or deprecated short name (Core §A, certification "short role
 * name"). Sub-roles are read before Instructor, because a teaching assistant normally carries both (Core, appendix A best practice).
 * Whatever is not known grants nothing: an empty answer is a valid person with the least rights.
 */
export function readRoles(roles: readonly string[]): CohortRole[] {
  const found = new Set<CohortRole>()
  const assists = roles.some((role) => assisting.has(subRole(role)))
  const teaches = roles.some((role) => teaching.has(subRole(role)))
  if (assists) found.add('assessor')
  if (teaches) found.add('facilitator')
  for (const role of roles) {
    const context = contextRole(role)
    if (context && !(context === 'facilitator' && assists && !teaches)) found.add(context)
    if (administrators.has(role)) found.add('administrator')
    if (role === testUser) found.add('test-learner')
  }
  return [...found].sort()
}

/** The prefixes a context role comes with: LIS v2, the LTI 1.1 URN still sent by old links, or nothing (short name). */
const contextPrefixes = [membership, 'urn:lti:role:ims/lis/']

function contextRole(role: string): CohortRole | undefined {
  const prefix = contextPrefixes.find((each) => role.startsWith(each)) ?? ''
  const name = role.slice(prefix.length)
  return Object.hasOwn(principal, name) ? principal[name] : undefined
}

const subRolePrefixes = [`${vocabulary}/membership/Instructor#`, 'Instructor#']

function subRole(role: string): string {
  const prefix = subRolePrefixes.find((each) => role.startsWith(each))
  if (prefix) return role.slice(prefix.length)
  return /^(urn:lti:role:ims\/lis\/)?TeachingAssistant$/.test(role) ? 'TeachingAssistant' : ''
}
