import { expect } from 'chai'
import {
  asItStands,
  decideKeeping,
  inOrderFor,
  insertedInto,
  languageOf,
  decideSharing,
  mayWithdraw,
  snippetLimits,
  type Snippet,
} from '../../../src/assessment/snippets/snippet.js'
import { shippedSnippets } from '../../../src/assessment/snippets/shippedSnippets.js'
import { readShippedMicroCredentials } from '../../../src/catalogue/shippedCatalogue.js'
import { readPress } from '../../../src/assessment/snippets/snippetPress.js'

const snippet = (more: Partial<Snippet>): Snippet => ({
  ...{ id: 's', institutionId: 'i', microCredentialKey: 'k', criterionId: 'c', levelId: null },
  ...{
    place: 'comment',
    text: 'Say where.',
    ownerId: 'dina',
    changed: null,
    offered: null,
    shared: null,
    removed: null,
  },
  kept: { by: 'dina', at: new Date(0) },
  ...more,
})

describe('the rules of words to use again', () => {
  it('go behind what stands there, and not in twice', () => {
    const text = 'Say where\nthey rest.'
    for (const [written, expected] of [
      ['', text],
      [' \n ', text],
      ['I saw the corner.\n', `I saw the corner.\n\n${text}`],
      [`I saw it. ${text}`, `I saw it. ${text}`],
      ['Say where they rest. Then write.', 'Say where they rest. Then write.'],
    ] as const)
      expect(insertedInto(written, text)).to.equal(expected)
  })

  it('are told from an answer about this work', () => {
    const kept = [{ text: 'Say where.' }, { text: 'Say where they rest.' }]
    for (const [written, expected] of [
      ['', false],
      ['Say where.', true],
      ['  Say  where.\n\nSay where they rest.', true],
      ['Say where they rest. –', true],
      ['Say where. The bell is far away.', false],
      ['Something else.', false],
    ] as const)
      expect(asItStands(written, kept), written).to.equal(expected)
  })

  it('are kept once, while there is room, and only where something was written', () => {
    const full = Array.from({ length: snippetLimits.perCriterion }, (_, index) => snippet({ text: String(index) })) // prettier-ignore
    for (const [written, own, expected] of [
      ['  ', [], 'empty'],
      ['x'.repeat(2_001), [], 'tooLong'],
      ['x'.repeat(2_000), [], 'keep'],
      ['Say where. ', [snippet({})], 'known'],
      ['Say where.', [snippet({ place: 'next' })], 'keep'],
      ['New.', full, 'enough'],
      ['New.', full.slice(1), 'keep'],
    ] as const) {
      const decision = decideKeeping(written, 'comment', own)
      expect(decision.kind === 'keep' ? 'keep' : decision.because).to.equal(expected)
    }
  })

  it('are shared by their owner where that is allowed, else by who runs a course once asked, and taken back by both', () => {
    const dina = { personId: 'dina', facilitates: false }
    const omar = { personId: 'omar', facilitates: true }
    const asked = { by: 'dina', at: new Date(0) }
    for (const [reader, ownerId, offered, open, share, withdraw] of [
      [dina, 'dina', null, true, 'share', true],
      [dina, 'dina', null, false, 'offer', true],
      [dina, 'omar', asked, true, 'refused', false],
      [omar, 'omar', null, false, 'share', true],
      [omar, 'dina', null, true, 'refused', true],
      [omar, 'dina', asked, false, 'share', true],
    ] as const) {
      expect(decideSharing({ ownerId, offered }, reader, open)).to.equal(share)
      expect(mayWithdraw({ ownerId }, reader)).to.equal(withdraw)
    }
  })

  it('come in order: the chosen level, any, others; then the language, one’s own, the newest', () => {
    const at = (day: number) => ({ by: 'x', at: new Date(day) })
    const list = [
      snippet({ id: 'other level', levelId: 'high' }),
      snippet({ id: 'any, Arabic', text: 'قل أين.' }),
      snippet({ id: 'any, shared', ownerId: 'omar', kept: at(9) }),
      snippet({ id: 'any, old', kept: at(1) }),
      snippet({ id: 'any, new', kept: at(2) }),
      snippet({ id: 'this level', levelId: 'low', ownerId: 'omar', text: 'قل أين.' }),
    ]
    const asked = { levelId: 'low', language: 'en', personId: 'dina' } as const
    expect(inOrderFor(asked, list).map(({ id }) => id)).to.deep.equal([
      'this level',
      'any, new',
      'any, old',
      'any, shared',
      'any, Arabic',
      'other level',
    ])
    expect(languageOf('قل أين 12 OK')).to.equal('ar')
    expect(languageOf('!')).to.equal('en')
  })

  it('a form says which button it was sent by', () => {
    expect(readPress({ insert: 's1' })).to.deep.equal({ kind: 'insert', snippetId: 's1' })
    expect(readPress({ keep: 'next-hear-1' })).to.deep.equal({ kind: 'keep', place: 'next', criterionId: 'hear-1' }) // prettier-ignore
    for (const body of [{}, null, { keep: 'level-plan' }, { insert: ['a', 'b'] }, { keep: 'x'.repeat(300) }])
      expect(readPress(body)).to.equal(null)
  })
})

describe('the words that come with Cairn', () => {
  it('are for criteria and levels of the catalogue it comes with, in both languages', () => {
    const catalogue = readShippedMicroCredentials()
    const given = shippedSnippets('inst')
    for (const { microCredentialKey, criterionId, levelId, text, id } of given) {
      const rubric = catalogue.find(({ key }) => key === microCredentialKey)?.content.rubric
      expect(
        rubric?.criteria.map((one) => one.id),
        id,
      ).to.include(criterionId)
      expect(
        rubric?.levels.map((one) => one.id),
        id,
      ).to.include(levelId)
      expect(languageOf(text), id).to.equal(id.split('-').at(-1))
    }
    for (const { key, content } of catalogue)
      for (const { id } of content.rubric.criteria)
        expect(given.filter((one) => one.microCredentialKey === key && one.criterionId === id).length).to.be.greaterThan(1) // prettier-ignore
    expect(new Set(given.map(({ id }) => id)).size).to.equal(given.length)
  })
})
