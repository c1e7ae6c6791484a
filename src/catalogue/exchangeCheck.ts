import { isDeepStrictEqual } from 'node:util'
import type { CatalogueDocument, VersionDocument } from './catalogueDocument.js'
import type { DocumentProblem } from './catalogueImport.js'
import type { Language } from './localizedText.js'
import { contentOf } from './microCredentialDocument.js'
import type { StoredMicroCredential } from './microCredentialStore.js'
import { publishProblems } from './publishCheck.js'

type Arriving = CatalogueDocument['microCredentials'][number]

/** Whether a version that arrives is the one that is there: the same words, and as public. */
export const isThere = (there: StoredMicroCredential, arriving: VersionDocument): boolean =>
  (there.published !== null) === (arriving.published !== null) &&
  isDeepStrictEqual(contentOf(there), arriving.content)

function versionProblems(
  arriving: VersionDocument,
  at: string,
  known: readonly StoredMicroCredential[],
  languages: readonly Language[],
): DocumentProblem[] {
  const there = known.find(({ version }) => version === arriving.version)
  if (there) return isThere(there, arriving) ? [] : [{ field: at, code: 'differentVersion' }]
  const newest = Math.max(0, ...known.map(({ version }) => version))
  if (arriving.version < newest) return [{ field: at, code: 'olderVersion' }]
  if (known.some(({ published }) => !published)) return [{ field: at, code: 'draftInTheWay' }]
  if (!arriving.published) return []
  return publishProblems(arriving.content, languages).map(({ field, code }) => ({
    field: `${at}.content.${field}`,
    code,
  }))
}

function orderProblems({ versions }: Arriving, at: string): DocumentProblem[] {
  return versions.flatMap(({ version, published }, index) => {
    const [before, last] = [versions[index - 1], index === versions.length - 1]
    const path = `${at}.versions.${String(index)}`
    if (before && before.version >= version) return [{ field: path, code: 'order' }]
    return published || last ? [] : [{ field: path, code: 'draftNotLast' }]
  })
}

function repeated(items: readonly { key: string }[], at: string): DocumentProblem[] {
  return items.flatMap(({ key }, index) =>
    items.findIndex((other) => other.key === key) < index
      ? [{ field: `${at}.${String(index)}.key`, code: 'repeated' }]
      : [],
  )
}

/**
 * Everything that stands between a well-formed catalogue and taking it in, each with its path: what is there is never changed, what
 * is published meets the publish check, and stacks name what is in the document or there already.
 */
export function catalogueProblems(
  document: CatalogueDocument,
  there: readonly StoredMicroCredential[],
  languages: readonly Language[],
): DocumentProblem[] {
  const keys = new Set([...there, ...document.microCredentials].map(({ key }) => key))
  return [
    ...repeated(document.microCredentials, 'microCredentials'),
    ...repeated(document.stacks, 'stacks'),
    ...document.microCredentials.flatMap((arriving, index) => {
      const at = `microCredentials.${String(index)}`
      const known = there.filter(({ key }) => key === arriving.key)
      return [
        ...orderProblems(arriving, at),
        ...arriving.versions.flatMap((version, number) =>
          versionProblems(version, `${at}.versions.${String(number)}`, known, languages),
        ),
      ]
    }),
    ...document.stacks.flatMap(({ members }, index) =>
      members.flatMap((key, number) =>
        keys.has(key)
          ? []
          : [{ field: `stacks.${String(index)}.members.${String(number)}`, code: 'unknownMember' }],
      ),
    ),
  ]
}
