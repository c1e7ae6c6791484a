import type { EvidenceSlot } from './evidenceSlot.js'
import type { MicroCredentialContent } from './microCredential.js'
import type { Criterion } from './rubric.js'

const nothing = { en: '' }

/** What a new micro-credential begins with: its title, and the four levels most rubrics here have. */
export function emptyContent(title: string): MicroCredentialContent {
  return {
    title: { en: title },
    competency: nothing,
    audience: [],
    whyItMatters: { text: nothing, sources: [] },
    method: nothing,
    safety: nothing,
    resources: [],
    slots: [],
    rubric: {
      levels: [
        { id: 'notYet', name: { en: 'Not yet', ar: 'ليس بعد' }, meets: false, points: 0 },
        { id: 'developing', name: { en: 'Developing', ar: 'في طور النمو' }, meets: false, points: 2 },
        { id: 'proficient', name: { en: 'Proficient', ar: 'متمكّن' }, meets: true, points: 4 },
        { id: 'exemplary', name: { en: 'Exemplary', ar: 'متميّز' }, meets: true, points: 5 },
      ],
      criteria: [],
    },
    example: nothing,
    effortHours: 0,
    pdHours: 0,
    countsFor: [],
    alignment: [],
    prerequisites: [],
  }
}

/** The first of `slot-1`, `slot-2`, … that is free. */
export function freeId(stem: string, items: readonly { id: string }[]): string {
  let number = items.length + 1
  while (items.some(({ id }) => id === `${stem}-${String(number)}`)) number += 1
  return `${stem}-${String(number)}`
}

export const emptySlot = (id: string): EvidenceSlot => ({
  id,
  kind: 'text',
  title: nothing,
  instructions: nothing,
  required: true,
  limits: {},
})

export const emptyCriterion = (id: string, levelIds: readonly string[]): Criterion => ({
  id,
  name: nothing,
  asks: nothing,
  slots: [],
  descriptors: levelIds.map((levelId) => ({ levelId, text: nothing })),
})
