import { z } from 'zod'
import { mediaKinds, slotKinds } from './evidenceSlot.js'
import { audiences, resourceTypes, type MicroCredentialContent } from './microCredential.js'

/** The name and version of the exchange format; a reader refuses a format it does not know. */
export const microCredentialFormat = 'cairn.micro-credential.v1'

const text = z.string().trim().max(20_000)
export const localizedText = z.strictObject({ en: text.min(1), ar: text.min(1).optional() })
/** Ids and keys stand in URLs, forms and LMS custom parameters, so they are plain. */
export const plainKey = z.string().regex(/^[a-z][a-zA-Z0-9-]{0,63}$/)
const webAddress = z.url({ protocol: /^https?$/ }).max(2000)

const slot = z.strictObject({
  id: plainKey,
  kind: z.enum(slotKinds),
  title: localizedText,
  instructions: localizedText,
  required: z.boolean(),
  limits: z.strictObject({
    minWords: z.int().nonnegative().optional(),
    maxWords: z.int().positive().optional(),
    maxBytes: z.int().positive().optional(),
    accept: z.array(z.enum(mediaKinds)).optional(),
  }),
  prompts: z.array(localizedText).max(12).optional(),
})

const level = z.strictObject({
  id: plainKey,
  name: localizedText,
  meets: z.boolean(),
  points: z.number().nonnegative().max(1000),
})

const criterion = z.strictObject({
  id: plainKey,
  name: localizedText,
  asks: localizedText,
  slots: z.array(plainKey).max(20),
  descriptors: z.array(z.strictObject({ levelId: plainKey, text: localizedText })).max(12),
})

const resource = z.strictObject({
  title: localizedText,
  url: webAddress,
  type: z.enum(resourceTypes),
  purpose: z.enum(['learn', 'further']),
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  minutes: z.int().positive().max(6000).optional(),
})

const alignment = z.strictObject({
  frameworkName: text.min(1),
  targetName: text.min(1),
  targetCode: text.min(1).optional(),
  targetUrl: webAddress,
  targetDescription: text.min(1).optional(),
})

/** What an author writes. Shape and sizes only: whether it is ready to be offered is the publish check's question. */
export const microCredentialContent: z.ZodType<MicroCredentialContent> = z.strictObject({
  title: localizedText,
  competency: localizedText,
  audience: z.array(z.enum(audiences)).max(audiences.length),
  whyItMatters: z.strictObject({
    text: localizedText,
    sources: z.array(z.strictObject({ citation: text.min(1), url: webAddress.optional() })).max(30),
  }),
  method: localizedText,
  safety: localizedText,
  resources: z.array(resource).max(50),
  slots: z.array(slot).max(20),
  rubric: z.strictObject({ levels: z.array(level).max(8), criteria: z.array(criterion).max(12) }),
  example: localizedText,
  effortHours: z.number().nonnegative().max(1000),
  pdHours: z.number().nonnegative().max(1000),
  countsFor: z.array(z.strictObject({ jurisdiction: text.min(1), text: localizedText })).max(60),
  alignment: z.array(alignment).max(50),
})

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
