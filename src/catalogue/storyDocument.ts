import { z } from 'zod'
import { plainKey } from './microCredentialDocument.js'

const storiesFormat = 'cairn.stories.v1'

const words = z.string().trim().min(1).max(20_000)

/** What stands in one evidence slot; a file is named and described, and whoever tells the story makes bytes to match. */
const answer = z.discriminatedUnion('kind', [
  z.strictObject({ slotId: plainKey, kind: z.enum(['text', 'reflection']), text: words }),
  z.strictObject({ slotId: plainKey, kind: z.literal('link'), url: z.url(), caption: words }),
  z.strictObject({
    slotId: plainKey,
    kind: z.literal('file'),
    filename: words,
    media: z.enum(['document', 'image', 'audio', 'video']),
    /** What the file holds, in the writer's words: the text of a document, or what is seen or heard. */
    holds: words,
  }),
])

const judgement = z.strictObject({
  criterionId: plainKey,
  levelId: plainKey,
  /** The assessor's words to the educator; always there where the level does not meet. */
  comment: words.optional(),
})

const attempt = z.strictObject({
  /** Only the slots written or changed in this attempt; the rest carry over from the attempt before. */
  answers: z.array(answer).min(1),
  judgements: z.array(judgement).min(1),
})

const story = z.strictObject({
  id: plainKey,
  microCredential: plainKey,
  language: z.enum(['en', 'ar']),
  /** Who could be telling it: enough to choose a member of the cast. */
  teller: words,
  attempts: z.array(attempt).min(1),
})

/**
 * Evidence and assessment for the demo and the tests: per story one or more attempts in order, each with what was sent and how
 * it was judged. In a second attempt only the criteria that were not met are judged again.
 */
export const storiesDocument = z.strictObject({
  format: z.literal(storiesFormat),
  stories: z.array(story).min(1),
})

export type Story = z.infer<typeof story>
export type StoryAnswer = z.infer<typeof answer>
