import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { localizedText } from '../../catalogue/microCredentialDocument.js'
import { projectRoot } from '../../projectRoot.js'
import { locales } from '../../web/locale.js'
import { snippetPlaces, type GivenSnippet } from './snippet.js'

const snippetsDocument = z.strictObject({
  format: z.literal('cairn.snippets.v1'),
  snippets: z.array(
    z.strictObject({
      microCredential: z.string(),
      criterion: z.string(),
      level: z.string().nullable(),
      place: z.enum(snippetPlaces),
      text: localizedText,
    }),
  ),
})

/**
 * The words in `config/catalogue/snippets.json` that an institution's assessors may begin with, one for each language. Throws when
 * the file is damaged.
 */
export function shippedSnippets(institutionId: string): GivenSnippet[] {
  const file = path.join(projectRoot, 'config', 'catalogue', 'snippets.json')
  const document = snippetsDocument.parse(JSON.parse(readFileSync(file, 'utf8')))
  return document.snippets.flatMap(({ microCredential, criterion, level, place, text }) =>
    locales.flatMap((locale) => {
      const words = text[locale]
      if (!words) return []
      return {
        id: [institutionId, microCredential, criterion, place, locale].join('-'),
        ...{ institutionId, microCredentialKey: microCredential, criterionId: criterion },
        ...{ levelId: level, place, text: words },
      }
    }),
  )
}
