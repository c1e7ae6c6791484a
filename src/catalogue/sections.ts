import { createHash } from 'node:crypto'
import type { MicroCredentialContent } from './microCredential.js'

/** The sections in which a micro-credential is written, in the order in which one writes it. */
export const sectionNames = [
  'competency',
  'why',
  'method',
  'safety',
  'resources',
  'evidence',
  'rubric',
  'hours',
  'prerequisites',
  'alignment',
] as const
export type SectionName = (typeof sectionNames)[number]

/** Which fields of the content are written in which section: each field in exactly one. */
export const fieldsOf: Record<SectionName, readonly (keyof MicroCredentialContent)[]> = {
  competency: ['title', 'competency', 'audience'],
  why: ['whyItMatters'],
  method: ['method', 'example'],
  safety: ['safety'],
  resources: ['resources'],
  evidence: ['slots'],
  rubric: ['rubric'],
  hours: ['effortHours', 'pdHours', 'countsFor'],
  prerequisites: ['prerequisites'],
  alignment: ['alignment'],
}

/** A section from an address, or undefined. */
export const sectionCalled = (name: string): SectionName | undefined =>
  sectionNames.find((section) => section === name)

/** The section in which the field at a path (`rubric.criteria.safety`) is written. */
export function sectionOf(path: string): SectionName {
  const [first = ''] = path.split('.')
  return sectionNames.find((section) => fieldsOf[section].some((field) => field === first)) ?? 'competency'
}

/** What one form holds: a whole section, or one slot or criterion of it. */
export interface Place {
  section: SectionName
  /** The id of a slot (section `evidence`) or of a criterion (section `rubric`). */
  item?: string
}

/** The part of a content that a form at this place shows and writes. */
export function partAt(content: MicroCredentialContent, { section, item }: Place): unknown {
  if (item !== undefined)
    return section === 'evidence'
      ? content.slots.find(({ id }) => id === item)
      : content.rubric.criteria.find(({ id }) => id === item)
  return Object.fromEntries(fieldsOf[section].map((field) => [field, content[field]]))
}

/** A short mark of what stands at a place, so that a form can say what its writer had before them. */
export const markOf = (content: MicroCredentialContent, place: Place): string =>
  createHash('sha256')
    .update(JSON.stringify(partAt(content, place) ?? null))
    .digest('base64url')
    .slice(0, 16)
