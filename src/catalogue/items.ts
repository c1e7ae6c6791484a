import { emptyCriterion, emptySlot, freeId } from './emptyContent.js'
import type { MicroCredentialContent } from './microCredential.js'

/** The two sections that are written item by item. */
export type ItemSection = 'evidence' | 'rubric'

function moved<T extends { id: string }>(items: readonly T[], id: string, by: -1 | 1): T[] {
  const [from, result] = [items.findIndex((item) => item.id === id), [...items]]
  const [item, neighbour] = [result[from], result[from + by]]
  if (item && neighbour) [result[from], result[from + by]] = [neighbour, item]
  return result
}

/** A content with one more empty slot or criterion, and its id. */
export function withItem(
  content: MicroCredentialContent,
  section: ItemSection,
): { content: MicroCredentialContent; id: string } {
  const { slots, rubric } = content
  if (section === 'evidence') {
    const id = freeId('slot', slots)
    return { id, content: { ...content, slots: [...slots, emptySlot(id)] } }
  }
  const id = freeId('criterion', rubric.criteria)
  const added = emptyCriterion(
    id,
    rubric.levels.map((level) => level.id),
  )
  return { id, content: { ...content, rubric: { ...rubric, criteria: [...rubric.criteria, added] } } }
}

/** A content without one slot or criterion; criteria that were judged on a slot no longer name it. */
export function withoutItem(
  content: MicroCredentialContent,
  section: ItemSection,
  id: string,
): MicroCredentialContent {
  const { slots, rubric } = content
  if (section === 'rubric')
    return { ...content, rubric: { ...rubric, criteria: rubric.criteria.filter((one) => one.id !== id) } }
  const criteria = rubric.criteria.map((one) => ({ ...one, slots: one.slots.filter((slot) => slot !== id) }))
  return { ...content, slots: slots.filter((one) => one.id !== id), rubric: { ...rubric, criteria } }
}

/** A content with one slot or criterion a place earlier (-1) or later (1). */
export function withItemMoved(
  content: MicroCredentialContent,
  section: ItemSection,
  id: string,
  by: -1 | 1,
): MicroCredentialContent {
  const { slots, rubric } = content
  if (section === 'evidence') return { ...content, slots: moved(slots, id, by) }
  return { ...content, rubric: { ...rubric, criteria: moved(rubric.criteria, id, by) } }
}
