/** Somebody may begin a micro-credential in a course without what comes before it. Withdrawn some day, never deleted. */
export interface Dispensation {
  id: string
  institutionId: string
  cohortId: string
  personId: string
  microCredentialKey: string
  /** Why; read by those who facilitate the course. */
  reason: string
  given: { by: string; at: Date }
  withdrawn: { by: string; at: Date } | null
}
