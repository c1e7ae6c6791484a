import { asList, asText, isJsonObject, type Json, type JsonObject } from '../json.js'
import type { OpenBadge2 } from './openBadge2.js'
import { issuerIdOf } from './proof.js'

/** What a badge claims, for a person to read; every text is the badge's own and may be anything. */
export interface BadgeRecord {
  name: string
  description: string | null
  criteria: string | null
  image: string | null
  issuer: { id: string; name: string | null; url: string | null }
  awardedOn: string | null
  expiresOn: string | null
  results: { name: string; level: string | null }[]
  evidence: { name: string; text: string | null; url: string | null }[]
  alignment: { name: string; framework: string | null; url: string | null }[]
}

/** The record of a 3.0 credential. */
export function recordOf3(credential: JsonObject): BadgeRecord {
  const subject = objectOf(credential.credentialSubject)
  const achievement = objectOf(subject.achievement)
  const issuer = objectOf(credential.issuer)
  return {
    name: asText(achievement.name) ?? asText(credential.name) ?? '',
    description: text(achievement.description),
    criteria: text(objectOf(achievement.criteria).narrative),
    image: webUrl(imageOf(achievement.image) ?? imageOf(credential.image)),
    issuer: { id: issuerIdOf(credential) ?? '', name: text(issuer.name), url: webUrl(text(issuer.url)) },
    awardedOn: text(credential.awardedDate ?? credential.validFrom ?? credential.issuanceDate),
    expiresOn: text(credential.validUntil ?? credential.expirationDate),
    results: resultsOf(subject, achievement),
    evidence: asList(credential.evidence).filter(isJsonObject).map(evidenceOf),
    alignment: asList(achievement.alignment).filter(isJsonObject).map(alignmentOf),
  }
}

/** The record of a 2.0 award; what could not be fetched is null. */
export function recordOf2({ assertion, badgeClass, issuer }: OpenBadge2): BadgeRecord {
  const badge = badgeClass ?? objectOf(assertion.badge)
  const profile = issuer ?? objectOf(badge.issuer)
  const criteria = badge.criteria
  return {
    name: asText(badge.name) ?? '',
    description: text(badge.description),
    criteria: text(isJsonObject(criteria) ? criteria.narrative : criteria),
    image: webUrl(imageOf(badge.image)),
    issuer: { id: asText(profile.id) ?? '', name: text(profile.name), url: webUrl(text(profile.url)) },
    awardedOn: text(assertion.issuedOn),
    expiresOn: text(assertion.expires),
    results: [],
    evidence: asList(assertion.evidence).map((item) =>
      isJsonObject(item) ? evidenceOf(item) : { name: '', text: null, url: webUrl(text(item)) },
    ),
    alignment: asList(badge.alignment).filter(isJsonObject).map(alignmentOf),
  }
}

function resultsOf(subject: JsonObject, achievement: JsonObject): BadgeRecord['results'] {
  const descriptions = asList(achievement.resultDescription).filter(isJsonObject)
  return asList(subject.result)
    .filter(isJsonObject)
    .map((result) => {
      const description = descriptions.find(({ id }) => id === result.resultDescription) ?? {}
      const levels = asList(description.rubricCriterionLevel).filter(isJsonObject)
      const level = levels.find(({ id }) => id === result.achievedLevel)
      return {
        name: asText(description.name) ?? '',
        level: text(level?.name) ?? text(result.value) ?? text(result.status),
      }
    })
    .filter(({ name }) => name !== '')
}

function evidenceOf(item: JsonObject): BadgeRecord['evidence'][number] {
  return {
    name: asText(item.name) ?? '',
    text: text(item.description) ?? text(item.narrative),
    url: webUrl(text(item.id)),
  }
}

function alignmentOf(item: JsonObject): BadgeRecord['alignment'][number] {
  return {
    name: asText(item.targetName) ?? '',
    framework: text(item.targetFramework),
    url: webUrl(text(item.targetUrl)),
  }
}

function imageOf(image: Json | undefined): string | null {
  return text(isJsonObject(image) ? image.id : image)
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function text(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Only web addresses become links: a badge may carry `javascript:` as well. */
function webUrl(value: string | null): string | null {
  return value && /^https?:\/\//i.test(value) && URL.canParse(value) ? value : null
}
