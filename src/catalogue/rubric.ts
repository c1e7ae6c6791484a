import type { LocalizedText } from './localizedText.js'

/** One column of the rubric. Levels belong to the whole rubric, so that "Proficient" means the same on every criterion. */
export interface RubricLevel {
  id: string
  name: LocalizedText
  meets: boolean
  points: number
}

/** What a criterion looks like at one level, with a piece of evidence at that level where the author gives one. */
export interface Descriptor {
  levelId: string
  text: LocalizedText
  example?: LocalizedText
}

/** One row of the rubric: what the assessor asks of the evidence in `slots`, and what each level looks like. */
export interface Criterion {
  id: string
  name: LocalizedText
  asks: LocalizedText
  slots: string[]
  descriptors: Descriptor[]
}

/** Levels run from the lowest to the highest; criteria in the order an assessor reads them. */
export interface Rubric {
  levels: RubricLevel[]
  criteria: Criterion[]
}

/** Whether a criterion judged at this level is met. A level the rubric does not have meets nothing. */
export function meets(rubric: Rubric, levelId: string): boolean {
  return rubric.levels.some((level) => level.id === levelId && level.meets)
}

/** The criteria judged on an evidence slot, in rubric order: the ones to reopen it for, and to show beside it. */
export function criteriaOfSlot(rubric: Rubric, slotId: string): Criterion[] {
  return rubric.criteria.filter((criterion) => criterion.slots.includes(slotId))
}

/** What a criterion looks like at a level; undefined where the rubric says nothing, which the publish check refuses. */
export function descriptorOf(criterion: Criterion, levelId: string): LocalizedText | undefined {
  return criterion.descriptors.find((descriptor) => descriptor.levelId === levelId)?.text
}
