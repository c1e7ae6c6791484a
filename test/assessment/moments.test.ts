import { expect } from 'chai'
import { secondsOf } from '../../src/assessment/moment.js'
import { begin, EVIDENCE, judge, JUDGEMENTS, press, start, submissionIn } from '../submissions/forms.js'
import { mp4 } from '../submissions/files.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Page, Visitor } from '../support/visitor.js'

describe('the time of a moment', () => {
  const read: [string, number | null][] = [
    ['1:23', 83],
    [' 0:05 ', 5],
    ['75:00', 4_500],
    ['1:02:03', 3_723],
    ['١:٢٣', 83],
    ['1:75', null],
    ['83', null],
    ['-1:00', null],
    ['soon', null],
    ['', null],
  ]
  for (const [typed, seconds] of read)
    it(`“${typed}” is ${seconds === null ? 'none' : `${String(seconds)} seconds`}`, () => {
      expect(secondsOf(typed)).to.equal(seconds)
    })
})

describe('speaking of a moment of a film', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let dina: Visitor
  let page: Page
  let film: string

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'])
    dina = await world.enrol(place, 'dina', ['assessor'])
    const started = await start(world, place, amal)
    const content = mp4(4_000)
    const shown = await amal.upload(started, EVIDENCE, 'file-photo', { name: 'room.mp4', content })
    const id = submissionIn(shown)
    await press(amal, shown, `/submissions/${id}/sending`, {
      'text-story': 'We moved the desks and practised the bell together.',
      'answer-look-back-0': 'Voices are lower.',
      'answer-look-back-1': 'Mornings.',
    })
    page = await begin(world, place, dina, id)
    film = /\/evidence\/([\w-]+)/.exec(page.$('video').attr('src') ?? '')?.[1] ?? ''
  })
  after(() => world.stop())

  const mine = () => amal.open(`${world.origin}/assignments/${place.assignment.id}`)
  const levels = judge({
    plan: ['proficient', ''],
    room: ['developing', 'Show where they rest.'],
    hear: ['proficient', ''],
  })
  const moment = (index: number, at: string, text: string) => ({
    [`moment-at-${film}-${String(index)}`]: at,
    [`moment-text-${film}-${String(index)}`]: text,
  })

  it('only sounds and films have lines for it', () => {
    expect(page.$('[data-moments]').length).to.equal(1)
    expect(page.$(`[name="moment-at-${film}-0"]`).attr('form')).to.equal('judgement-form')
  })

  it('a time that is none is asked for at its field, and everything typed is still there', async () => {
    const fields = { ...levels, ...moment(0, 'later', 'The bell <b>rings</b>.'), next: 'finalisation' }
    const refused = await dina.submit(page, JUDGEMENTS, fields)
    expect(refused.status).to.equal(422)
    expect(refused.$(`.error-list a[href="#moment-at-${film}-0"]`).text()).to.include('minutes:seconds')
    expect(refused.$(`[name="moment-at-${film}-0"]`).val()).to.equal('later')
    expect(refused.$(`[name="moment-text-${film}-0"]`).val()).to.equal('The bell <b>rings</b>.')
    const tried = await dina.open(`${page.url.href}/finalisation`)
    expect(tried.status).to.equal(422)
  })

  it('its educator knows nothing of it before there is a result', async () => {
    const said = { ...moment(0, '1:23', 'The bell <b>rings</b>.'), ...moment(1, '0:05', 'Here they enter.') }
    page = await dina.submit(page, JUDGEMENTS, { ...levels, ...said, next: 'finalisation' })
    expect(page.text).to.include('The bell <b>rings</b>.')
    expect((await mine()).text).to.not.include('rings')
  })

  it('with the result it stands under the player, in order of time, each a link to its moment', async () => {
    const done = await dina.submit(page, '#finalisation-form')
    expect(done.text).to.include('The bell <b>rings</b>.')
    const links = (await mine()).$('a[data-seek]')
    expect(links.map((_, link) => page.$(link).attr('href')).get()).to.deep.equal([
      `/evidence/${film}#t=5`,
      `/evidence/${film}#t=83`,
    ])
    expect(links.last().closest('li').text()).to.include('The bell <b>rings</b>.')
  })
})
