/** Somebody must not judge somebody else's work, because they know them too well. Withdrawn some day, never deleted. */
export interface Declaration {
  id: string
  institutionId: string
  /** The course in which it was said; it holds in all of them. */
  cohortId: string
  assessorId: string
  educatorId: string
  /** Why; read by whoever said it and by those who look after the course and the institution. */
  reason: string
  /** The work on which an assessor noticed it; null where somebody declared the pair. */
  submissionId: string | null
  declared: { by: string; at: Date }
  withdrawn: { by: string; at: Date } | null
}

/** Who must not judge whose work, whatever their roles: what taking a round and the queue ask. */
export interface KeptApart {
  /** The educators for whom an open declaration names this assessor. */
  declared(institutionId: string, assessorId: string): Promise<ReadonlySet<string>>
  /** Those who work at the same school, where the institution keeps them apart. */
  schoolmates(institutionId: string, personId: string): Promise<ReadonlySet<string>>
}

export type DeclaringDecision = 'declare' | 'notAnAssessor' | 'notAnEducator' | 'oneself'

/** Whether a pair may be declared from a course: one who judges there or from the pool, and an educator of it. */
export function decideDeclaring(pair: {
  assessorId: string
  educatorId: string
  judges: boolean
  learns: boolean
}): DeclaringDecision {
  if (!pair.judges) return 'notAnAssessor'
  if (!pair.learns) return 'notAnEducator'
  return pair.assessorId === pair.educatorId ? 'oneself' : 'declare'
}
