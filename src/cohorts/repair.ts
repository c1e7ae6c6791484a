import type { MicroCredential } from '../catalogue/microCredential.js'
import type { Assignment } from './cohort.js'
import type { LineItem } from './ports.js'

/** What can be wrong between an assignment here and the LMS, or the catalogue. The worst stand first. */
export const repairKinds = [
  'unmapped',
  'retired',
  'retiredBegun',
  'linkGone',
  'columnMissing',
  'columnForeign',
  'columnDouble',
  'newerVersion',
  'placedUnopened',
  'neverPlaced',
  'neverOpened',
] as const
export type RepairKind = (typeof repairKinds)[number]

export interface Repair {
  kind: RepairKind
  assignment: Assignment
  /** What the one click would have it prove, where that is the cure; null: a person has to choose. */
  suggestion: MicroCredential | null
}

/** Everything a decision about one assignment looks at. */
export interface RepairFacts {
  assignment: Assignment
  /** What it proves now; null where the catalogue has it no more. */
  microCredential: MicroCredential | null
  /** The newest published version of the same; null where nothing is published under its key. */
  newest: MicroCredential | null
  /** Whether educators have begun, so that what it proves cannot change. */
  hasWork: boolean
  /** What an unmapped assignment most probably proves. */
  guess: MicroCredential | null
  /** The tool's columns in the LMS; null where the LMS did not say. */
  columns: readonly LineItem[] | null
  /** Mappings of the course's other assignments: a column that carries one of them is another's. */
  othersMappings: ReadonlySet<string>
}

/** Decides what is wrong with one assignment; null when nothing is. One thing at a time, the worst first. */
export function decideRepair(facts: RepairFacts): Repair | null {
  const { assignment } = facts
  const found = (kind: RepairKind, suggestion: MicroCredential | null = null): Repair => ({
    kind,
    assignment,
    suggestion,
  })
  if (!assignment.mappingId) return found('unmapped', facts.guess)
  if (!facts.microCredential) return facts.hasWork ? found('retiredBegun') : found('retired', facts.newest)
  const trouble = assignment.resourceLinkId ? columnTrouble(facts) : placeTrouble(facts)
  if (trouble && trouble !== 'neverOpened') return found(trouble)
  const newer = facts.newest && facts.newest.version > facts.microCredential.version
  if (newer && !facts.hasWork) return found('newerVersion', facts.newest)
  return trouble ? found(trouble) : null
}

/** A kept place that nobody has come to: in the LMS, not in the LMS, or nobody can tell. */
function placeTrouble({ assignment, columns }: RepairFacts): RepairKind {
  if (!columns) return 'neverOpened'
  return columns.some(({ resourceId }) => resourceId === assignment.mappingId)
    ? 'placedUnopened'
    : 'neverPlaced'
}

function columnTrouble({ assignment, columns, othersMappings }: RepairFacts): RepairKind | null {
  const { lineItemUrl, resourceLinkId, mappingId } = assignment
  if (!columns) return lineItemUrl ? null : 'columnMissing'
  const own = columnsOf(assignment, columns)
  const current = columns.find(({ url }) => url === lineItemUrl)
  if (!lineItemUrl) return 'columnMissing'
  if (!current) return own.length > 0 ? 'columnMissing' : 'linkGone'
  const othersLink = current.resourceLinkId !== null && current.resourceLinkId !== resourceLinkId
  const othersMark =
    current.resourceId !== null &&
    current.resourceId !== mappingId &&
    current.resourceLinkId !== resourceLinkId &&
    othersMappings.has(current.resourceId)
  if (othersLink || othersMark) return 'columnForeign'
  return extraColumns(assignment, columns).length > 0 ? 'columnDouble' : null
}

/** The columns that are an assignment's by the LMS's own word (its link), or by our mark where no link says otherwise. */
export function columnsOf(assignment: Assignment, columns: readonly LineItem[]): LineItem[] {
  const { resourceLinkId, mappingId } = assignment
  const linked = columns.filter((one) => one.resourceLinkId !== null && one.resourceLinkId === resourceLinkId)
  const marked = columns.filter(
    (one) => one.resourceId === mappingId && (one.resourceLinkId === null || resourceLinkId === null),
  )
  return [...linked, ...marked]
}

/** Columns that carry an assignment's mark beside the one in use: somebody would look for scores in them in vain. */
export function extraColumns(assignment: Assignment, columns: readonly LineItem[]): LineItem[] {
  return columnsOf(assignment, columns).filter(
    ({ url, resourceId }) => url !== assignment.lineItemUrl && resourceId === assignment.mappingId,
  )
}

/** The micro-credential whose title, in any language, an assignment's title contains; null for none or several. */
export function guessByTitle(title: string, catalogue: readonly MicroCredential[]): MicroCredential | null {
  const said = title.toLowerCase()
  const fitting = catalogue.filter((one) =>
    [one.title.en, one.title.ar].some((name) => name && said.includes(name.toLowerCase())),
  )
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}

/** The micro-credential whose title, in any language, is most like an assignment's; null where none is like it at all. */
export function closestTitle(title: string, catalogue: readonly MicroCredential[]): MicroCredential | null {
  let closest: { one: MicroCredential; alike: number } | null = null
  for (const one of catalogue) {
    const alike = Math.max(likeness(title, one.title.en), likeness(title, one.title.ar ?? ''))
    if (alike >= LEAST_LIKENESS && alike > (closest?.alike ?? 0)) closest = { one, alike }
  }
  return closest?.one ?? null
}

const LEAST_LIKENESS = 0.25

/** How much of two texts is the same, from 0 to 1, by their pairs of letters (Dice): word order and endings count little. */
function likeness(one: string, other: string): number {
  const [mine, theirs] = [pairsOf(one), pairsOf(other)]
  const shared = [...mine].filter((pair) => theirs.has(pair)).length
  return mine.size + theirs.size === 0 ? 0 : (2 * shared) / (mine.size + theirs.size)
}

function pairsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(words.flatMap((word) => Array.from(word, (_, at) => word.slice(at, at + 2)).slice(0, -1)))
}

/** Sorts by urgency, then by week. */
export function worstFirst(repairs: readonly Repair[]): Repair[] {
  return [...repairs].sort(
    (one, other) =>
      repairKinds.indexOf(one.kind) - repairKinds.indexOf(other.kind) ||
      (one.assignment.week ?? 99) - (other.assignment.week ?? 99),
  )
}
