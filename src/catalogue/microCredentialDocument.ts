import { z } from 'zod'
import { mediaKinds, slotKinds } from './evidenceSlot.js'
import {
  audiences,
  resourceTypes,
  type MicroCredential,
  type MicroCredentialContent,
} from './microCredential.js'

/** The name and version of the exchange format; a reader refuses a format it does not know. */
export const microCredentialFormat = 'cairn.micro-credential.v1'

/** Ids and keys stand in URLs, forms and LMS custom parameters, so they are plain. */
export const plainKey = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,63}$/)
const anyText = z.string().trim().max(20_000)
const someText = anyText.min(1)
const webAddress = z.url({ protocol: /^https?$/ }).max(2000)
export const localizedText = z.strictObject({ en: someText, ar: someText.optional() })
/** BCP 47, as far as resources need it. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)

/** The content with these kinds of text and address: whole ones in a finished document, empty ones too while it is written. */
function contentWith(
  text: z.ZodType<string, string>,
  address: z.ZodType<string, string>,
): z.ZodType<MicroCredentialContent> {
  const texts = z.strictObject({ en: text, ar: someText.optional() })
  const slot = z.strictObject({
    id: plainKey,
    kind: z.enum(slotKinds),
    title: texts,
    instructions: texts,
    required: z.boolean(),
    limits: z.strictObject({
      minWords: z.int().nonnegative().optional(),
      maxWords: z.int().positive().optional(),
      maxBytes: z.int().positive().optional(),
      accept: z.array(z.enum(mediaKinds)).optional(),
    }),
    prompts: z.array(texts).max(12).optional(),
  })
  const level = z.strictObject({
    id: plainKey,
    name: texts,
    meets: z.boolean(),
    points: z.number().nonnegative().max(1000),
  })
  const descriptor = z.strictObject({ levelId: plainKey, text: texts, example: localizedText.optional() })
  const criterion = z.strictObject({
    id: plainKey,
    name: texts,
    asks: texts,
    slots: z.array(plainKey).max(20),
    descriptors: z.array(descriptor).max(12),
  })
  const resource = z.strictObject({
    title: texts,
    url: address,
    type: z.enum(resourceTypes),
    purpose: z.enum(['learn', 'further']),
    language: languageTag,
    minutes: z.int().positive().max(6000).optional(),
  })
  const alignment = z.strictObject({
    caseId: someText.max(200).optional(),
    frameworkName: text,
    targetName: text,
    targetCode: someText.optional(),
    targetUrl: address,
    targetDescription: someText.optional(),
  })
  const prerequisite = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('microCredential'), key: plainKey, title: localizedText.optional() }),
    z.strictObject({ kind: z.literal('training'), text: texts }),
  ])
  return z.strictObject({
    title: texts,
    competency: texts,
    audience: z.array(z.enum(audiences)).max(audiences.length),
    whyItMatters: z.strictObject({
      text: texts,
      sources: z.array(z.strictObject({ citation: text, url: webAddress.optional() })).max(30),
    }),
    method: texts,
    safety: texts,
    resources: z.array(resource).max(50),
    slots: z.array(slot).max(20),
    rubric: z.strictObject({ levels: z.array(level).max(8), criteria: z.array(criterion).max(12) }),
    example: texts,
    effortHours: z.number().nonnegative().max(1000),
    pdHours: z.number().nonnegative().max(1000),
    countsFor: z.array(z.strictObject({ jurisdiction: text, text: texts })).max(60),
    alignment: z.array(alignment).max(50),
    prerequisites: z.array(prerequisite).max(12).optional(),
  })
}

/** What an author writes. Shape and sizes only: whether it is ready to be offered is the publish check's question. */
export const microCredentialContent = contentWith(someText, webAddress)

/** The same while it is being written: any text, address and citation may still be empty. */
export const draftContent = contentWith(anyText, z.union([webAddress, z.literal('')]))

/**
 * A micro-credential as a file, to move between installations: `{ format, key, content }`. Ids, versions, publication and the
 * institution are not in it; the installation that takes it in gives those.
 */
export const microCredentialDocument = z.strictObject({
  format: z.literal(microCredentialFormat),
  key: plainKey,
  content: microCredentialContent,
})

export type MicroCredentialDocument = z.infer<typeof microCredentialDocument>

/** The part of a micro-credential that its author wrote, without ids, version, reviews and publication. */
export function contentOf(microCredential: MicroCredential): MicroCredentialContent {
  const { title, competency, audience, whyItMatters, method, safety, resources, slots } = microCredential
  const { rubric, example, effortHours, pdHours, countsFor, alignment, prerequisites } = microCredential
  return {
    ...{ title, competency, audience, whyItMatters, method, safety, resources, slots },
    ...{ rubric, example, effortHours, pdHours, countsFor, alignment },
    ...(prerequisites && { prerequisites }),
  }
}
