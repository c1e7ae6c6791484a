import type { Language, LocalizedText } from './localizedText.js'
import type { MicroCredentialContent } from './microCredential.js'
import { sectionNames, sectionOf, type SectionName } from './sections.js'
import { wordDifference, type Stretch } from './wordDifference.js'

/** One written thing of a content: a text in one language, a number, a choice. */
interface Leaf {
  path: string
  /** The names of the things it stands in, such as a criterion and a level. */
  trail: LocalizedText[]
  /** The last name of its path, without the language. */
  field: string
  language: Language | null
  text: string
}

/** What became of one written thing. */
export interface Change extends Omit<Leaf, 'text'> {
  stretches: Stretch[]
}

export interface SectionChanges {
  section: SectionName
  changes: Change[]
}

const isLocalized = (value: unknown): value is LocalizedText =>
  typeof value === 'object' && value !== null && 'en' in value && typeof value.en === 'string'

/** What tells one row of a list from another, whatever its place. */
function nameOfRow(row: object, index: number): string {
  for (const field of ['id', 'levelId', 'caseId', 'url', 'citation', 'targetUrl', 'jurisdiction', 'key']) {
    const value: unknown = Reflect.get(row, field)
    if (typeof value === 'string' && value !== '') return value
  }
  return String(index + 1)
}

function titleOfRow(row: object, name: string, content: MicroCredentialContent): LocalizedText | null {
  for (const field of ['title', 'name']) {
    const value: unknown = Reflect.get(row, field)
    if (isLocalized(value)) return value
  }
  const level = content.rubric.levels.find(({ id }) => id === name)
  return level ? level.name : null
}

const silent = new Set(['id', 'levelId', 'caseId'])

function* leavesOf(
  value: unknown,
  content: MicroCredentialContent,
  path: string[] = [],
  trail: LocalizedText[] = [],
): Generator<Leaf> {
  const field = path.at(-1) ?? ''
  const at = path.join('.')
  if (isLocalized(value)) {
    for (const language of ['en', 'ar'] as const)
      yield { path: `${at}.${language}`, trail, field, language, text: value[language] ?? '' }
  } else if (Array.isArray(value)) {
    const rows: unknown[] = value
    if (rows.every((row) => typeof row !== 'object')) {
      yield { path: at, trail, field, language: null, text: rows.map(String).join(', ') }
      return
    }
    for (const [index, row] of rows.entries()) {
      if (typeof row !== 'object' || row === null) continue
      const name = nameOfRow(row, index)
      const title = titleOfRow(row, name, content)
      yield* leavesOf(row, content, [...path, name], title ? [...trail, title] : trail)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, below] of Object.entries(value))
      if (!silent.has(name)) yield* leavesOf(below, content, [...path, name], trail)
  } else if (value !== undefined) yield { path: at, trail, field, language: null, text: String(value) }
}

/** What changed from one content to another, by section and in the order of writing; what stayed is left out. */
export function contentDifference(
  before: MicroCredentialContent,
  after: MicroCredentialContent,
): SectionChanges[] {
  const old = new Map([...leavesOf(before, before)].map((leaf) => [leaf.path, leaf]))
  const now = new Map([...leavesOf(after, after)].map((leaf) => [leaf.path, leaf]))
  const changes = [...new Set([...now.keys(), ...old.keys()])].flatMap((path): Change[] => {
    const [was, is] = [old.get(path), now.get(path)]
    const leaf = is ?? was
    if (!leaf || (was?.text ?? '') === (is?.text ?? '')) return []
    const { trail, field, language } = leaf
    return [{ path, trail, field, language, stretches: wordDifference(was?.text ?? '', is?.text ?? '') }]
  })
  return sectionNames
    .map((section) => ({ section, changes: changes.filter(({ path }) => sectionOf(path) === section) }))
    .filter((one) => one.changes.length > 0)
}
