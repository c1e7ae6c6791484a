import type { MicroCredential } from '../../catalogue/microCredential.js'
import { descriptorOf } from '../../catalogue/rubric.js'
import type { Story, StoryAnswer } from '../../catalogue/storyDocument.js'
import type { BenchmarkWritten } from './benchmarkService.js'

/**
 * The samples a story of the shipped catalogue makes: one of each attempt, as it stood then. What a later attempt did not
 * touch is as it was before; where the story gives no reason for a level, the rubric's own words are the reason.
 */
export function samplesOf(story: Story, { rubric }: MicroCredential): (BenchmarkWritten & { id: string })[] {
  const answers = new Map<string, string>()
  const judged = new Map<string, { levelId: string; comment?: string | undefined }>()
  return story.attempts.map((attempt, index) => {
    for (const answer of attempt.answers) answers.set(answer.slotId, wordsOf(answer))
    for (const judgement of attempt.judgements) judged.set(judgement.criterionId, judgement)
    return {
      id: `${story.id}-${String(index + 1)}`,
      title: story.teller,
      answers: [...answers].map(([slotId, text]) => ({ slotId, text })),
      reference: rubric.criteria.flatMap((criterion) => {
        const found = judged.get(criterion.id)
        if (!found) return []
        const { levelId, comment } = found
        const descriptor = descriptorOf(criterion, levelId)
        const reason = comment ?? descriptor?.[story.language] ?? descriptor?.en ?? ''
        return { criterionId: criterion.id, levelId, reason }
      }),
      consent: 'Made up for this catalogue: nobody real is in it.',
    }
  })
}

/** A story's answer as words: of a file what it holds, of a link what it leads to. */
function wordsOf(answer: StoryAnswer): string {
  if (answer.kind === 'file') return answer.holds
  return answer.kind === 'link' ? `${answer.caption}\n${answer.url}` : answer.text
}
