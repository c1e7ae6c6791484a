/**
 * Who acts on institutions and platforms. Identity stands to the right of this room; its `Actor` fits this shape.
 */
export type Steward =
  | { kind: 'person'; personId: string; institutionId: string }
  | {
      kind: 'staff'
      staffId: string
      institutionId: string | null
      role: 'owner' | 'administrator' | 'auditor'
    }
  | { kind: 'system'; name: string }

/** Writes one row of the record of acts. */
export interface AuditTrail {
  record(row: {
    institutionId: string | null
    actor: string
    action: string
    subject: string
    reason?: string
    at: Date
  }): Promise<void>
}

/** Ends the sessions that came through a registration; answers how many there were. */
export type EndSessionsOf = (registrationId: string) => Promise<number>
