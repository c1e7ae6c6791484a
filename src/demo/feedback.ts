import { shippedSnippets } from '../assessment/snippets/shippedSnippets.js'
import type { Judgement } from '../assessment/assessment.js'
import type { Moment } from '../assessment/moment.js'
import type { Story } from '../catalogue/storyDocument.js'
import type { Services } from '../services.js'

type StoryAttempt = Story['attempts'][number]

const words = shippedSnippets('demo').filter(({ place }) => place === 'next')

/** An attempt's judgements as its assessor gives them; what is not met comes with what to do next, in the educator's language. */
export function judgementsOf({ microCredential, language }: Story, attempt: StoryAttempt): Judgement[] {
  const here = words.filter(
    ({ id, microCredentialKey }) => microCredentialKey === microCredential && id.endsWith(`-${language}`),
  )
  return attempt.judgements.map(({ criterionId, levelId, comment = '' }) => {
    const next = here.find((one) => one.criterionId === criterionId && one.levelId === levelId)
    return { criterionId, levelId, comment, ...(next && { next: next.text }) }
  })
}

const heard: readonly Omit<Moment, 'artefactId'>[] = [
  { seconds: 2, text: 'Here you say what comes next before the bell. That is what makes it calm.' },
  { seconds: 4, text: 'Somebody gets up here. Say how they step out, and how they come back.' },
]

/** What an assessor says of moments of the recording that an attempt brings; nothing where it brings none. */
export async function momentsOf(
  { submissions }: Services,
  institutionId: string,
  submissionId: string,
  attempt: StoryAttempt,
): Promise<Moment[]> {
  const played = attempt.answers.find((one) => one.kind === 'file' && one.media === 'audio')
  const submission = played && (await submissions.find(institutionId, submissionId))
  const file = submission?.artefacts.find(({ slotId }) => slotId === played?.slotId)?.file
  return file ? heard.map((one) => ({ ...one, artefactId: file.artefactId })) : []
}
