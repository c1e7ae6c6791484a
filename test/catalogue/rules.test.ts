import { expect } from 'chai'
import { missingLanguages, textIn } from '../../src/catalogue/localizedText.js'
import { slotOf } from '../../src/catalogue/microCredential.js'
import { criteriaOfSlot, descriptorOf, meets } from '../../src/catalogue/rubric.js'
import { earnedOf, stackMet, type StackContent, type StackRule } from '../../src/catalogue/stack.js'
import { soundContent } from './sample.js'

const stack = (members: string[], rule: StackRule): StackContent => ({
  ...{ title: { en: 'A stack' }, description: { en: 'Some' } },
  ...{ members, rule },
})
const all: StackRule = { kind: 'all' }
const anyTwo: StackRule = { kind: 'any', count: 2 }

const stackCases: [name: string, content: StackContent, earned: string[], met: boolean][] = [
  ['all of them', stack(['a', 'b'], all), ['b', 'a'], true],
  ['all but one', stack(['a', 'b'], all), ['a'], false],
  ['all of them and a stranger', stack(['a', 'b'], all), ['a', 'b', 'z'], true],
  ['any two of three', stack(['a', 'b', 'c'], anyTwo), ['a', 'c'], true],
  ['one of any two', stack(['a', 'b', 'c'], anyTwo), ['c'], false],
  ['the same one twice', stack(['a', 'b', 'c'], anyTwo), ['c', 'c'], false],
  ['strangers only', stack(['a', 'b', 'c'], anyTwo), ['x', 'y'], false],
  ['nothing of nothing', stack([], all), [], false],
]

describe('a stack', () => {
  for (const [name, content, earned, met] of stackCases) {
    it(`is ${met ? '' : 'not '}met by ${name}`, () => {
      expect(stackMet(content, earned)).to.equal(met)
    })
  }

  it('counts each earned member once', () => {
    expect(earnedOf(stack(['a', 'b', 'c'], all), new Set(['a', 'c', 'z']))).to.equal(2)
  })
})

describe('a rubric', () => {
  const { rubric } = soundContent()
  const [criterion] = rubric.criteria

  it('is met only at a level that meets', () => {
    expect(['proficient', 'notYet', 'unheardOf'].map((id) => meets(rubric, id))).to.deep.equal([
      true,
      false,
      false,
    ])
  })

  it('knows which criteria a slot is judged by', () => {
    expect(criteriaOfSlot(rubric, 'lesson')).to.deep.equal([criterion])
    expect(criteriaOfSlot(rubric, 'photo')).to.deep.equal([])
  })

  it('knows its words for a level', () => {
    expect(descriptorOf(criterion!, 'notYet')?.en).to.equal('notYet')
    expect(descriptorOf(criterion!, 'unheardOf')).to.equal(undefined)
  })
})

describe('a text of the catalogue', () => {
  it('falls back to English where it has not been translated', () => {
    expect(textIn({ en: 'Not yet', ar: 'ليس بعد' }, 'ar-JO')).to.equal('ليس بعد')
    expect(textIn({ en: 'Not yet', ar: ' ' }, 'ar')).to.equal('Not yet')
    expect(textIn({ en: 'Not yet', ar: 'ليس بعد' }, 'fr')).to.equal('Not yet')
    expect(missingLanguages({ en: 'Not yet' }, ['en', 'ar'])).to.deep.equal(['ar'])
  })

  it('is found in the slot a form names, and nowhere else', () => {
    expect(slotOf(soundContent(), 'lesson')?.kind).to.equal('text')
    expect(slotOf(soundContent(), 'toString')).to.equal(undefined)
  })
})
