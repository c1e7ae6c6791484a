import type { LocalizedText } from '../catalogue/localizedText.js'
import type { Rubric } from '../catalogue/rubric.js'

/** The level reached on one criterion of the version that was met. */
export interface LevelReached {
  criterionId: string
  levelId: string
}

/** A grade given in the course that met a micro-credential, and what it rests on. Such a badge says so plainly. */
export interface GradedInCourse {
  score: number
  maximum: number
  /** In per cent of the maximum. */
  threshold: number
  evidence: string
}

/** A piece of evidence its owner agreed to show; `url` only where it is public anyway. */
export interface SharedEvidence {
  name: string
  description?: string
  narrative?: string
  genre?: string
  url?: string
}

/** Bounds that keep a badge within what verifiers, ours included, agree to read. */
const mostEvidence = 20
const longestNarrative = 8_000

/**
 * Evidence as a badge can carry it: so many pieces, so long, and an address only where it is a web address. Anything else in its place
 * would be refused at signing, for ever; it is kept as words.
 */
export function carriedEvidence(shared: readonly SharedEvidence[]): SharedEvidence[] {
  return shared.slice(0, mostEvidence).map(({ url, narrative, description, ...rest }) => {
    const address =
      url !== undefined && /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).href : undefined
    const words = [description, address ? undefined : url].filter(Boolean).join(' ')
    return {
      ...rest,
      ...(words && { description: words.slice(0, longestNarrative) }),
      ...(narrative && { narrative: cut(narrative) }),
      ...(address && { url: address }),
    }
  })
}

function cut(text: string): string {
  return text.length > longestNarrative ? `${text.slice(0, longestNarrative)}…` : text
}

export type Visibility = 'public' | 'private'

/** What was signed, once and for ever: the credential as it stands in the JSON file, and the same as a VC-JWT. */
export interface Issued {
  at: Date
  credential: string
  jwt: string
}

/** A badge of one person for one micro-credential. Everything it says is kept with it. */
export interface Award {
  id: string
  institutionId: string
  personId: string
  microCredentialKey: string
  /** 1; higher where an earlier one was taken back and it was earned again. */
  turn: number
  microCredentialId: string
  version: number
  title: LocalizedText
  competency: LocalizedText
  pdHours: number
  language: 'en' | 'ar'
  recipientName: string | null
  issuer: { name: string; url: string | null; colour: string }
  cohortId: string | null
  submissionIds: string[]
  assessmentIds: string[]
  levels: LevelReached[]
  /** Null where assessors judged every criterion, as is usual. */
  gradedInCourse: GradedInCourse | null
  evidence: SharedEvidence[]
  earnedAt: Date
  /** `urn:uuid:`, told to nobody but readers of this one badge. */
  subjectId: string
  /** Null when the LMS told neither e-mail nor id. The identity itself is needed once, at issuing, and is not kept after it. */
  recipient: { identity: string | null; identityType: 'emailAddress' | 'ltiUserId'; salt: string } | null
  /** Its place in a status list; absent until the first step of issuing is done. */
  statusListId?: string
  statusIndex?: number
  /** Null while issuing is not finished: the next `consider` or the reconciling job finishes it. */
  issued: Issued | null
  visibility: Visibility
  visibilityChanged: { by: string; at: Date } | null
  revoked: { by: string; at: Date; reason: string } | null
}

/** An award whose credential is signed. */
export type IssuedAward = Award & { issued: Issued; statusListId: string; statusIndex: number }

/** Whether issuing is finished. */
export function isIssued(award: Award): award is IssuedAward {
  return award.issued !== null && award.statusListId !== undefined && award.statusIndex !== undefined
}

/** Whether someone may see the badge: everybody where it is public, else its holder alone. */
export function mayView(award: Award, viewer: { personId: string; institutionId: string } | null): boolean {
  return award.visibility === 'public' || isHolder(award, viewer)
}

/** Whether the viewer is the person who earned it. */
export function isHolder(award: Award, viewer: { personId: string; institutionId: string } | null): boolean {
  return viewer?.personId === award.personId && viewer.institutionId === award.institutionId
}

/**
 * Whether a set of levels earns the micro-credential: every criterion judged, each at a level that meets.
 * An empty rubric is never met.
 */
export function meetsEveryCriterion(rubric: Rubric, levels: LevelReached[]): boolean {
  const meeting = new Set(rubric.levels.filter((level) => level.meets).map((level) => level.id))
  return (
    rubric.criteria.length > 0 &&
    rubric.criteria.every((criterion) =>
      levels.some((level) => level.criterionId === criterion.id && meeting.has(level.levelId)),
    )
  )
}

/** For each criterion in rubric order, whether the level reached is above the lowest that meets. */
export function criteriaBeyond(rubric: Rubric, levels: LevelReached[]): { beyond: boolean }[] {
  const enough = rubric.levels.findIndex((level) => level.meets)
  return rubric.criteria.map((criterion) => {
    const reached = levels.find((level) => level.criterionId === criterion.id)?.levelId
    return { beyond: rubric.levels.findIndex((level) => level.id === reached) > enough }
  })
}
