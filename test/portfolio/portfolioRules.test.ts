import { expect } from 'chai'
import { decideLink, decideWish, isOpen, MOST_LINKS, type ShareLink } from '../../src/portfolio/portfolio.js'
import { nothingSaid, type EvidenceDetails } from '../../src/submissions/details.js'
import { showingBlock } from '../../src/submissions/showing.js'

const now = new Date('2026-03-05T19:00:00Z')

describe('what keeps a piece from being shown', () => {
  const open: EvidenceDetails = { ...nothingSaid, audience: 'public', students: 'none' }
  const some: EvidenceDetails = { ...open, students: 'some' }
  const table: [string, EvidenceDetails, EvidenceDetails, boolean, ReturnType<typeof showingBlock>][] = [
    ['nothing, where no students appear', open, open, false, null],
    ['its audience', { ...open, audience: 'cohort' }, open, false, 'notPublic'],
    ['students nobody spoke of', { ...open, students: null }, open, false, 'studentsUnsaid'],
    ['a consent that is missing', some, some, false, 'consentMissing'],
    [
      'nothing on the last day of a consent',
      { ...some, consent: { until: '2026-03-05' } },
      open,
      false,
      null,
    ],
    [
      'a consent that has ended',
      { ...some, consent: { until: '2026-03-04' } },
      open,
      false,
      'consentExpired',
    ],
    ['what another of its makers allows', open, { ...open, audience: 'assessors' }, false, 'others'],
    ['a consent that another of its makers lacks', open, some, false, 'others'],
    ['that its file is deleted', open, open, true, 'fileDeleted'],
  ]
  for (const [name, own, all, erased, block] of table)
    it(`${name}: ${String(block)}`, () => {
      expect(showingBlock(own, all, erased, now)).to.equal(block)
    })
})

describe('what becomes of a wish to show', () => {
  const table = [
    ['show', false, null, 'shown'],
    ['show', false, 'consentMissing', 'blocked'],
    ['show', true, 'consentMissing', 'kept'],
    ['keep', false, 'consentMissing', 'kept'],
    ['hide', true, 'consentMissing', 'hidden'],
    ['hide', false, null, 'kept'],
  ] as const
  for (const [wish, shown, block, kind] of table)
    it(`${wish}, ${shown ? 'shown' : 'not shown'}, ${block ?? 'nothing in the way'}: ${kind}`, () => {
      expect(decideWish(wish, shown, block).kind).to.equal(kind)
    })
})

describe('a link to a portfolio', () => {
  const link: ShareLink = {
    ...{ id: 'one', institutionId: 'inst-1', personId: 'amal', label: 'A school' },
    ...{ until: '', createdAt: now, withdrawn: null },
  }
  it('opens through its last day, without one for good, and never once withdrawn', () => {
    expect(isOpen(link, now)).to.equal(true)
    expect(isOpen({ ...link, until: '2026-03-05' }, now)).to.equal(true)
    expect(isOpen({ ...link, until: '2026-03-04' }, now)).to.equal(false)
    expect(isOpen({ ...link, withdrawn: { at: now } }, now)).to.equal(false)
  })
  it('is made for a day to come, and while few are open', () => {
    const many = Array.from({ length: MOST_LINKS }, () => link)
    expect(decideLink([], '', now)).to.equal('make')
    expect(decideLink([], '2026-03-04', now)).to.equal('dayOver')
    expect(decideLink(many, '', now)).to.equal('tooMany')
    expect(
      decideLink(
        many.map((one) => ({ ...one, withdrawn: { at: now } })),
        '',
        now,
      ),
    ).to.equal('make')
  })
})
