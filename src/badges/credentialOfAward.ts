import { textIn } from '../catalogue/localizedText.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import { viewContext } from '../web/views.js'
import type { Addresses } from './addresses.js'
import type { Award } from './award.js'
import type { AchievementInput } from './openBadges/achievement.js'
import type { CredentialInput, IssuerInput } from './openBadges/document.js'

/** A micro-credential version as an Open Badges achievement, in one language. */
export function achievementInput(
  microCredential: MicroCredential,
  language: 'en' | 'ar',
  addresses: Addresses,
): AchievementInput {
  const say = (text: Parameters<typeof textIn>[0]) => textIn(text, language)
  const { id, rubric } = microCredential
  return {
    id: addresses.achievement(id),
    name: say(microCredential.title),
    description: say(microCredential.competency),
    criteriaNarrative: [
      say(microCredential.method),
      ...rubric.criteria.map((criterion) => `- **${say(criterion.name)}**: ${say(criterion.asks)}`),
    ].join('\n\n'),
    language,
    version: String(microCredential.version),
    humanCode: microCredential.key,
    imageUrl: `${addresses.achievement(id)}.png`,
    alignment: microCredential.alignment,
    levels: rubric.levels.map((level) => ({ ...level, name: say(level.name) })),
    criteria: rubric.criteria.map((criterion) => ({
      id: criterion.id,
      name: say(criterion.name),
      descriptors: criterion.descriptors.map(({ levelId, text }) => ({ levelId, text: say(text) })),
    })),
    hours: { label: viewContext(language).t('badges.hoursLabel'), value: microCredential.pdHours },
    badgeClassUrl: addresses.ob2Badge(id),
  }
}

/** The issuer as its credentials name it. */
export function issuerInput(
  institutionId: string,
  issuer: { name: string; url: string | null },
  addresses: Addresses,
): IssuerInput {
  return {
    id: addresses.issuerDid(institutionId),
    name: issuer.name,
    url: issuer.url ?? addresses.issuer(institutionId),
  }
}

/**
 * What the credential of an award says, from the award's own copy and the immutable version it names.
 * @throws Error when the award has no place in a status list yet
 */
export function credentialInput(
  award: Award,
  microCredential: MicroCredential,
  addresses: Addresses,
  issuedAt: Date,
): CredentialInput {
  const { statusListId, statusIndex, recipient } = award
  if (statusListId === undefined || statusIndex === undefined)
    throw new Error(`Award ${award.id} has no place`)
  return {
    id: addresses.award(award.id),
    subjectId: award.subjectId,
    recipient: recipient?.identity ? { ...recipient, identity: recipient.identity } : null,
    issuer: issuerInput(award.institutionId, award.issuer, addresses),
    achievement: achievementInput(microCredential, award.language, addresses),
    results: award.levels,
    evidence: award.evidence,
    earnedAt: award.earnedAt,
    issuedAt,
    status: { listUrl: addresses.statusList(statusListId), index: statusIndex },
  }
}
