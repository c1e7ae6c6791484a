import type { Person } from './person.js'

/** What a launch or a roster says about somebody. Withheld facts are null. */
export interface LaunchIdentity {
  institutionId: string
  registrationId: string
  /** The LMS's own id; null for an anonymous launch. */
  sub: string | null
  name: string | null
  email: string | null
  locale: string | null
  timeZone: string | null
}

export type ToldFacts = Pick<Person, 'name' | 'email' | 'locale' | 'timeZone'>

/** What we already hold about (registration, sub). */
export interface IdentitySnapshot {
  personId: string
  /** Null when a crash came between writing the identity and the person. */
  person: ToldFacts | null
}

export type IdentityDecision =
  | { kind: 'anonymous' }
  | { kind: 'new'; facts: ToldFacts }
  | { kind: 'mend'; personId: string; facts: ToldFacts }
  | { kind: 'known'; personId: string; changes: Partial<ToldFacts> }

const factNames = ['name', 'email', 'locale', 'timeZone'] as const
const LONGEST = 255

/**
 * Who arrives. A person is found by the LMS's own id alone, never by e-mail or name: those can be changed by their
 * owner. What the LMS tells now is taken over; what it withholds now never erases what is known.
 */
export function decideIdentity(told: LaunchIdentity, snapshot: IdentitySnapshot | null): IdentityDecision {
  if (told.sub === null) return { kind: 'anonymous' }
  const facts: ToldFacts = {
    name: clean(told.name),
    email: clean(told.email),
    locale: clean(told.locale),
    timeZone: knownTimeZone(told.timeZone),
  }
  if (!snapshot) return { kind: 'new', facts }
  const { personId, person } = snapshot
  if (!person) return { kind: 'mend', personId, facts }
  const changed = factNames.filter((fact) => facts[fact] !== null && facts[fact] !== person[fact])
  return {
    kind: 'known',
    personId,
    changes: Object.fromEntries(changed.map((fact) => [fact, facts[fact]])),
  }
}

/** Canvas sends an unknown variable literally as `$Name` (Canvas documentation). */
function clean(value: string | null): string | null {
  const text = value?.trim().slice(0, LONGEST)
  return text && !text.startsWith('$') ? text : null
}

/** Moodle says `99` for "the server's zone" (observed in Moodle 4.5). */
function knownTimeZone(value: string | null): string | null {
  const zone = clean(value)
  if (zone === null || !/^[A-Za-z]/.test(zone)) return null
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return null
  }
}
