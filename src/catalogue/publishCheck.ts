import { missingLanguages, type Language, type LocalizedText } from './localizedText.js'
import { slotProblems } from './slotCheck.js'
import { rubricProblems } from './rubricCheck.js'
import { attendanceProblems, polishProblems } from './wordingCheck.js'
import type { MicroCredentialContent } from './microCredential.js'
import type { PublishProblem } from './publishProblem.js'

/** More than one statement: a full stop before a new sentence, a semicolon, or the lines of a list. */
const severalStatements = /[.!?؟]\s+[\p{Lu}\p{Lo}]|[;؛\r\n•]/u

const isOneStatement = (text: string): boolean => !severalStatements.test(text.trim())

function competencyProblems({ competency }: MicroCredentialContent): PublishProblem[] {
  if (competency.en.trim() === '') return [{ field: 'competency', code: 'missing' }]
  const texts = [competency.en, competency.ar ?? '']
  return texts.every(isOneStatement) ? [] : [{ field: 'competency', code: 'notOneStatement' }]
}

function presenceProblems(content: MicroCredentialContent): PublishProblem[] {
  const needed: [string, boolean][] = [
    ['audience', content.audience.length > 0],
    ['resources', content.resources.some((resource) => resource.purpose === 'learn')],
    ['slots', content.slots.length > 0],
    ['rubric.levels', content.rubric.levels.length > 0],
    ['rubric.criteria', content.rubric.criteria.length > 0],
  ]
  return needed.filter(([, there]) => !there).map(([field]) => ({ field, code: 'missing' }))
}

function hourProblems({ effortHours, pdHours }: MicroCredentialContent): PublishProblem[] {
  const problems: PublishProblem[] = []
  if (effortHours <= 0) problems.push({ field: 'effortHours', code: 'hours' })
  if (pdHours <= 0 || pdHours > effortHours) problems.push({ field: 'pdHours', code: 'hours' })
  return problems
}

const levelOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'levelId' in value ? String(value.levelId) : undefined

/** Every localized text in a piece of content with the path to it; lists are walked by their items' ids where they have them. */
export function* textsOf(value: unknown, path = ''): Generator<{ field: string; text: LocalizedText }> {
  if (typeof value !== 'object' || value === null) return
  if ('en' in value && typeof value.en === 'string') {
    yield { field: path, text: value as LocalizedText }
    return
  }
  for (const [name, child] of Object.entries(value)) {
    const named = Array.isArray(value) && typeof child === 'object' && child !== null
    const own = named && 'id' in child ? String(child.id) : (levelOf(named && child) ?? name)
    yield* textsOf(child, path === '' ? own : `${path}.${own}`)
  }
}

function languageProblems(content: MicroCredentialContent, languages: readonly Language[]): PublishProblem[] {
  return [...textsOf(content)]
    .filter(({ text }) => missingLanguages(text, languages).length > 0)
    .map(({ field }) => ({ field, code: 'languageMissing' }))
}

/** Rows that were added and never filled in: a source without words, an address without an address. */
function emptyRowProblems(content: MicroCredentialContent): PublishProblem[] {
  const rows: [string, string[]][] = [
    ['whyItMatters.sources', content.whyItMatters.sources.map(({ citation }) => citation)],
    ['resources', content.resources.map(({ url }) => url)],
    ['countsFor', content.countsFor.map(({ jurisdiction }) => jurisdiction)],
    ['alignment', content.alignment.map((item) => item.frameworkName && item.targetName && item.targetUrl)],
  ]
  return rows.flatMap(([field, texts]) =>
    texts.flatMap((text, index) =>
      text.trim() ? [] : [{ field: `${field}.${String(index)}`, code: 'missing' as const }],
    ),
  )
}

/**
 * Everything that stands between a micro-credential and its publication; empty means ready. It asks for one competency
 * statement, cited research, a rubric an assessor can use on every criterion and that scores neither polish nor attendance,
 * evidence that is all judged, and every text in each of `languages`.
 */
export function publishProblems(
  content: MicroCredentialContent,
  languages: readonly Language[] = ['en'],
): PublishProblem[] {
  const cited = content.whyItMatters.sources.some((source) => source.citation.trim() !== '')
  return [
    ...competencyProblems(content),
    ...(cited ? [] : [{ field: 'whyItMatters.sources', code: 'noSource' as const }]),
    ...presenceProblems(content),
    ...slotProblems(content),
    ...rubricProblems(content),
    ...polishProblems(content),
    ...attendanceProblems(content),
    ...emptyRowProblems(content),
    ...hourProblems(content),
    ...languageProblems(content, languages),
  ]
}
