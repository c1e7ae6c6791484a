import { expect } from 'chai'
import type { EvidenceSlot } from '../../src/catalogue/evidenceSlot.js'
import { slotOf } from '../../src/catalogue/microCredential.js'
import { meets } from '../../src/catalogue/rubric.js'
import {
  readShippedMicroCredentials,
  readStories,
  shippedKeys,
} from '../../src/catalogue/shippedCatalogue.js'
import type { StoryAnswer } from '../../src/catalogue/storyDocument.js'

const stories = readStories()
const contents = new Map(readShippedMicroCredentials().map(({ key, content }) => [key, content]))
const words = (text: string) => text.trim().split(/\s+/u).length

/** What a slot would say to the answer; empty when it takes it. */
function objection(slot: EvidenceSlot | undefined, answer: StoryAnswer): string {
  if (slot?.kind !== answer.kind) return `${answer.slotId}: wrong kind`
  if (answer.kind === 'file')
    return slot.limits.accept?.includes(answer.media) ? '' : `${answer.slotId}: media`
  if (answer.kind === 'link') return ''
  const length = words(answer.text)
  const { minWords = 0, maxWords = Infinity } = slot.limits
  return length >= minWords && length <= maxWords ? '' : `${answer.slotId}: ${String(length)} words`
}

describe('the shipped stories', () => {
  it('tell one of every micro-credential in English, and one in Arabic', () => {
    const told = (language: string) => stories.filter((story) => story.language === language)
    expect(told('en').map((story) => story.microCredential)).to.have.members([...shippedKeys])
    expect(told('ar')).to.have.length(1)
  })

  for (const story of stories) {
    describe(story.id, () => {
      const content = contents.get(story.microCredential)!
      const [first, second] = story.attempts

      it('sends evidence that every slot takes, with nothing required missing', () => {
        const objections = story.attempts.flatMap(({ answers }) =>
          answers.map((answer) => objection(slotOf(content, answer.slotId), answer)).filter(Boolean),
        )
        expect(objections).to.deep.equal([])
        const sent = first!.answers.map((answer) => answer.slotId)
        expect(sent).to.include.members(content.slots.filter((slot) => slot.required).map((slot) => slot.id))
      })

      it('misses one criterion at first, and is told why and what to do', () => {
        const criteria = content.rubric.criteria.map((criterion) => criterion.id)
        expect(first!.judgements.map((judgement) => judgement.criterionId)).to.deep.equal(criteria)
        const missed = first!.judgements.filter((judgement) => !meets(content.rubric, judgement.levelId))
        expect(missed).to.have.length(1)
        expect(words(missed[0]!.comment ?? '')).to.be.greaterThan(20)
      })

      it('mends evidence of that criterion only, and meets it', () => {
        const missed = first!.judgements.find((judgement) => !meets(content.rubric, judgement.levelId))!
        const criterion = content.rubric.criteria.find(({ id }) => id === missed.criterionId)!
        expect(criterion.slots).to.include.members(second!.answers.map((answer) => answer.slotId))
        expect(second!.judgements.map((judgement) => judgement.criterionId)).to.deep.equal([criterion.id])
        expect(meets(content.rubric, second!.judgements[0]!.levelId)).to.equal(true)
      })
    })
  }
})
