import { z } from 'zod'
import { localizedText, plainKey } from './microCredentialDocument.js'

const stacksFormat = 'cairn.stacks.v1'

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('any'), count: z.int().positive() }),
])

export const stack = z
  .strictObject({
    key: plainKey,
    title: localizedText,
    description: localizedText,
    members: z.array(plainKey).min(1).max(100),
    rule,
  })
  .refine((value) => new Set(value.members).size === value.members.length, {
    path: ['members'],
    message: 'repeated',
  })
  .refine((value) => value.rule.kind === 'all' || value.rule.count <= value.members.length, {
    path: ['rule', 'count'],
    message: 'moreThanMembers',
  })

/** Stacks as a file: `{ format, stacks: [{ key, title, description, members, rule }] }`; members are micro-credential keys. */
export const stacksDocument = z.strictObject({
  format: z.literal(stacksFormat),
  stacks: z.array(stack).max(200),
})

export type StacksDocument = z.infer<typeof stacksDocument>
