import { expect } from 'chai'
import type { Page, Visitor } from '../support/visitor.js'
import { mp4, png } from './files.js'
import { EVIDENCE, press, sendAll, submissionIn } from './forms.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

const STORY = 'We moved the desks and practised the bell together.'

describe('handing in evidence', () => {
  let world: SubmissionWorld
  let amal: Visitor
  let page: Page
  let assignmentId: string
  let cohortId: string
  let place: Awaited<ReturnType<SubmissionWorld['course']>>

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    assignmentId = place.assignment.id
    cohortId = place.cohort.id
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal Haddad')
  })
  after(() => world.stop())

  const openIt = () => amal.open(`${world.origin}/assignments/${assignmentId}`)
  const send = (shown: Page, fields: Record<string, string> = {}) =>
    press(amal, shown, `/submissions/${submissionIn(shown)}/sending`, fields)

  it('before starting, the page says what to show, why, how long, what a pass looks like, and offers one button', async () => {
    page = await openIt()
    expect(page.status).to.equal(200)
    expect(page.text).to.include('The educator keeps a classroom calm')
    expect(page.text).to.include('A calm room lets a student learn again.')
    expect(page.text).to.include('6 hours')
    expect(page.text).to.include('Professional development hours5 hours')
    expect(page.text).to.include('3 to 50 words')
    expect(page.text).to.include('Plans routines')
    expect(page.text).to.include('Amal moved the desks first.')
    expect(page.text).to.include('Not started')
  })

  it('the home names it as the next step', async () => {
    const home = await amal.open(`${world.origin}/cohorts/${cohortId}`)
    expect(home.$('main .card a.button').attr('href')).to.equal(`/assignments/${assignmentId}`)
  })

  it('starting opens every slot, and starting twice is the same submission', async () => {
    const first = await amal.submit(page, 'form[action$="/submissions"]')
    const second = await amal.submit(page, 'form[action$="/submissions"]')
    expect(first.text).to.include('In progress')
    expect(submissionIn(first)).to.equal(submissionIn(second))
    page = second
  })

  it('saving keeps an incomplete draft without complaint', async () => {
    page = await amal.submit(page, EVIDENCE, { 'text-story': STORY })
    expect(page.status).to.equal(200)
    expect(page.text).to.include('Saved.')
    expect(page.$('#text-story').val()).to.equal(STORY)
  })

  it('sending names every missing slot, each with a link to it, and keeps what was typed', async () => {
    const refused = await send(page, { 'answer-look-back-0': 'Voices are lower.' })
    expect(refused.status).to.equal(422)
    const links = refused
      .$('.error-summary a')
      .toArray()
      .map((link) => refused.$(link).attr('href'))
    expect(links).to.deep.equal(['#file-photo', '#answer-look-back-0'])
    expect(refused.$('.error-summary').text()).to.include('The room')
    expect(refused.$('#answer-look-back-0').val()).to.equal('Voices are lower.')
    page = refused
  })

  it('a file is received in the same form, and nothing typed beside it is lost', async () => {
    page.$('#answer-look-back-1').text('Mornings.')
    page = await amal.upload(page, EVIDENCE, 'file-photo', { name: '../../our room.png', content: png })
    expect(page.status).to.equal(200)
    expect(page.$('#slot-photo').text()).to.include('our room.png')
    expect(page.$('#answer-look-back-1').val()).to.equal('Mornings.')
    expect(page.text).to.include('Everything is here')
  })

  it('the file is served to its owner only in a form that cannot run', async () => {
    const href = page.$('#slot-photo a').attr('href') ?? ''
    const file = await amal.open(world.origin + href)
    expect(file.status).to.equal(200)
    expect(file.headers.get('content-type')).to.equal('image/png')
    expect(file.headers.get('content-security-policy')).to.equal("sandbox; default-src 'none'")
    expect(file.headers.get('x-content-type-options')).to.equal('nosniff')
    const dina = await world.enrol(place, 'dina', ['educator'])
    expect((await dina.open(world.origin + href)).status).to.equal(404)
  })

  it('another file takes its place and the first one is gone from the disk', async () => {
    page = await amal.upload(page, EVIDENCE, 'file-photo', { name: 'bell.mp4', content: mp4(5_000) })
    expect(page.$('#slot-photo video').length).to.equal(1)
    expect(await world.filesOnDisk()).to.have.length(1)
  })

  it('a film can be asked for in parts', async () => {
    const href = page.$('#slot-photo a').attr('href') ?? ''
    const cookie = Object.entries(amal.cookies(world.origin))
      .map(([name, value]) => `${name}=${value}`)
      .join()
    const part = await fetch(world.origin + href, { headers: { cookie, range: 'bytes=4-11' } })
    expect(part.status).to.equal(206)
    expect(part.headers.get('content-range')).to.match(/^bytes 4-11\/\d+$/)
    expect(await part.text()).to.equal('ftypisom')
    const beyond = await fetch(world.origin + href, { headers: { cookie, range: 'bytes=999999-' } })
    expect(beyond.status).to.equal(416)
  })

  it('a file can be removed, and everything else stays', async () => {
    const removal = `/submissions/${submissionIn(page)}/artefacts/photo/removal`
    page = await press(amal, page, removal, { 'text-story': `${STORY} Then we sang.` })
    expect(page.$('#slot-photo a[href^="/evidence/"]').length).to.equal(0)
    expect(page.$('#text-story').val()).to.include('Then we sang.')
    expect(await world.filesOnDisk()).to.deep.equal([])
    page = await amal.upload(page, EVIDENCE, 'file-photo', { name: 'room.png', content: png })
  })

  it('sent twice at once it is sent once, and the receipt says when to expect an answer', async () => {
    const [one, two] = await Promise.all([send(page), send(page)])
    for (const receipt of [one, two]) {
      expect(receipt.status).to.equal(200)
      expect(receipt.url.pathname).to.match(/receipt$/)
      expect(receipt.text).to.include('Thursday, March 12, 2026')
    }
    expect(world.followers.submitted).to.have.length(1)
    expect(world.followers.submitted[0]).to.include({
      personId: 'amal',
      attempt: 1,
      microCredentialKey: 'calm-room',
    })
  })

  it('after sending nothing can be changed, and an old tab is told so', async () => {
    const late = await amal.submit(page, EVIDENCE, { 'text-story': 'Something else entirely.' })
    expect(late.url.pathname).to.match(/receipt$/)
    const waiting = await openIt()
    expect(waiting.text).to.include('Submitted')
    expect(waiting.text).to.include('You will hear by Thursday, March 12, 2026')
    expect(waiting.text).to.include('Then we sang.')
    expect(waiting.html).to.not.include('Something else entirely')
  })

  it('what follows sending is made up for when it failed at first', async () => {
    const omar = await world.enrol(place, 'omar', ['educator'])
    world.followers.failSubmitted = true
    await sendAll(world, place, omar)
    expect(world.followers.submitted).to.have.length(1)
    world.followers.failSubmitted = false
    world.clock.advance(120_000)
    expect(await world.submissions.reconcileSent()).to.equal(1)
    expect(await world.submissions.reconcileSent()).to.equal(0)
    expect(world.followers.submitted.map(({ personId }) => personId)).to.deep.equal(['amal', 'omar'])
  })
})
