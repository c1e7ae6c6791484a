import { readStories } from '../../src/catalogue/shippedCatalogue.js'
import type { Story } from '../../src/catalogue/storyDocument.js'
import { evidenceFile } from '../../src/demo/evidenceFile.js'
import { spread } from '../../src/demo/spread.js'
import type { Page, Visitor } from './visitor.js'

type Attempt = Story['attempts'][number]

/** A story of the shipped catalogue; throws when there is none of that id. */
export function storyOf(id: string): Story {
  const story = readStories().find((one) => one.id === id)
  if (!story) throw new Error(`no story is called ${id}`)
  return story
}

/** Fills in the evidence page with an attempt's answers and sends it. Answers the page that follows. */
export async function sendAttempt(
  visitor: Visitor,
  page: Page,
  attempt: Attempt,
  said: Record<string, string> = {},
): Promise<Page> {
  const fields: Record<string, string> = { ...said }
  const files: Record<string, { name: string; content: Uint8Array }> = {}
  for (const answer of attempt.answers) {
    if (answer.kind === 'text') fields[`text-${answer.slotId}`] = answer.text
    else if (answer.kind === 'link') fields[`url-${answer.slotId}`] = answer.url
    else if (answer.kind === 'file') files[`file-${answer.slotId}`] = await evidenceFile(answer)
    else Object.assign(fields, reflectionFields(page, answer.slotId, answer.text))
  }
  return visitor.submit(page, '#evidence-form', fields, files, 'button[formaction*="/sending"]')
}

function reflectionFields(page: Page, slotId: string, text: string): Record<string, string> {
  const names = page
    .$(`textarea[name^="answer-${slotId}-"]`)
    .toArray()
    .map((element) => element.attribs['name'] ?? '')
  const parts = spread(text, names.length)
  return Object.fromEntries(names.map((name, index) => [name, parts[index] ?? '']))
}

/** Judges an opened assessment as the story tells and finalises it. Answers the page that follows. */
export async function judgeAttempt(visitor: Visitor, page: Page, attempt: Attempt): Promise<Page> {
  const fields: Record<string, string> = {}
  for (const { criterionId, levelId, comment } of attempt.judgements) {
    fields[`level-${criterionId}`] = levelId
    fields[`comment-${criterionId}`] = comment ?? ''
  }
  const confirm = await visitor.submit(page, '#judgement-form', { ...fields, next: 'finalisation' })
  if (confirm.$('#finalisation-form').length === 0) return confirm
  return visitor.submit(confirm, '#finalisation-form')
}
