import { expect } from 'chai'
import type { MicroCredential } from '../../src/catalogue/microCredential.js'
import type { Assignment } from '../../src/cohorts/cohort.js'
import type { LineItem } from '../../src/cohorts/ports.js'
import {
  closestTitle,
  columnsOf,
  decideRepair,
  guessByTitle,
  type RepairFacts,
} from '../../src/cohorts/repair.js'

const assignment: Assignment = {
  id: 'a',
  institutionId: 'i',
  cohortId: 'c',
  resourceLinkId: 'link-1',
  title: 'Show it: safety',
  mappingId: 'm1',
  microCredentialId: 'v1',
  microCredentialKey: 'safety',
  lineItemUrl: 'https://lms/1',
  lmsGraded: null,
  week: 3,
  copyOf: null,
  putAway: null,
  lastLaunchedAt: null,
  createdAt: new Date(0),
}
const column = (number: number, more: Partial<LineItem> = {}): LineItem => ({
  url: `https://lms/${String(number)}`,
  label: 'Safety',
  resourceId: 'm1',
  resourceLinkId: 'link-1',
  scoreMaximum: 100,
  endsAt: null,
  ...more,
})
/** Only what is looked at: id, version and titles. */
const version = (id: string, number: number, en = 'Safety'): MicroCredential =>
  Object.assign(Object.create(null) as MicroCredential, { id, version: number, title: { en, ar: 'أمان' } })
const v1 = version('v1', 1)
const v2 = version('v2', 2)

const fine: RepairFacts = {
  assignment,
  microCredential: v1,
  newest: v1,
  hasWork: false,
  guess: null,
  columns: [column(1), column(7, { resourceId: 'm7', resourceLinkId: 'link-7' })],
  othersMappings: new Set(['m7']),
}
const unopened = { ...assignment, resourceLinkId: null, lineItemUrl: null }

describe('what has come apart', () => {
  const cases: [string, Partial<RepairFacts>, string | null, MicroCredential | null][] = [
    ['nothing', {}, null, null],
    ['no mapping', { assignment: { ...assignment, mappingId: null } }, 'unmapped', null],
    [
      'no mapping, and a telling title',
      { assignment: { ...assignment, mappingId: null }, guess: v1 },
      'unmapped',
      v1,
    ],
    ['a micro-credential that is gone', { microCredential: null, newest: null }, 'retired', null],
    ['one that is gone and has come again', { microCredential: null, newest: v2 }, 'retired', v2],
    [
      'one that is gone, with work on it',
      { microCredential: null, newest: v2, hasWork: true },
      'retiredBegun',
      null,
    ],
    ['no column here', { assignment: { ...assignment, lineItemUrl: null } }, 'columnMissing', null],
    [
      'no column here, and the LMS silent',
      { assignment: { ...assignment, lineItemUrl: null }, columns: null },
      'columnMissing',
      null,
    ],
    ['another column for the same link', { columns: [column(2)] }, 'columnMissing', null],
    [
      'neither column nor link in the LMS',
      { columns: [column(7, { resourceId: 'm7', resourceLinkId: 'link-7' })] },
      'linkGone',
      null,
    ],
    ['a silent LMS', { columns: null }, null, null],
    [
      'the column of another link',
      { columns: [column(1, { resourceLinkId: 'link-7' })] },
      'columnForeign',
      null,
    ],
    [
      'the column with the mark of another',
      { columns: [column(1, { resourceLinkId: null, resourceId: 'm7' })] },
      'columnForeign',
      null,
    ],
    [
      'its own column with the mark it had before',
      { columns: [column(1, { resourceId: 'm0' })] },
      null,
      null,
    ],
    [
      'a second column of the same mark',
      { columns: [column(1), column(2, { resourceLinkId: null })] },
      'columnDouble',
      null,
    ],
    [
      'the same mark on a copy of the assignment',
      { columns: [column(1), column(2, { resourceLinkId: 'link-2' })] },
      null,
      null,
    ],
    ['a newer version', { newest: v2 }, 'newerVersion', v2],
    ['a newer version, with work begun', { newest: v2, hasWork: true }, null, null],
    [
      'no column and a newer version',
      { newest: v2, assignment: { ...assignment, lineItemUrl: null } },
      'columnMissing',
      null,
    ],
    ['placed and in the LMS', { assignment: unopened }, 'placedUnopened', null],
    ['placed and not in the LMS', { assignment: unopened, columns: [] }, 'neverPlaced', null],
    ['placed, and the LMS silent', { assignment: unopened, columns: null }, 'neverOpened', null],
  ]
  for (const [what, facts, kind, suggestion] of cases)
    it(`${what}: ${kind ?? 'nothing to do'}`, () => {
      const repair = decideRepair({ ...fine, ...facts })
      expect(repair && [repair.kind, repair.suggestion?.id ?? null]).to.deep.equal(
        kind === null ? null : [kind, suggestion?.id ?? null],
      )
    })

  it('takes the link’s own column before one that only carries the mark', () => {
    const both = [column(2, { resourceLinkId: null }), column(1)]
    expect(columnsOf(assignment, both).map(({ url }) => url)).to.deep.equal([
      'https://lms/1',
      'https://lms/2',
    ])
  })

  it('guesses by title where exactly one fits, in either language', () => {
    const catalogue = [
      version('s', 1, 'Safety'),
      Object.assign(version('f', 1, 'Families'), { title: { en: 'Families', ar: 'أسر' } }),
    ]
    expect(guessByTitle('Week 3: SAFETY first', catalogue)?.id).to.equal('s')
    expect(guessByTitle('الأسبوع 3: أسر', catalogue)?.id).to.equal('f')
    expect(guessByTitle('Safety and families', catalogue)).to.equal(null)
    expect(guessByTitle('', catalogue)).to.equal(null)
  })

  it('puts the most similar title first where none fits, and none where nothing is alike', () => {
    const catalogue = [
      Object.assign(version('plan', 1), { title: { en: 'Safety and Recovery Planning', ar: 'خطة الأمان' } }),
      Object.assign(version('home', 1), { title: { en: 'Working with Families', ar: 'العمل مع الأسر' } }),
    ]
    const cases = [
      ['Plan for safety', 'plan'],
      ['Week 4: family work', 'home'],
      ['خطط للأمان', 'plan'],
      ['Quiz 7', undefined],
      ['', undefined],
      ['!?', undefined],
    ] as const
    for (const [title, id] of cases) expect(closestTitle(title, catalogue)?.id, title).to.equal(id)
    expect(closestTitle('Plan for safety', [])).to.equal(null)
  })
})
