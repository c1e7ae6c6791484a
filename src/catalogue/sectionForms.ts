import { z } from 'zod'
import { freeId } from './emptyContent.js'
import { mediaKinds, slotKinds, type EvidenceSlot, type SlotLimits } from './evidenceSlot.js'
import {
  audiences,
  resourceTypes,
  type MicroCredentialContent,
  type Prerequisite,
} from './microCredential.js'
import { languageTag, plainKey } from './microCredentialDocument.js'
import type { Criterion } from './rubric.js'
import type { Place, SectionName } from './sections.js'

const megabyte = 1_000_000
const usualMegabytes = 20

const words = z.string('forms.tooLong').trim().max(20_000, 'forms.tooLong').default('')
const line = z.string('forms.tooLong').trim().max(1_000, 'forms.tooLong').default('')
const inTwo = (text: z.ZodType<string, string | undefined>) =>
  z
    .object({ en: text, ar: text })
    .default({ en: '', ar: '' })
    .transform(({ en, ar }) => ({ en, ...(ar && { ar }) }))
const [both, bothLines] = [inTwo(words), inTwo(line)]

/** Numbers as people write them: Arabic digits and a decimal comma too. */
const plainNumber = (typed: string): string =>
  typed.replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660)).replace(/[,٫]/, '.')
const number = line
  .transform(plainNumber)
  .refine((typed) => /^(\d{1,4}(\.\d+)?)?$/.test(typed), 'catalogue.write.number')
  .transform(Number)
const whole = line
  .transform(plainNumber)
  .refine((typed) => /^\d{0,5}$/.test(typed), 'catalogue.write.whole')
  .transform((typed) => (Number(typed) > 0 ? Number(typed) : undefined))

const address = line.refine(
  (typed) => typed === '' || z.url({ protocol: /^https?$/ }).safeParse(typed).success,
  'catalogue.write.address',
)
const ticks = <T extends string>(known: readonly [T, ...T[]]) =>
  z
    .union([z.array(z.string()), z.string().transform((one) => [one])])
    .default([])
    .transform((given) => known.filter((one) => given.includes(one)))
const tick = z
  .string()
  .optional()
  .transform((value) => value === 'yes')
const rows = <T extends z.ZodType>(row: T, most: number) =>
  z.array(row).max(most, 'catalogue.write.tooMany').default([])

/** Leaves out what is undefined or empty, so that a content says only what was written. */
function said<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined && one !== '')
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }
}

const source = z
  .object({ citation: words, url: address })
  .transform(({ citation, url }) => ({ citation, ...(url && { url }) }))
const resource = z
  .object({
    title: bothLines,
    url: address,
    type: z.enum(resourceTypes).default('article'),
    purpose: z.enum(['learn', 'further']).default('learn'),
    language: languageTag.default('en'),
    minutes: whole,
  })
  .transform(({ minutes, ...rest }) => ({ ...rest, ...(minutes && { minutes }) }))
const alignment = z
  .object({
    caseId: line,
    frameworkName: line,
    targetName: words,
    targetCode: line,
    targetUrl: address,
    targetDescription: words,
  })
  .transform(({ caseId, targetCode, targetDescription, ...rest }) => ({
    ...rest,
    ...(caseId && { caseId }),
    ...(targetCode && { targetCode }),
    ...(targetDescription && { targetDescription }),
  }))
const prerequisite = z
  .object({ key: z.union([plainKey, z.literal('')]).default(''), text: both })
  .transform(({ key, text }): Prerequisite =>
    key ? { kind: 'microCredential', key } : { kind: 'training', text },
  )
const level = z.object({ id: plainKey.optional(), name: bothLines, meets: tick, points: number })

const slotForm = z.object({
  title: bothLines,
  instructions: both,
  kind: z.enum(slotKinds).default('text'),
  required: tick,
  minWords: whole,
  maxWords: whole,
  megabytes: whole,
  accept: ticks(mediaKinds),
  prompts: rows(both, 12),
})
const criterionForm = z.object({
  name: bothLines,
  asks: both,
  slots: z.union([z.array(plainKey), plainKey.transform((one) => [one])]).default([]),
  descriptors: rows(z.object({ levelId: plainKey, text: both, example: both }), 12),
})

type Write = (content: MicroCredentialContent) => MicroCredentialContent

/** A form of the workspace: what it takes, and how that is written into a content. */
export type SectionForm = z.ZodType<Write>

