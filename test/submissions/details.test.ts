import { expect } from 'chai'
import {
  isSharedWith,
  nothingSaid,
  originOf,
  sharingBlock,
  type Permission,
} from '../../src/submissions/details.js'
import type { Page, Visitor } from '../support/visitor.js'
import { EVIDENCE, begin, press, sendAll, start, submissionIn } from './forms.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

const now = new Date('2026-03-05T19:00:00Z')
const with_ = (said: Partial<Permission>): Permission => ({ ...nothingSaid, ...said })

describe('what keeps a piece from being shown', () => {
  const table: [string, Partial<Permission>, string | null][] = [
    ['nothing, where no students appear', { students: 'none' }, null],
    ['the question nobody answered', {}, 'studentsUnsaid'],
    ['a missing consent', { students: 'some' }, 'consentMissing'],
    ['nothing, under a consent without end', { students: 'some', consent: { until: '' } }, null],
    ['nothing, on the last day of a consent', { students: 'some', consent: { until: '2026-03-05' } }, null],
    [
      'a consent that ended yesterday',
      { students: 'some', consent: { until: '2026-03-04' } },
      'consentExpired',
    ],
  ]
  for (const [name, said, expected] of table)
    it(`${name}: ${String(expected)}`, () => {
      expect(sharingBlock(with_(said), now)).to.equal(expected)
    })

  it('and whoever it is not for does not see it, consent or not', () => {
    const sees = (audience: Permission['audience']) =>
      (['cohort', 'public'] as const).map((who) =>
        isSharedWith(with_({ students: 'none', audience }), who, now),
      )
    expect(sees('assessors')).to.deep.equal([false, false])
    expect(sees('cohort')).to.deep.equal([true, false])
    expect(sees('public')).to.deep.equal([true, true])
    expect(isSharedWith(with_({ students: 'some', audience: 'public' }), 'public', now)).to.equal(false)
  })
})

describe('where and when evidence was made', () => {
  const table: [string, { madeOn?: string; elsewhere?: boolean }, string | null][] = [
    ['in the course', { madeOn: '2026-03-05' }, null],
    ['on its first day', { madeOn: '2026-03-02' }, null],
    ['before it began', { madeOn: '2026-03-01' }, 'earlier'],
    ['outside it', { elsewhere: true }, 'elsewhere'],
    ['outside it and before', { elsewhere: true, madeOn: '2024-12-31' }, 'both'],
    ['nobody said when', {}, null],
  ]
  for (const [name, said, expected] of table)
    it(`${name}: ${String(expected)}`, () => {
      expect(originOf({ ...nothingSaid, ...said }, new Date('2026-03-02T08:00:00Z'))).to.equal(expected)
    })
})

describe('saying something about a piece of evidence', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let page: Page
  const said = {
    'caption-story': 'The first week with the bell',
    'made-on-story': '2025-11-20',
    'made-where-story': 'Year 6',
    'students-story': 'some',
    'who-story': 'four, from behind',
    'audience-story': 'public',
  }

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal Haddad')
    page = await start(world, place, amal)
  })
  after(() => world.stop())

  it('keeps it with the piece, says that it is older than the course, and what blocks showing it', async () => {
    page = await amal.submit(page, EVIDENCE, { 'text-story': 'We moved the desks.', ...said })
    expect(page.status).to.equal(200)
    expect(page.$('#caption-story').val()).to.equal(said['caption-story'])
    expect(page.$('#made-on-story').val()).to.equal('2025-11-20')
    expect(page.$('[name=students-story][value=some]').is('[checked]')).to.equal(true)
    expect(page.text).to.include('there is no consent on file')
  })

  it('a day that is none is refused in place, and everything typed is still there', async () => {
    const wrong = await amal.submit(page, EVIDENCE, { 'made-on-story': '2026-02-30', 'who-story': 'five' })
    expect(wrong.status).to.equal(422)
    expect(wrong.text).to.include('Write the day as year, month and day')
    expect(wrong.$('#made-on-story').val()).to.equal('2026-02-30')
    expect(wrong.$('#who-story').val()).to.equal('five')
    expect(wrong.$('#slot-story').is('[open]')).to.equal(true)
    page = await amal.submit(wrong, EVIDENCE, { 'made-on-story': '2025-11-20' })
  })

  it('an older page never overwrites it: what was said there is kept beside it', async () => {
    const old = await amal.open(page.url)
    page = await amal.submit(page, EVIDENCE, { 'caption-story': 'Said later' })
    const clash = await amal.submit(old, EVIDENCE, { 'caption-story': 'Said in the old page' })
    expect(clash.status).to.equal(409)
    expect(clash.$('#caption-story').val()).to.equal('Said later')
    expect(clash.text).to.include('Said in the old page')
    page = await amal.open(page.url)
  })

  it('a page that does not ask keeps what was said', async () => {
    const id = submissionIn(page)
    const { tab = '' } = Object.fromEntries(
      page
        .$(EVIDENCE)
        .serializeArray()
        .map((one) => [one.name, one.value]),
    )
    await amal.send(new URL(`/submissions/${id}/drafts`, page.url), {
      _csrf: await world.token(amal),
      tab,
      'text-story': 'We moved the desks and practised.',
    })
    page = await amal.open(page.url)
    expect(page.$('#text-story').val()).to.equal('We moved the desks and practised.')
    expect(page.$('#caption-story').val()).to.equal('Said later')
  })

  it('the assessor reads it all, consent or not', async () => {
    const lina = await world.enrol(place, 'lina', ['educator'], 'Lina')
    const dina = await world.enrol(place, 'dina', ['assessor'], 'Dina Saleh')
    const id = await sendAll(world, place, lina)
    const form = await lina.open(`${world.origin}/submissions/${id}/permissions`)
    const wrong = await lina.submit(form, 'form[action$="/artefacts/story/permission"]', {
      'students-story': 'some',
      'consent-until-story': 'soon',
    })
    expect(wrong.status).to.equal(422)
    expect(wrong.$('#consent-until-story').val()).to.equal('soon')
    const saved = await lina.submit(form, 'form[action$="/artefacts/story/permission"]', {
      'students-story': 'some',
      'who-story': 'three, no faces',
      'audience-story': 'cohort',
    })
    expect(saved.text).to.include('It counts from now on.')
    const read = await begin(world, place, dina, id)
    expect(read.text).to.include('We moved the desks')
    expect(read.text).to.include('three, no faces')
    expect(read.text).to.include('No consent on file')
  })

  it('is refused for what is still being written, and for somebody else', async () => {
    const id = submissionIn(page)
    const path = `/submissions/${id}/artefacts/story/permission`
    const fields = { _csrf: await world.token(amal), 'students-story': 'none' }
    expect((await amal.send(new URL(path, page.url), fields)).status).to.equal(404)
    const omar = await world.enrol(place, 'omar', ['facilitator'], 'Omar')
    const theirs = { ...fields, _csrf: await world.token(omar) }
    expect((await press(omar, page, path, theirs)).status).to.equal(404)
  })
})
