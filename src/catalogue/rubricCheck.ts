import type { MicroCredentialContent } from './microCredential.js'
import type { PublishProblem } from './publishProblem.js'
import type { Criterion, RubricLevel } from './rubric.js'

function repeatedIds(items: { id: string }[], field: string): PublishProblem[] {
  return items
    .filter((item, index) => items.findIndex((other) => other.id === item.id) !== index)
    .map((item) => ({ field: `${field}.${item.id}`, code: 'repeated' }))
}

function levelProblems(levels: RubricLevel[]): PublishProblem[] {
  const field = 'rubric.levels'
  const problems = repeatedIds(levels, field)
  if (levels.length === 0) return problems
  if (!levels.some((level) => level.meets)) problems.push({ field, code: 'noLevelMeets' })
  if (levels.every((level) => level.meets)) problems.push({ field, code: 'everyLevelMeets' })
  return problems
}

function criterionProblems(criterion: Criterion, levelIds: string[], slotIds: string[]): PublishProblem[] {
  const field = `rubric.criteria.${criterion.id}`
  const described = criterion.descriptors.map((descriptor) => descriptor.levelId)
  const problems: PublishProblem[] = []
  if (criterion.slots.length === 0) problems.push({ field: `${field}.slots`, code: 'noSlot' })
  for (const slotId of criterion.slots) {
    if (!slotIds.includes(slotId)) problems.push({ field: `${field}.slots.${slotId}`, code: 'unknownSlot' })
  }
  for (const levelId of levelIds) {
    if (!described.includes(levelId))
      problems.push({ field: `${field}.descriptors.${levelId}`, code: 'noDescriptor' })
  }
  described.forEach((levelId, index) => {
    const at = `${field}.descriptors.${levelId}`
    if (!levelIds.includes(levelId)) problems.push({ field: at, code: 'unknownLevel' })
    if (described.indexOf(levelId) !== index) problems.push({ field: at, code: 'repeated' })
  })
  return problems
}

/** What makes a rubric impossible to judge by: no line between met and not, a level without words, a criterion without evidence. */
export function rubricProblems({ rubric, slots }: MicroCredentialContent): PublishProblem[] {
  const levelIds = rubric.levels.map((level) => level.id)
  const slotIds = slots.map((slot) => slot.id)
  return [
    ...levelProblems(rubric.levels),
    ...repeatedIds(rubric.criteria, 'rubric.criteria'),
    ...rubric.criteria.flatMap((criterion) => criterionProblems(criterion, levelIds, slotIds)),
  ]
}
