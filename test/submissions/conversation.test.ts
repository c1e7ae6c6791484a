import { expect } from 'chai'
import { decideSpeaking, hears, type Part } from '../../src/submissions/remark.js'
import type { Page, Visitor } from '../support/visitor.js'
import { EVIDENCE, JUDGEMENTS, begin, judge, press, start, submissionIn } from './forms.js'
import { png } from './files.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

const nobody: Part = { owner: false, coach: false, staff: false }
const owner = { ...nobody, owner: true }
const coach = { ...nobody, coach: true }
const staff = { ...nobody, staff: true }

describe('who hears what in a conversation', () => {
  it('assessors never hear coaching; an educator and the coach they let in hear everything', () => {
    const heard = [owner, coach, staff, nobody].map((part) => [
      hears(part, 'coaching'),
      hears(part, 'answer'),
    ])
    expect(heard).to.deep.equal([
      [true, true],
      [true, true],
      [false, true],
      [false, false],
    ])
  })
  const table: [string, Part, 'coaching' | 'answer', { coached: boolean; answered: boolean }, string][] = [
    ['an educator to their coach', owner, 'coaching', { coached: true, answered: false }, 'educator'],
    ['a coach', coach, 'coaching', { coached: true, answered: false }, 'coach'],
    ['nobody reads along', owner, 'coaching', { coached: false, answered: true }, 'nobodyThere'],
    ['an assessor in coaching', staff, 'coaching', { coached: true, answered: true }, 'notTheirs'],
    ['before any answer', owner, 'answer', { coached: true, answered: false }, 'nothingAnswered'],
    ['an educator answers feedback', owner, 'answer', { coached: false, answered: true }, 'educator'],
    ['an assessor', staff, 'answer', { coached: false, answered: true }, 'assessor'],
    [
      'a facilitator who coaches',
      { ...staff, coach: true },
      'answer',
      { coached: true, answered: true },
      'coach',
    ],
  ]
  for (const [name, part, channel, state, expected] of table)
    it(`${name}: ${expected}`, () => {
      const decision = decideSpeaking(part, channel, state)
      expect(decision.kind === 'speak' ? decision.voice : decision.kind).to.equal(expected)
    })
})

describe('a coach beside, not above', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let bea: Visitor
  let dina: Visitor
  let omar: Visitor
  let page: Page
  let id: string
  let path: string
  const facilitator = { kind: 'person', personId: 'omar', institutionId: 'inst-1' } as const
  const at = (address: string) => `${world.origin}${address}`

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal Haddad')
    bea = await world.enrol(place, 'bea', ['observer'], 'Bea Coach')
    dina = await world.enrol(place, 'dina', ['assessor'], 'Dina Saleh')
    omar = await world.enrol(place, 'omar', ['facilitator'], 'Omar Aziz')
    page = await start(world, place, amal)
    id = submissionIn(page)
    path = `/submissions/${id}`
    page = await amal.upload(page, EVIDENCE, 'file-photo', { name: 'room.png', content: png })
    page = await amal.submit(page, EVIDENCE, { 'text-story': 'We moved the desks and practised the bell.' })
  })
  after(() => world.stop())

  it('sees nothing before the educator lets them in, and nothing after they are let out', async () => {
    const file = page.$('[href^="/evidence/"]').attr('href') ?? ''
    const look = async () => [
      (await bea.open(at(path))).status,
      (await bea.open(at(file))).status,
      (await bea.open(at(`${path}/conversation`))).status,
    ]
    expect(await look()).to.deep.equal([404, 404, 404])
    await world.coaches.assign(facilitator, place.cohort.id, 'bea', ['amal'])
    expect(await look()).to.deep.equal([404, 404, 404])
    page = await amal.open(page.url)
    expect(page.$('#coach').text()).to.include('Bea Coach').and.to.include('Has not read this')
    page = await amal.submit(page, '#coach form')
    expect(await look()).to.deep.equal([200, 200, 200])
    const shown = await bea.open(at(path))
    expect(shown.text).to.include('We moved the desks and practised the bell.')
    page = await amal.open(page.url)
    expect(page.$('#coach').text()).to.include('Read this')
    const closed = await amal.submit(page, '#coach form')
    expect(await look()).to.deep.equal([404, 404, 404])
    page = await amal.submit(closed, '#coach form')
  })

  it('comments on a slot before it is sent; the educator reads it there and answers; sent twice it is said once', async () => {
    const talk = await bea.open(at(`${path}/conversation`))
    const form = '#thread-coaching-story form'
    const empty = await bea.submit(talk, form, { text: '  ' })
    expect(empty.status).to.equal(422)
    expect(empty.text).to.include('Write a few words first.')
    await bea.submit(talk, form, { text: 'Say what the students did.' })
    const said = await bea.submit(talk, form, { text: 'Say what the students did.' })
    expect(said.text.split('Say what the students did.').length).to.equal(2)
    page = await amal.open(page.url)
    expect(page.$('#slot-story').text()).to.include('Say what the students did.').and.to.include('Bea Coach')
    const answer = await amal.open(at(`${path}/conversation`))
    await amal.submit(answer, form, { text: 'They rang the bell.' })
    expect((await bea.open(at(`${path}/conversation`))).text).to.include('They rang the bell.')
  })

  it('what was said in coaching is not for those who assess; answers to feedback come after the answer', async () => {
    const early = await amal.send(at(`${path}/remarks`), {
      ...{ _csrf: await world.token(amal), channel: 'answer', about: '', text: 'Too early?' },
      key: 'an-early-key',
    })
    expect(early.status).to.equal(422)
    expect(early.text).to.include('No assessor has answered yet')
    expect(early.html).to.include('Too early?')
    await press(amal, page, `${path}/sending`, {
      'answer-look-back-0': 'Voices.',
      'answer-look-back-1': 'Bells.',
    })
    const opened = await begin(world, place, dina, id)
    const asked = await dina.submit(opened, JUDGEMENTS, {
      ...judge({
        plan: ['proficient', ''],
        room: ['developing', 'Show the door too.'],
        hear: ['proficient', ''],
      }),
      next: 'finalisation',
    })
    await dina.submit(asked, '#finalisation-form')
    const answering = await amal.open(at(`${path}/conversation`))
    await amal.submit(answering, '#thread-answer-room form', { text: 'The door is behind the camera.' })
    const heard = await dina.open(at(`${path}/conversation`))
    expect(heard.text).to.include('The door is behind the camera.')
    expect(heard.text).not.to.include('They rang the bell.')
    expect(heard.text).not.to.include('Bea')
    await dina.submit(heard, '#thread-answer-room form', { text: 'Then tell us in words.' })
    const back = await amal.open(at(`${path}/conversation`))
    expect(back.text).to.include('Then tell us in words.').and.not.to.include('Dina')
  })

  it('a coach who also assesses there is not offered the work, and is refused', async () => {
    await world.coaches.assign(facilitator, place.cohort.id, 'omar', ['amal'])
    const shown = await omar.open(at(path))
    expect(shown.$('form[action$="/assessments"]').length).to.equal(0)
    const refused = await press(omar, page, `${path}/assessments`, { _csrf: await world.token(omar) })
    expect(refused.status).to.equal(403)
    expect(refused.text).to.include('You have coached this person')
  })
})
