import type { JsonObject } from './json.js'

/** What a badge stands for, in one language, with every address it needs. */
export interface AchievementInput {
  /** Its public address; ids of criteria and levels are fragments of it. */
  id: string
  name: string
  description: string
  /** Markdown: what had to be shown, and how it was judged. */
  criteriaNarrative: string
  language: string
  version: string
  humanCode: string
  imageUrl: string
  alignment: AlignmentInput[]
  /** From the lowest level to the highest. */
  levels: { id: string; name: string; points: number; meets: boolean }[]
  criteria: { id: string; name: string; descriptors: { levelId: string; text: string }[] }[]
  /** Clock hours of professional development. Not `creditsAvailable`, which means academic credit. */
  hours: { label: string; value: number }
  /** The Open Badges 2.0 BadgeClass of the same achievement. */
  badgeClassUrl: string
}

export interface AlignmentInput {
  /** The identifier of a CASE item, where the target is one. */
  caseId?: string
  frameworkName: string
  targetName: string
  targetCode?: string
  targetUrl: string
  targetDescription?: string
}

/** The id of a criterion's ResultDescription. */
export function criterionUrl(achievementId: string, criterionId: string): string {
  return `${achievementId}#criterion-${encodeURIComponent(criterionId)}`
}

/** The id of a level of one criterion. */
export function levelUrl(achievementId: string, criterionId: string, levelId: string): string {
  return `${criterionUrl(achievementId, criterionId)}-level-${encodeURIComponent(levelId)}`
}

/** The id of the ResultDescription that carries hours. */
export function hoursUrl(achievementId: string): string {
  return `${achievementId}#hours`
}

/** An Open Badges 3.0 Achievement, type MicroCredential, its rubric as result descriptions. */
export function achievementDocument(input: AchievementInput, creator: JsonObject): JsonObject {
  return {
    id: input.id,
    type: ['Achievement'],
    achievementType: 'MicroCredential',
    name: input.name,
    description: input.description,
    criteria: { id: input.id, narrative: input.criteriaNarrative },
    creator,
    image: { id: input.imageUrl, type: 'Image', caption: input.name },
    inLanguage: input.language,
    version: input.version,
    humanCode: input.humanCode,
    ...(input.alignment.length > 0 && { alignment: input.alignment.map(alignmentDocument) }),
    resultDescription: [
      ...input.criteria.map((criterion) => criterionDocument(input, criterion)),
      {
        id: hoursUrl(input.id),
        type: ['ResultDescription'],
        name: input.hours.label,
        resultType: 'ext:ProfessionalDevelopmentHours',
      },
    ],
    related: [
      {
        id: input.badgeClassUrl,
        type: ['Related', 'https://w3id.org/openbadges#BadgeClass'],
        version: 'Open Badges v2p0',
      },
    ],
  }
}

function alignmentDocument(alignment: AlignmentInput): JsonObject {
  return {
    type: ['Alignment'],
    targetName: alignment.targetName,
    targetUrl: alignment.targetUrl,
    targetFramework: alignment.frameworkName,
    // Open Badges 3.0, AlignmentTargetType: a CFItem is named by its CASE identifier.
    ...(alignment.caseId && { targetType: 'CFItem' }),
    ...((alignment.caseId ?? alignment.targetCode) && {
      targetCode: alignment.caseId ?? alignment.targetCode,
    }),
    ...(alignment.targetDescription && { targetDescription: alignment.targetDescription }),
  }
}

/** Canonicalization does not protect the order of a set, so each level also says its rank. */
function criterionDocument(
  achievement: AchievementInput,
  criterion: AchievementInput['criteria'][number],
): JsonObject {
  const required = achievement.levels.find((level) => level.meets)
  return {
    id: criterionUrl(achievement.id, criterion.id),
    type: ['ResultDescription'],
    name: criterion.name,
    resultType: 'RubricCriterionLevel',
    ...(required && { requiredLevel: levelUrl(achievement.id, criterion.id, required.id) }),
    rubricCriterionLevel: achievement.levels.map((level, rank) => {
      const text = criterion.descriptors.find((descriptor) => descriptor.levelId === level.id)?.text
      return {
        id: levelUrl(achievement.id, criterion.id, level.id),
        type: ['RubricCriterionLevel'],
        name: level.name,
        level: String(rank + 1),
        points: String(level.points),
        ...(text && { description: text }),
      }
    }),
  }
}
