import type { AuditRow, AuditTrail } from '../audit/auditStore.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { Stack } from '../catalogue/stack.js'
import type { Institution } from '../institutions/institution.js'
import type { Award, GradedInCourse, LevelReached, SharedEvidence } from './award.js'

/**
 * Everything an award rests on, read at the moment the last criterion was met. Whoever finalises an assessment gathers it; from
 * then on the award keeps its own copy, so that later changes of names, courses or evidence never change a badge.
 */
export interface AwardGrounds {
  institution: Pick<Institution, 'id' | 'name' | 'url' | 'colour'>
  /** `ltiUserId` is the LMS's `sub`; it identifies the recipient only where there is no e-mail. */
  person: { id: string; name: string | null; email: string | null; ltiUserId: string | null }
  cohortId: string | null
  submissionIds: string[]
  assessmentIds: string[]
  /** The published version that was met. */
  microCredential: MicroCredential
  levels: LevelReached[]
  /** Where a grade in the LMS met it instead of levels on the rubric. */
  gradedInCourse?: GradedInCourse
  /** Only what its owner agreed to show. */
  evidence: SharedEvidence[]
  earnedAt: Date
  /** The language of the badge; a version lacking it falls back to English text by text. */
  language: 'en' | 'ar'
}

/**
 * What of an award's evidence may be shown now. A consent may have run out or been taken back since the award was
 * issued, or been given: what rests on one is never signed into the badge, and is asked for each time it is shown. A file
 * that was deleted since is named with the day it was.
 */
export type EvidenceNow = (award: Award) => Promise<(SharedEvidence & { erasedAt?: Date })[]>

/** A submission that earned an award once and no longer does. */
export interface FallenGrounds {
  institutionId: string
  personId: string
  microCredentialKey: string
  submissionId: string
  /** For the holder and whoever checks the badge: nothing private. */
  reason: string
  /** When the judgement that changed it was made. */
  at: Date
}

/** What the public pages ask of the institutions. */
export interface Issuers {
  byId(institutionId: string): Promise<Institution | null>
}

/** What the public pages ask of the catalogue: published things, whoever asks. */
export interface PublicCatalogue {
  publicMicroCredential(id: string): Promise<MicroCredential | null>
  publicStack(id: string): Promise<Stack | null>
  latest(institutionId: string, key: string): Promise<MicroCredential | null>
  listPublished(institutionId: string): Promise<MicroCredential[]>
}

/** The record of acts, written and read. */
export interface AwardAudit extends AuditTrail {
  of(subject: string): Promise<AuditRow[]>
}
