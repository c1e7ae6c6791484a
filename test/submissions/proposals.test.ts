import { expect } from 'chai'
import { decideProposing, type Proposal } from '../../src/submissions/proposal.js'
import type { Page, Visitor } from '../support/visitor.js'
import { EVIDENCE, begin, press, sendAll, start, submissionIn } from './forms.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

describe('whether other evidence may be offered', () => {
  const offered = (decided: Proposal['decided']): Proposal => ({
    ...{ id: 'p', slotId: 's', from: 'text', kind: 'link', reason: 'r', at: new Date(0), decided },
  })
  const declined = offered({ by: 'x', at: new Date(0), accepted: false, reason: 'no' })
  const table = [
    ['for an open slot', { open: true, asks: 'text', latest: undefined }, 'file', 'propose'],
    ['of the kind that is asked', { open: true, asks: 'text', latest: undefined }, 'text', 'sameKind'],
    ['while one waits', { open: true, asks: 'text', latest: offered(null) }, 'file', 'waiting'],
    ['after one was declined', { open: true, asks: 'text', latest: declined }, 'file', 'propose'],
    ['for what was sent', { open: false, asks: 'text', latest: undefined }, 'file', 'closed'],
  ] as const
  for (const [name, state, kind, expected] of table)
    it(`${name}: ${expected}`, () => {
      expect(decideProposing(state, kind)).to.equal(expected)
    })
})

describe('other evidence than a slot asks for', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let omar: Visitor
  let page: Page
  let id: string
  const at = (address: string) => `${world.origin}${address}`
  const list = () => omar.open(at(`/cohorts/${place.cohort.id}/proposals`))

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal Haddad')
    omar = await world.enrol(place, 'omar', ['facilitator'], 'Omar Aziz')
    page = await start(world, place, amal)
    id = submissionIn(page)
  })
  after(() => world.stop())

  const offer = async (fields: Record<string, string>) => {
    const form = await amal.open(at(`/submissions/${id}/artefacts/photo/proposals`))
    return amal.submit(form, 'form[action$="/proposals"]', fields)
  }

  it('needs a kind and a reason, and keeps what was typed', async () => {
    const wrong = await offer({ reason: 'No camera at school.' })
    expect(wrong.status).to.equal(422)
    expect(wrong.text).to.include('Choose what you would like to give instead.')
    expect(wrong.$('#reason').text()).to.include('No camera at school.')
  })

  it('a facilitator declines with a reason, and the slot goes on asking for what it asked', async () => {
    const offered = await offer({ kind: 'text', reason: 'No camera at school.' })
    expect(offered.text).to.include('You offered something else')
    expect((await offer({ kind: 'link', reason: 'Again.' })).text).to.include('A facilitator decides first')
    const waiting = await list()
    expect(waiting.text).to.include('Amal Haddad').and.to.include('No camera at school.')
    const form = 'form[action$="/decision"]'
    const empty = await omar.submit(waiting, form, { decision: 'accept', reason: ' ' })
    expect(empty.status).to.equal(422)
    const done = await omar.submit(waiting, form, { decision: 'decline', reason: 'Borrow mine.' })
    expect(done.text).to.include('Nothing waits')
    page = await amal.open(page.url)
    expect(page.text).to.include('Borrow mine.')
    expect(page.$('#file-photo').length).to.equal(1)
    expect((await omar.submit(waiting, form, { decision: 'accept', reason: 'Late.' })).status).to.equal(409)
  })

  it('accepted, the slot takes it for this submission only, and whoever assesses sees both', async () => {
    const lina = await world.enrol(place, 'lina', ['educator'], 'Lina')
    const dina = await world.enrol(place, 'dina', ['assessor'], 'Dina')
    await offer({ kind: 'text', reason: 'The camera is broken for good.' })
    await omar.submit(await list(), 'form[action$="/decision"]', {
      decision: 'accept',
      reason: 'Describe it then.',
    })
    page = await amal.open(page.url)
    expect(page.$('#file-photo').length).to.equal(0)
    page = await amal.submit(page, EVIDENCE, {
      'text-photo': 'Two round tables by the window.',
      'text-story': 'We moved the desks.',
      'answer-look-back-0': 'Voices.',
      'answer-look-back-1': 'Bells.',
    })
    const receipt = await press(amal, page, `/submissions/${id}/sending`)
    expect(receipt.url.pathname).to.match(/receipt$/)
    const assessing = await begin(world, place, dina, id)
    expect(assessing.text).to.include('Two round tables by the window.')
    expect(assessing.text)
      .to.include('Instead of a file: words')
      .and.to.include('The camera is broken for good.')
    expect((await start(world, place, lina)).$('#file-photo').length).to.equal(1)
    const acts = (await world.audit.of(`submission:${id}`)).map(({ action }) => action)
    expect(acts.filter((action) => action.startsWith('evidence.propos'))).to.deep.equal([
      ...[
        'evidence.proposed',
        'evidence.proposal_declined',
        'evidence.proposed',
        'evidence.proposal_accepted',
      ],
    ])
  })
})

describe('what a cohort shows each other', () => {
  let world: SubmissionWorld
  before(async () => {
    world = await submissionWorld()
  })
  after(() => world.stop())

  it('is what was sent and chosen to be shown, files too, as long as consent lasts, and nobody else’s', async () => {
    const place = await world.course()
    const amal = await world.enrol(place, 'amal', ['educator'], 'Amal Haddad')
    const lina = await world.enrol(place, 'lina', ['educator'], 'Lina')
    const onlooker = await world.enrol(place, 'oz', ['observer'], 'Oz')
    const id = await sendAll(world, place, amal)
    const shared = `${world.origin}/assignments/${place.assignment.id}/shared`
    const permit = async (fields: Record<string, string>) =>
      amal.submit(
        await amal.open(`${world.origin}/submissions/${id}/permissions`),
        'form[action$="/artefacts/photo/permission"]',
        Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${name}-photo`, value])),
      )
    expect((await lina.open(shared)).text).to.include('Nobody shows anything yet')
    await permit({ students: 'some', audience: 'cohort' })
    expect((await lina.open(shared)).text).to.include('Nobody shows anything yet')
    await permit({ students: 'some', audience: 'cohort', consent: 'yes', 'consent-until': '2026-03-06' })
    const page = await lina.open(shared)
    expect(page.text).to.include('Amal Haddad').and.not.to.include('We moved the desks')
    const file = new URL(page.$('[href^="/evidence/"]').attr('href') ?? '', shared)
    expect((await lina.open(file)).status).to.equal(200)
    expect((await onlooker.open(shared)).status).to.equal(404)
    expect((await onlooker.open(file)).status).to.equal(404)
    world.clock.advance(2 * 24 * 3600 * 1000)
    const later = await world.enrol(place, 'lina', ['educator'], 'Lina')
    expect((await later.open(shared)).text).to.include('Nobody shows anything yet')
    expect((await later.open(file)).status).to.equal(404)
  })
})
