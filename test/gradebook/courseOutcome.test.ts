import { expect } from 'chai'
import {
  decideCourseOutcome,
  loweredTo,
  reaches,
  type CourseOutcome,
} from '../../src/gradebook/courseOutcome.js'
import { decideSighting } from '../../src/gradebook/lmsGrade.js'

const grading = { threshold: 70, evidence: 'Final project', by: 'teacher' }
const at = new Date('2026-03-02T09:00:00Z')

describe('What a grade in the LMS means for a competency graded there', () => {
  it('reaches a threshold exactly, never by nothing or out of nothing', () => {
    expect(reaches({ score: 70, maximum: 100 }, 70)).to.equal(true)
    expect(reaches({ score: 2.1, maximum: 3 }, 70)).to.equal(true)
    expect(reaches({ score: 69.99, maximum: 100 }, 70)).to.equal(false)
    expect(reaches({ score: null, maximum: 100 }, 1)).to.equal(false)
    expect(reaches({ score: 5, maximum: 0 }, 70)).to.equal(false)
  })

  it('meets it once, and only where it is graded there', () => {
    const met = { kind: 'met', score: 80 }
    expect(decideCourseOutcome(grading, null, { score: 80, maximum: 100 })).to.deep.equal(met)
    expect(decideCourseOutcome(grading, null, { score: 60, maximum: 100 })).to.deep.equal({ kind: 'nothing' })
    expect(decideCourseOutcome(null, null, { score: 80, maximum: 100 })).to.deep.equal({ kind: 'nothing' })
  })

  it('notes each other grade once after that, and what was met stays met', () => {
    const known: CourseOutcome = {
      id: 'o',
      institutionId: 'i',
      cohortId: 'c',
      assignmentId: 'a',
      personId: 'p',
      microCredentialId: 'm',
      microCredentialKey: 'k',
      score: 80,
      maximum: 100,
      threshold: 70,
      evidence: 'Final project',
      setBy: 'teacher',
      metAt: at,
      later: [],
      toFollow: null,
    }
    expect(decideCourseOutcome(grading, known, { score: 80, maximum: 100 })).to.deep.equal({
      kind: 'nothing',
    })
    expect(decideCourseOutcome(null, known, { score: 50, maximum: 100 })).to.deep.equal({
      kind: 'changed',
      score: 50,
    })
    const lowered = { ...known, later: [{ at, score: 50, maximum: 100 }] }
    expect(decideCourseOutcome(grading, lowered, { score: 50, maximum: 100 })).to.deep.equal({
      kind: 'nothing',
    })
    expect(loweredTo(lowered)).to.deep.equal(lowered.later[0])
    expect(loweredTo({ ...lowered, later: [...lowered.later, { at, score: 75, maximum: 100 }] })).to.equal(
      null,
    )
  })
})

describe('Whose word a result is', () => {
  const post = (given: number, more: object = {}) => ({
    kind: 'finalised' as const,
    score: { given, maximum: 100 },
    settled: { kind: 'accepted' as const, at, status: 200, how: 'sent' as const },
    tries: [{ at, status: 200, outcome: 'accepted' as const, reason: null }],
    ...more,
  })
  const found = (score: number | null, comment: string | null = null) =>
    ({ kind: 'found', score, maximum: 50, comment }) as const
  const theirs = (score: number | null) => ({ score, maximum: 50, comment: null, by: 'lms' as const })

  const cases: [string, Parameters<typeof decideSighting>, ReturnType<typeof decideSighting>][] = [
    ['ours, rescaled, is no news', [[post(75)], null, found(37.5)], null],
    ['an earlier one of ours is no person’s word', [[post(50), post(75)], null, found(25)], null],
    ['anything else is theirs', [[post(75)], null, found(45)], theirs(45)],
    ['an emptied one is theirs', [[post(75)], null, found(null)], theirs(null)],
    ['nothing before we sent anything is nothing', [[], null, found(null)], null],
    ['a grade before we sent anything is theirs', [[], null, found(40)], theirs(40)],
    ['the same as before is no news', [[post(75)], theirs(45), found(45)], null],
    ['ours again takes it back', [[post(90)], theirs(45), found(45)], { ...theirs(45), by: 'cairn' }],
    [
      'nothing is told while a score is under way',
      [
        [
          post(75),
          post(100, { settled: null, tries: [{ at, status: null, outcome: 'retry', reason: null }] }),
        ],
        null,
        found(45),
      ],
      null,
    ],
  ]
  for (const [name, given, expected] of cases)
    it(name, () => {
      expect(decideSighting(...given)).to.deep.equal(expected)
    })
})
