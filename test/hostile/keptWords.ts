import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import type { MicroCredential } from '../../src/catalogue/microCredential.js'
import type { Visitor } from '../support/visitor.js'
import type { World } from '../support/world.js'

/** Words that a facilitator keeps while scoring a work of a round, and shares; and shared words of nobody's. Answers the ids of both. */
export async function keptWords(
  { tool }: World,
  { institutionId, key, rubric }: MicroCredential,
  facilitator: Visitor,
  work: string,
): Promise<{ snippetId: string; sharedSnippetId: string }> {
  const form = await facilitator.open(work)
  const field = form.$('textarea[name^="comment-"]').first().attr('name') ?? ''
  await facilitator.submit(form, '#norming-form', { [field]: 'Say where.', keep: field })
  const kept = await facilitator.open(new URL('/snippets', work))
  await facilitator.submit(kept, 'form[action$="/sharing"]')
  const snippetId = /\/snippets\/([\w-]{36})\/wording/.exec(kept.html)?.[1] ?? ''
  expect(snippetId, kept.text).not.to.equal('')
  const sharedSnippetId = `${institutionId}-given`
  const [criterion] = rubric.criteria
  const about = { microCredentialKey: key, criterionId: criterion!.id, levelId: null, place: 'next' } as const
  await tool.services.snippets.give(operator, {
    id: sharedSnippetId,
    institutionId,
    ...about,
    text: 'Try it.',
  })
  return { snippetId, sharedSnippetId }
}
