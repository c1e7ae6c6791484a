import {
  achievementDocument,
  criterionUrl,
  hoursUrl,
  levelUrl,
  type AchievementInput,
} from './achievement.js'
import { credentialsV2, openBadges303, openBadgesExtensions } from './contexts.js'
import type { JsonObject } from './json.js'
import { identityObject, type Recipient } from './recipient.js'
import { dateTime } from './sign.js'
import { statusEntry } from './statusList.js'

/** The issuer as it stands in the credential; `id` is its did:web. */
export interface IssuerInput {
  id: string
  name: string
  url: string
}

/** A piece of evidence its owner has agreed to show, as far as they agreed. */
export interface EvidenceInput {
  name: string
  description?: string
  narrative?: string
  genre?: string
  url?: string
}

export interface CredentialInput {
  /** The public address of the award. */
  id: string
  /** `urn:uuid:`, one per award: VC-JWT needs a subject id, and one per person would let badges be linked. */
  subjectId: string
  /** Null when the LMS tells neither address nor id: the subject id alone then stands for the person. */
  recipient: Recipient | null
  issuer: IssuerInput
  achievement: AchievementInput
  /** The level reached on each criterion. */
  results: { criterionId: string; levelId: string }[]
  evidence: EvidenceInput[]
  earnedAt: Date
  issuedAt: Date
  status: { listUrl: string; index: number }
}

/**
 * The unsigned Open Badges 3.0 credential of an award (VC Data Model 2.0). Follows the plain-JSON serialization rule: sets are
 * arrays, complex values objects, nothing null or empty.
 */
export function credentialDocument(input: CredentialInput): JsonObject {
  const issuer: JsonObject = {
    id: input.issuer.id,
    type: ['Profile'],
    name: input.issuer.name,
    url: input.issuer.url,
  }
  return {
    // The extensions context only names the schema type below; without it safe canonicalization refuses the credential.
    '@context': [credentialsV2, openBadges303, openBadgesExtensions],
    id: input.id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: input.achievement.name,
    description: input.achievement.description,
    image: { id: input.achievement.imageUrl, type: 'Image', caption: input.achievement.name },
    issuer,
    validFrom: dateTime(input.issuedAt),
    awardedDate: dateTime(input.earnedAt),
    credentialSubject: {
      id: input.subjectId,
      type: ['AchievementSubject'],
      ...(input.recipient && { identifier: [identityObject(input.recipient)] }),
      achievement: achievementDocument(input.achievement, issuer),
      result: [...criterionResults(input), hoursResult(input.achievement)],
    },
    ...(input.evidence.length > 0 && { evidence: input.evidence.map(evidenceDocument) }),
    credentialSchema: [
      {
        id: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',
        type: '1EdTechJsonSchemaValidator2019',
      },
    ],
    credentialStatus: statusEntry(input.status.listUrl, input.status.index),
  }
}

function criterionResults({ achievement, results }: CredentialInput): JsonObject[] {
  return results.map(({ criterionId, levelId }) => ({
    type: ['Result'],
    resultDescription: criterionUrl(achievement.id, criterionId),
    achievedLevel: levelUrl(achievement.id, criterionId, levelId),
  }))
}

function hoursResult(achievement: AchievementInput): JsonObject {
  return {
    type: ['Result'],
    resultDescription: hoursUrl(achievement.id),
    value: String(achievement.hours.value),
  }
}

function evidenceDocument(evidence: EvidenceInput): JsonObject {
  const { url, name, description, narrative, genre } = evidence
  return {
    ...(url && { id: url }),
    type: ['Evidence'],
    name,
    ...(description && { description }),
    ...(narrative && { narrative }),
    ...(genre && { genre }),
  }
}
