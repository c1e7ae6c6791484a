import type { LocalizedText } from '../catalogue/localizedText.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import { descriptorOf } from '../catalogue/rubric.js'
import type { Addresses } from './addresses.js'
import { isHolder, type IssuedAward } from './award.js'
import type { Viewer } from './publishedFiles.js'

/** Turns a catalogue text into the reader's language. */
type Pick = (text: LocalizedText) => string

/** A criterion as the rubric component prints it; `chosen` is the level reached. */
export interface CriterionShown {
  name: string
  asks: string
  chosen: string | undefined
  levels: { id: string; name: string; text: string; meets: boolean }[]
}

/** The rubric of a version with the levels an award reached (none on the page of the micro-credential itself). */
export function criteriaShown(
  { rubric }: MicroCredential,
  reached: IssuedAward['levels'],
  pick: Pick,
): CriterionShown[] {
  return rubric.criteria.map((criterion) => ({
    name: pick(criterion.name),
    asks: pick(criterion.asks),
    chosen: reached.find((level) => level.criterionId === criterion.id)?.levelId,
    levels: rubric.levels.map((level) => {
      const text = descriptorOf(criterion, level.id)
      return { id: level.id, name: pick(level.name), text: text ? pick(text) : '', meets: level.meets }
    }),
  }))
}

/** What was shown, one line per criterion: the level reached and what that level looks like. */
export function levelsShown(criteria: CriterionShown[]) {
  return criteria.map(({ name, chosen, levels }) => {
    const level = levels.find(({ id }) => id === chosen)
    return { outcome: 'yes', title: name, word: level?.name ?? '', text: level?.text ?? '' }
  })
}

/** Addresses and switches of the award page. */
export function awardPage(award: IssuedAward, viewer: Viewer, addresses: Addresses) {
  const url = addresses.award(award.id)
  return {
    url,
    holder: isHolder(award, viewer),
    achievementUrl: addresses.achievement(award.microCredentialId),
    issuerUrl: addresses.issuer(award.institutionId),
    verifyUrl: `/verify?url=${encodeURIComponent(url)}`,
    linkedInUrl: linkedIn(award, url),
    ob2Url: addresses.ob2Assertion(award.id),
  }
}

/** LinkedIn's form for adding a certification, filled in; its names are those seen across public sites, LinkedIn documents none. */
function linkedIn(award: IssuedAward, url: string): string {
  const form = new URLSearchParams({
    startTask: 'CERTIFICATION_NAME',
    name: award.title.en,
    organizationName: award.issuer.name,
    issueYear: String(award.earnedAt.getUTCFullYear()),
    issueMonth: String(award.earnedAt.getUTCMonth() + 1),
    certUrl: url,
    certId: award.id,
  })
  return `https://www.linkedin.com/profile/add?${form.toString()}`
}
