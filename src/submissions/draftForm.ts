import { z } from 'zod'
import type { EvidenceSlot } from '../catalogue/evidenceSlot.js'
import type { MicroCredentialContent } from '../catalogue/microCredential.js'
import type { FieldError } from '../web/forms.js'
import { readDetails } from './detailsForm.js'
import type { OwnPart } from './joint.js'
import type { PostedDraft, PostedSlot, SlotContent } from './draft.js'

/** The most we keep of one field, in characters: many times what any slot asks for. */
const MAX_FIELD_LENGTH = 100_000

export const fieldNames = {
  text: (slotId: string) => `text-${slotId}`,
  url: (slotId: string) => `url-${slotId}`,
  answer: (slotId: string, index: number) => `answer-${slotId}-${index}`,
  did: (slotId: string) => `did-${slotId}`,
  share: (slotId: string) => `share-${slotId}`,
  percent: (slotId: string) => `percent-${slotId}`,
  base: (slotId: string) => `base-${slotId}`,
  file: (slotId: string) => `file-${slotId}`,
}

const typedText = z
  .string('submissions.problem.unreadable')
  .transform((text) => text.replace(/\r\n?/g, '\n'))
  .pipe(z.string().max(MAX_FIELD_LENGTH, 'submissions.problem.tooMuch'))

/** A whole per cent as people type it, in whichever digits; empty: not said. */
const percentage = z
  .string()
  .transform((text) => text.trim().replace(/[٠-٩]/g, (digit) => String('٠١٢٣٤٥٦٧٨٩'.indexOf(digit))))
  .pipe(z.string().regex(/^(?:|[0-9]{1,2}|100)$/))
  .transform((text) => (text === '' ? null : Number(text)))

const token = z.string().max(64).catch('')

/**
 * Reads a posted evidence page. Every field that can be read is in `draft`; one that cannot is named in `errors`,
 * and of one that is far too long the beginning is kept. Fields of slots that were not posted are not touched.
 */
export function readDraft(
  content: MicroCredentialContent,
  body: unknown,
): { draft: PostedDraft; errors: FieldError[] } {
  const fields: Record<string, unknown> = z.record(z.string(), z.unknown()).catch({}).parse(body)
  const errors: FieldError[] = []
  const read = (name: string): string | undefined => {
    if (fields[name] === undefined) return undefined
    const parsed = typedText.safeParse(fields[name])
    if (parsed.success) return parsed.data
    errors.push({ field: name, message: parsed.error.issues[0]?.message ?? 'submissions.problem.unreadable' })
    const given = fields[name]
    return typeof given === 'string' ? given.slice(0, MAX_FIELD_LENGTH) : undefined
  }
  const slots = content.slots
    .map((slot) => readSlot(slot, fields, read, errors))
    .filter((slot): slot is PostedSlot => slot !== null)
  return { draft: { tab: token.parse(fields['tab']), slots }, errors }
}

function readSlot(
  slot: EvidenceSlot,
  fields: Record<string, unknown>,
  read: (name: string) => string | undefined,
  errors: FieldError[],
): PostedSlot | null {
  const base = token.parse(fields[fieldNames.base(slot.id)])
  const typed = readTyped(slot, read)
  const own = readOwnPart(slot.id, fields, read, errors)
  if (typed === undefined && own === undefined && slot.kind !== 'file') return null
  const details = readDetails(slot.id, fields, errors)
  if (typed === undefined && own === undefined && details === undefined) return null
  return { slotId: slot.id, content: { ...typed, ...(own && { own }), ...(details && { details }) }, base }
}

/** What somebody did in a piece several made; undefined where the page did not ask. A wrong share is named and not kept. */
function readOwnPart(
  slotId: string,
  fields: Record<string, unknown>,
  read: (name: string) => string | undefined,
  errors: FieldError[],
): OwnPart | undefined {
  const did = read(fieldNames.did(slotId))
  if (did === undefined) return undefined
  const share = read(fieldNames.share(slotId)) ?? ''
  const field = fieldNames.percent(slotId)
  const percent = percentage.safeParse(fields[field] ?? '')
  if (!percent.success) errors.push({ field, message: 'submissions.joint.problem.percent' })
  return { did, share, percent: percent.data ?? null }
}

function readTyped(
  slot: EvidenceSlot,
  read: (name: string) => string | undefined,
): Omit<SlotContent, 'details'> | undefined {
  if (slot.kind === 'text') {
    const text = read(fieldNames.text(slot.id))
    return text === undefined ? undefined : { text }
  }
  if (slot.kind === 'link') {
    const url = read(fieldNames.url(slot.id))
    return url === undefined ? undefined : { url: url.trim() }
  }
  if (slot.kind === 'file') return undefined
  const answers = (slot.prompts ?? []).map((_, index) => read(fieldNames.answer(slot.id, index)))
  return answers.every((answer) => answer === undefined)
    ? undefined
    : { answers: answers.map((answer) => answer ?? '') }
}
