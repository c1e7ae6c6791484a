import type { LocalizedText } from './localizedText.js'
import type { MicroCredentialContent } from './microCredential.js'
import type { PublishCode, PublishProblem } from './publishProblem.js'
import type { ReviewComment } from './reviewCommentStore.js'
import { sectionNames, sectionOf, type SectionName } from './sections.js'

/** What is missing, where: the section, the slot or criterion, and the names that lead a reader there. */
export interface ShownProblem {
  section: SectionName
  item: string | null
  trail: LocalizedText[]
  /** The last name of the field, such as `safety`. */
  field: string
  code: PublishCode
}

/** How one section stands, for the list beside the page. */
export interface SectionStanding {
  section: SectionName
  problems: number
  openComments: number
}

/** Finds for each problem the form that mends it. */
export function showProblems(
  content: MicroCredentialContent,
  problems: readonly PublishProblem[],
): ShownProblem[] {
  return problems.map(({ field: path, code }) => {
    const parts = path.split('.')
    const section = sectionOf(path)
    const shown = {
      section,
      item: null,
      trail: [],
      field: parts.findLast((part) => /^[a-z]/i.test(part)) ?? '',
      code,
    }
    const inSlot = parts[0] === 'slots' ? content.slots.find(({ id }) => id === parts[1]) : undefined
    if (inSlot) return { ...shown, item: inSlot.id, trail: [inSlot.title], field: parts[2] ?? 'slots' }
    const criterion =
      parts[1] === 'criteria' ? content.rubric.criteria.find(({ id }) => id === parts[2]) : undefined
    if (!criterion) return { ...shown, field: shown.section === 'evidence' ? 'slots' : shown.field }
    const level = content.rubric.levels.find(({ id }) => parts[3] === 'descriptors' && id === parts[4])
    const trail = level ? [criterion.name, level.name] : [criterion.name]
    return { ...shown, item: criterion.id, trail, field: parts[3] ?? 'criteria' }
  })
}

/** Every section with what it still lacks and what readers said about it. */
export function showSections(
  problems: readonly ShownProblem[],
  comments: readonly ReviewComment[],
): SectionStanding[] {
  return sectionNames.map((section) => ({
    section,
    problems: problems.filter((problem) => problem.section === section).length,
    openComments: comments.filter((comment) => comment.section === section && !comment.resolved).length,
  }))
}
