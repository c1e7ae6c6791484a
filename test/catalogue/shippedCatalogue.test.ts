import { expect } from 'chai'
import type { LocalizedText } from '../../src/catalogue/localizedText.js'
import { publishProblems, textsOf } from '../../src/catalogue/publishCheck.js'
import {
  readShippedMicroCredentials,
  readShippedStacks,
  shippedKeys,
} from '../../src/catalogue/shippedCatalogue.js'

const documents = readShippedMicroCredentials()
const arabicLetters = /[\u0621-\u064A]/gu
const latinLetters = /[A-Za-z]/gu
const count = (text: string, letters: RegExp) => text.match(letters)?.length ?? 0
const isArabic = ({ ar = '' }: LocalizedText) => count(ar, arabicLetters) > count(ar, latinLetters)

describe('the shipped catalogue', () => {
  for (const { key, content } of documents) {
    describe(key, () => {
      it('passes the publish check in both languages', () => {
        expect(publishProblems(content, ['en', 'ar'])).to.deep.equal([])
      })

      it('is written in Arabic wherever it is written in English', () => {
        const texts = [...textsOf(content)]
        expect(texts.length).to.be.greaterThan(50)
        expect(texts.filter(({ text }) => !isArabic(text)).map(({ field }) => field)).to.deep.equal([])
      })

      it('has three to five criteria, each with four different descriptors', () => {
        expect(content.rubric.criteria.length).to.be.within(3, 5)
        for (const { descriptors } of content.rubric.criteria) {
          expect(new Set(descriptors.map(({ text }) => text.en)).size).to.equal(4)
          expect(new Set(descriptors.map(({ text }) => text.ar)).size).to.equal(4)
        }
      })

      it('asks for practice with learners, a problem of practice and a reflection', () => {
        const required = content.slots.filter((slot) => slot.required)
        expect(required.map((slot) => slot.id)).to.include.members([
          'problem',
          'implementation',
          'reflection',
        ])
        expect(new Set(required.map((slot) => slot.kind)).size).to.be.at.least(3)
      })

      it('says how students are kept safe, and what its hours may count for in each state', () => {
        expect(content.safety.en)
          .to.match(/never|no student/i)
          .and.match(/consent|record/i)
          .and.match(/names?/i)
        expect(content.countsFor.map((entry) => entry.jurisdiction)).to.deep.equal(['AZ', 'NY', 'WA'])
        for (const { text } of content.countsFor) expect(text.en).to.match(/may be (counted|recorded)/)
      })
    })
  }

  it('gives thirty hours over the five', () => {
    expect(documents.map((document) => document.key)).to.deep.equal([...shippedKeys])
    expect(documents.reduce((sum, document) => sum + document.content.pdHours, 0)).to.equal(30)
  })

  it('measures every micro-credential with the same levels', () => {
    for (const { content } of documents)
      expect(content.rubric.levels).to.deep.equal(documents[0]!.content.rubric.levels)
  })

  it('ships a stack of all five and one of any three, with known members', () => {
    const { stacks } = readShippedStacks()
    expect(stacks.map((stack) => stack.rule)).to.deep.equal([{ kind: 'all' }, { kind: 'any', count: 3 }])
    for (const stack of stacks) expect(stack.members).to.have.members([...shippedKeys])
  })
})
