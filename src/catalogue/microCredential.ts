import type { EvidenceSlot } from './evidenceSlot.js'
import type { LocalizedText } from './localizedText.js'
import type { Approval } from './review.js'
import type { Rubric } from './rubric.js'

export const audiences = ['classroomTeacher', 'teacherEducator', 'programmeDesigner'] as const
export type Audience = (typeof audiences)[number]

export const resourceTypes = ['article', 'book', 'course', 'guide', 'standard', 'tool', 'video'] as const
export type ResourceType = (typeof resourceTypes)[number]

/** Something to read, watch or do: `learn` prepares the evidence, `further` goes beyond it. `language` is BCP 47. */
export interface Resource {
  title: LocalizedText
  url: string
  type: ResourceType
  purpose: 'learn' | 'further'
  language: string
  minutes?: number
}

/** Published research the competency rests on; the citation is printed as written, in the language of the work. */
export interface Source {
  citation: string
  url?: string
}

/**
 * An item of a published framework; the fields are those of an Open Badges 3.0 Alignment. `caseId` is the item's identifier in
 * its CASE document (1EdTech CASE 1.0 and 1.1, CFItem.identifier) where it was picked from one.
 */
export interface Alignment {
  caseId?: string
  frameworkName: string
  targetName: string
  targetCode?: string
  targetUrl: string
  targetDescription?: string
}

/** What the hours may be worth in one jurisdiction (`AZ`, `NY`, `WA`, …), in words an educator can act on. */
export interface CountsFor {
  jurisdiction: string
  text: LocalizedText
}

/**
 * What somebody should bring along: another micro-credential (any version of it, under the title it had when this was written), or
 * training done elsewhere.
 */
export type Prerequisite =
  { kind: 'microCredential'; key: string; title?: LocalizedText } | { kind: 'training'; text: LocalizedText }

/** Everything an author writes; the same in a catalogue document, in the store and on a page. */
export interface MicroCredentialContent {
  title: LocalizedText
  /** Exactly one statement of what the educator can do. */
  competency: LocalizedText
  audience: Audience[]
  whyItMatters: { text: LocalizedText; sources: Source[] }
  method: LocalizedText
  /** How students stay safe while this evidence is gathered; shown before anything is asked for. */
  safety: LocalizedText
  resources: Resource[]
  slots: EvidenceSlot[]
  rubric: Rubric
  /** An annotated example of evidence that meets every criterion. */
  example: LocalizedText
  effortHours: number
  pdHours: number
  countsFor: CountsFor[]
  alignment: Alignment[]
  prerequisites?: Prerequisite[]
}

/** One version of a micro-credential. `key` stays the same across versions; `published` versions never change. */
export interface MicroCredential extends MicroCredentialContent {
  id: string
  institutionId: string
  key: string
  version: number
  published: { at: Date; by: string } | null
  /** Who stands for this version: its newest approval, or null where it has none. */
  approval?: Approval | null
}

/** The slot with this id, or undefined: a slot id from a form is not trusted until found here. */
export function slotOf(microCredential: MicroCredentialContent, slotId: string): EvidenceSlot | undefined {
  return microCredential.slots.find((slot) => slot.id === slotId)
}
