import { createHash } from 'node:crypto'
import { educatorRows } from './castEducators.js'

export type CastRole = 'educator' | 'facilitator' | 'assessor' | 'admin' | 'testStudent'
export type UsState = 'AZ' | 'NY' | 'WA'

/** An invented person of the demo, the seeds and the tests. `userIds` is what the LMS of each personality
 * sends as `sub`; `familyName` is '' for people with one name, `email` null for those who gave none. */
export interface CastMember {
  readonly key: string
  readonly role: CastRole
  readonly username: string
  readonly name: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string | null
  readonly locale: string
  readonly state: UsState | null
  readonly school: string | null
  readonly userIds: { readonly moodle: string; readonly canvas: string }
}

const schools: Readonly<Record<UsState, readonly string[]>> = {
  AZ: [
    'Desert Willow Elementary',
    'Saguaro Ridge Middle School',
    'Palo Verde Newcomer Academy',
    'Mesa Vista High School',
    'Cottonwood Early Learning Center',
  ],
  NY: [
    'Genesee Street School',
    'Harbor Light International High School',
    'Canal Side Elementary',
    'Elmwood Community School',
    'Finger Lakes Family Learning Center',
  ],
  WA: [
    'Cedar Falls Elementary',
    'Rainier View Middle School',
    'Green River Newcomer High School',
    'Salish Shore Academy',
    'Evergreen Bridges Preschool',
  ],
}

const states = Object.keys(schools) as UsState[]

/** A stable identifier in the shape of a UUID, made from a name so that every run has the same one. */
export function stableUuid(name: string): string {
  const hex = createHash('sha256').update(`practice-lms:${name}`).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

type Given = Pick<CastMember, 'username' | 'givenName' | 'familyName' | 'locale'> &
  Partial<Pick<CastMember, 'name' | 'state' | 'school'>> & { noEmail?: boolean }

function member(role: CastRole, number: number, moodleId: number, given: Given): CastMember {
  const key = `${role}-${String(number).padStart(3, '0')}`
  return {
    key,
    role,
    username: given.username,
    name: given.name ?? [given.givenName, given.familyName].filter(Boolean).join(' '),
    givenName: given.givenName,
    familyName: given.familyName,
    email: given.noEmail ? null : `${given.username}@example.org`,
    locale: given.locale,
    state: given.state ?? null,
    school: given.school ?? null,
    userIds: { moodle: String(moodleId), canvas: stableUuid(key) },
  }
}

const educators = educatorRows.map(([username, givenName, familyName, locale, name], index) => {
  const state = states[index % states.length] ?? 'AZ'
  const school = schools[state][Math.floor(index / states.length) % schools[state].length] ?? null
  const noEmail = index % 9 === 4
  return member('educator', index + 1, 101 + index, {
    username,
    givenName,
    familyName,
    locale,
    name,
    state,
    school,
    noEmail,
  })
})

const staff = (
  role: CastRole,
  firstId: number,
  rows: readonly (readonly [string, string, string])[],
): CastMember[] =>
  rows.map(([username, givenName, familyName], index) =>
    member(role, index + 1, firstId + index, { username, givenName, familyName, locale: 'en' }),
  )

const facilitators = staff('facilitator', 11, [
  ['marisol.reyes', 'Marisol', 'Reyes-Quintana'],
  ['daniel.orourke', 'Daniel', "O'Rourke"],
  ['hodan.aden', 'Hodan', 'Aden'],
])

const assessors = staff('assessor', 21, [
  ['ruth.abebe', 'Ruth', 'Abebe'],
  ['tomas.villanueva', 'Tomás', 'Villanueva'],
  ['halyna.romaniuk', 'Halyna', 'Romaniuk'],
  ['peter.achterberg', 'Peter', 'Achterberg'],
])

const admin = member('admin', 1, 2, {
  username: 'admin',
  givenName: 'Ingrid',
  familyName: 'Sørlie',
  locale: 'en',
})

const testStudent = member('testStudent', 1, 99, {
  username: 'test.student',
  givenName: 'Test',
  familyName: 'Student',
  locale: 'en',
  noEmail: true,
})

/** Everybody: 114 educators in Arizona, New York and Washington, 3 facilitators, 4 assessors, the LMS's
 * administrator and its test student. The same people on every run. */
export const cast = {
  educators,
  facilitators,
  assessors,
  admin,
  testStudent,
  everyone: [admin, ...facilitators, ...assessors, ...educators, testStudent] as readonly CastMember[],
} as const
