/** Somebody an institution knows. Names and e-mails may be withheld by the LMS. */
export interface Person {
  id: string
  institutionId: string
  name: string | null
  email: string | null
  locale: string | null
  /** IANA name; UTC where unknown. */
  timeZone: string | null
  createdAt: Date
}

/** Names to print; null where the LMS withholds them. People of other institutions are left out. */
export interface PeopleNames {
  names(institutionId: string, personIds: readonly string[]): Promise<Map<string, string | null>>
}

/** How one LMS knows a person: (registration, sub) is unique and leads to one Person. */
export interface PlatformIdentity {
  id: string
  institutionId: string
  registrationId: string
  sub: string
  personId: string
}