const patch =
  <T extends Partial<MicroCredentialContent>>(fields: T): Write =>
  (content) => ({
    ...content,
    ...fields,
  })

const forms: Record<SectionName, SectionForm> = {
  competency: z
    .object({
      title: bothLines.refine(({ en }) => en !== '', {
        path: ['en'],
        message: 'catalogue.write.titleMissing',
      }),
      competency: both,
      audience: ticks(audiences),
    })
    .transform(patch),
  why: z.object({ whyItMatters: z.object({ text: both, sources: rows(source, 30) }) }).transform(patch),
  method: z.object({ method: both, example: both }).transform(patch),
  safety: z.object({ safety: both }).transform(patch),
  resources: z.object({ resources: rows(resource, 50) }).transform(patch),
  hours: z
    .object({
      effortHours: number,
      pdHours: number,
      countsFor: rows(z.object({ jurisdiction: line, text: both }), 60),
    })
    .transform(patch),
  prerequisites: z.object({ prerequisites: rows(prerequisite, 12) }).transform(patch),
  alignment: z.object({ alignment: rows(alignment, 50) }).transform(patch),
  evidence: z.object({}).transform(() => (content) => content),
  rubric: z.object({ rubric: z.object({ levels: rows(level, 8) }).default({ levels: [] }) }).transform(
    ({ rubric: { levels } }) =>
      (content) =>
        withLevels(content, levels),
  ),
}

/** The levels as written; a level that is gone takes its descriptions along. */
function withLevels(
  content: MicroCredentialContent,
  typed: readonly z.output<typeof level>[],
): MicroCredentialContent {
  const levels: MicroCredentialContent['rubric']['levels'] = []
  for (const { id, ...rest } of typed)
    levels.push({
      id: id ?? freeId('level', [...levels, ...typed.flatMap((one) => (one.id ? [{ id: one.id }] : []))]),
      ...rest,
    })
  const known = new Set(levels.map(({ id }) => id))
  const criteria = content.rubric.criteria.map((criterion) => ({
    ...criterion,
    descriptors: criterion.descriptors.filter(({ levelId }) => known.has(levelId)),
  }))
  return { ...content, rubric: { levels, criteria } }
}

function limitsOf({ kind, minWords, maxWords, megabytes, accept }: z.output<typeof slotForm>): SlotLimits {
  if (kind === 'link') return {}
  if (kind === 'file')
    return {
      maxBytes: (megabytes ?? usualMegabytes) * megabyte,
      accept: accept.length > 0 ? accept : ['document'],
    }
  return { ...(minWords && { minWords }), ...(maxWords && { maxWords }) }
}

const slot = (id: string): SectionForm =>
  slotForm.transform((typed) => {
    const { title, instructions, kind, required, prompts } = typed
    const written: EvidenceSlot = {
      ...{ id, kind, title, instructions, required, limits: limitsOf(typed) },
      ...(prompts.length > 0 && { prompts }),
    }
    return (content) => ({
      ...content,
      slots: content.slots.map((one) => (one.id === id ? written : one)),
    })
  })

const criterion = (id: string): SectionForm =>
  criterionForm.transform(({ descriptors, ...typed }) => {
    const written: Criterion = {
      ...{ id, ...typed },
      descriptors: descriptors.map(({ levelId, text, example }) =>
        said({ levelId, text, example: example.en || example.ar ? example : undefined }),
      ),
    }
    return (content) => ({
      ...content,
      rubric: {
        ...content.rubric,
        criteria: content.rubric.criteria.map((one) => (one.id === id ? written : one)),
      },
    })
  })

/** The form at a place. Its result writes what was typed into whatever content there is by then. */
export function formAt({ section, item }: Place): SectionForm {
  if (item === undefined) return forms[section]
  return section === 'evidence' ? slot(item) : criterion(item)
}

/** The lists of each form whose rows are added, moved and taken away by buttons. */
export const listsAt = ({ section, item }: Place): string[] => {
  if (item !== undefined) return section === 'evidence' ? ['prompts'] : []
  const lists: Partial<Record<SectionName, string>> = {
    ...{ why: 'whyItMatters.sources', resources: 'resources', hours: 'countsFor' },
    ...{ prerequisites: 'prerequisites', alignment: 'alignment', rubric: 'rubric.levels' },
  }
  const list = lists[section]
  return list ? [list] : []
}
