import { z } from 'zod'

/** The largest framework document that is read, in bytes, and the most items one may have. */
export const largestFramework = 12_000_000
const mostItems = 20_000

const identifier = z.string().trim().min(1).max(200)
const words = z.string().trim().max(8_000)
const address = z.url({ protocol: /^https?$/ }).max(2_000)

const item = z.object({
  identifier,
  uri: address,
  fullStatement: words.min(1),
  humanCodingScheme: words.max(200).nullish(),
  abbreviatedStatement: words.nullish(),
  CFItemType: words.max(200).nullish(),
})

/**
 * A framework in the exchange form of 1EdTech CASE (CFPackage, CASE 1.0 §4.13 and 1.1): its document and its items. What else a
 * package carries (associations, definitions, rubrics) is allowed and not kept.
 */
export const caseDocument = z
  .object({
    CFDocument: z.object({
      identifier,
      uri: address,
      title: words.min(1).max(500),
      creator: words.max(500).nullish(),
      version: words.max(100).nullish(),
      language: z.string().max(20).nullish(),
    }),
    CFItems: z.array(item).min(1).max(mostItems),
  })
  .refine(({ CFItems }) => new Set(CFItems.map((one) => one.identifier)).size === CFItems.length, {
    path: ['CFItems'],
    message: 'repeated',
  })

export type CaseDocument = z.infer<typeof caseDocument>
