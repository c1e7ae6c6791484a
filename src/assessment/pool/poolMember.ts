/** How somebody came into the pool: an LMS course, an invitation without an LMS, or a badge they earned. */
export type PoolOrigin = 'lms' | 'invited' | 'earned'

/** Somebody who judges work for an institution, from one moment to another. Never deleted: a return is a new record. */
export interface PoolMember {
  id: string
  institutionId: string
  personId: string
  from: PoolOrigin
  joined: { by: string; at: Date }
  left: { by: string; at: Date } | null
}

/** What judging asks of the pool. */
export interface Pool {
  /** Whether somebody is in the institution's pool now. */
  isMember(institutionId: string, personId: string): Promise<boolean>
  /** Who is in it now. */
  members(institutionId: string): Promise<string[]>
}

/** A one-time link into the pool for somebody without an LMS account. The token is known only to who was given it. */
export interface PoolInvitation {
  id: string
  institutionId: string
  email: string
  createdBy: string
  createdAt: Date
  expiresAt: Date
  used: { personId: string; at: Date } | null
  withdrawn: { by: string; at: Date } | null
}
