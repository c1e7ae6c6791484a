import { z } from 'zod'
import { caseDocument } from './caseDocument.js'
import { draftContent, microCredentialContent, plainKey } from './microCredentialDocument.js'
import { stack } from './stackDocument.js'

export const catalogueFormat = 'cairn.catalogue.v1'

/** The largest catalogue document that is read, in bytes. */
export const largestCatalogue = 24_000_000

const moment = z.iso.datetime({ offset: false })
const words = z.string().trim().max(4_000)

const approval = z.strictObject({
  at: moment,
  approver: words.min(1),
  external: z.boolean(),
  reason: words,
  conditions: words,
  until: moment.nullable(),
  /** Where it was given: an approval never travels without its origin. */
  origin: words.min(1),
})

const published = z.strictObject({
  version: z.int().positive().max(10_000),
  published: z.strictObject({ at: moment }),
  approval,
  content: microCredentialContent,
})
/** Work in progress travels as a draft: reviewed and approved where it arrives. */
const draft = z.strictObject({
  version: z.int().positive().max(10_000),
  published: z.null(),
  content: draftContent,
})

const microCredential = z.strictObject({
  key: plainKey,
  retired: z.strictObject({ at: moment, reason: words }).nullable(),
  /** From the oldest to the newest. */
  versions: z
    .array(z.union([published, draft]))
    .min(1)
    .max(200),
})

/** A whole catalogue as a file: micro-credentials with their versions, stacks, and frameworks as CASE packages. */
export const catalogueDocument = z.strictObject({
  format: z.literal(catalogueFormat),
  microCredentials: z.array(microCredential).max(500),
  stacks: z.array(stack).max(200),
  frameworks: z.array(caseDocument).max(50),
})

export type CatalogueDocument = z.infer<typeof catalogueDocument>
export type VersionDocument = CatalogueDocument['microCredentials'][number]['versions'][number]

/** The document as bytes that are the same each time: fields in the order of the format, two spaces, a line end. */
export const catalogueText = (document: CatalogueDocument): string =>
  `${JSON.stringify(catalogueDocument.parse(document), null, 2)}\n`
