import { z } from 'zod'
import { snippetLimits, snippetPlaces } from './snippet.js'

/** A snippet as its owner changes it; a level that is empty stands for any. */
export const snippetForm = z.object({
  text: z
    .string('snippets.problem.empty')
    .transform((text) => text.replace(/\r\n?/g, '\n').trim())
    .pipe(z.string().min(1, 'snippets.problem.empty').max(snippetLimits.text, 'snippets.problem.tooLong')),
  place: z.enum(snippetPlaces, 'snippets.problem.place'),
  levelId: z
    .string()
    .max(100)
    .catch('')
    .transform((id) => id || null),
})
