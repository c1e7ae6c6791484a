import { expect } from 'chai'
import { decideAssigning } from '../../src/coaching/coaching.js'
import { cast } from '../../src/practiceLms/cast.js'
import { arriveAs } from '../hostile/wholeStory.js'
import { begin, sendAll } from '../submissions/forms.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

describe('who may be made whose coach', () => {
  const educator = { personId: 'amal', roles: ['educator'] as const }
  const table = [
    ['an observer, of an educator', { personId: 'o', roles: ['observer'] as const }, educator, 'assign'],
    ['a facilitator, of an educator', { personId: 'f', roles: ['facilitator'] as const }, educator, 'assign'],
    [
      'somebody who only learns here',
      { personId: 'l', roles: ['educator'] as const },
      educator,
      'cannotCoach',
    ],
    ['somebody of another course', null, educator, 'cannotCoach'],
    [
      'of somebody who is no educator',
      { personId: 'o', roles: ['observer'] as const },
      null,
      'notAnEducator',
    ],
    [
      'oneself',
      { personId: 'x', roles: ['assessor', 'educator'] as const },
      { personId: 'x', roles: ['assessor', 'educator'] as const },
      'oneself',
    ],
  ] as const
  for (const [name, coach, coached, expected] of table)
    it(`${name}: ${expected}`, () => {
      expect(decideAssigning(coach, coached)).to.equal(expected)
    })
})

describe('a coach never scores a person they coached', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let dina: Visitor
  let omar: Visitor
  let submissionId: string
  const omarActor = { kind: 'person', personId: 'omar', institutionId: 'inst-1' } as const

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    const amal = await world.enrol(place, 'amal', ['educator'], 'Amal Haddad')
    dina = await world.enrol(place, 'dina', ['assessor'], 'Dina Saleh')
    omar = await world.enrol(place, 'omar', ['facilitator'], 'Omar Aziz')
    submissionId = await sendAll(world, place, amal)
  })
  after(() => world.stop())

  it('they find the work neither in their queue nor by its address, others do; ending changes nothing', async () => {
    const page = await begin(world, place, dina, submissionId)
    expect(await world.coaches.assign(omarActor, place.cohort.id, 'dina', ['amal'])).to.equal('assign')
    expect(await world.coaches.assign(omarActor, place.cohort.id, 'dina', ['amal'])).to.equal('assign')
    const links = await world.coachLinks.ofCohort('inst-1', place.cohort.id)
    expect(links).to.have.length(1)

    const look = async (who: Visitor) => {
      const queue = await who.open(`${world.origin}/cohorts/${place.cohort.id}/queue`)
      return { listed: queue.text.includes('Amal Haddad'), status: (await who.open(page.url)).status }
    }
    expect(await look(dina)).to.deep.equal({ listed: false, status: 403 })
    expect(await look(omar)).to.deep.equal({ listed: true, status: 200 })
    const refused = await dina.open(page.url)
    expect(refused.text).to.include('You have coached this person')

    await world.coaches.end(omarActor, links[0]?.id ?? '')
    expect(await world.coachLinks.ofCohort('inst-1', place.cohort.id)).to.deep.equal([])
    expect(await look(dina)).to.deep.equal({ listed: false, status: 403 })
    expect(await world.coachLinks.hasCoached('inst-2', 'dina', 'amal')).to.equal(false)

    expect(await world.coaches.assign(omarActor, place.cohort.id, 'dina', ['amal'])).to.equal('assign')
    expect(await world.coachLinks.ofCohort('inst-1', place.cohort.id)).to.have.length(1)
    const acts = await world.audit.of('person:amal')
    expect(acts.map(({ action }) => action)).to.deep.equal([
      'coach.assigned',
      'coach.ended',
      'coach.assigned',
    ])
  })
})

describe('the people page gives educators a coach', () => {
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  it('several at once; a form without a coach keeps what was ticked and says what to do', async () => {
    const { id } = world.lms.createAssignment({ title: 'Week 1', lineItem: { scoreMaximum: 100 } })
    for (const number of [1, 2]) await arriveAs(world, cast.educators[number]!.key, 'educator', id)
    await arriveAs(world, cast.educators[3]!.key, 'observer', id)
    const { visitor, page } = await arriveAs(world, cast.facilitators[0]!.key, 'facilitator', id)
    const cohort = page.$('a[href^="/cohorts/"]').attr('href')?.split('/')[2] ?? ''
    const people = await visitor.open(`${world.url}/cohorts/${cohort}/people`)
    const educatorIds = people
      .$('[name=educatorIds]')
      .toArray()
      .map((box) => box.attribs['value'] ?? '')
    expect(educatorIds).to.have.length(2)

    const kept = await visitor.submit(people, '#coach-form', { coachId: '', educatorIds })
    expect(kept.status).to.equal(422)
    expect(kept.text).to.include('Choose who is to coach.')
    expect(kept.$('[name=educatorIds][checked]').length).to.equal(2)
    const none = await visitor.submit(people, '#coach-form', { coachId: 'x' })
    expect(none.status).to.equal(422)
    expect(none.text).to.include('Tick at least one educator')

    const coachId = people.$('#coachId option').last().attr('value') ?? ''
    const given = await visitor.submit(kept, '#coach-form', { coachId, educatorIds })
    expect(given.$('form[action^="/coachings"]').length).to.equal(2)
    const ended = await visitor.submit(given, 'form[action^="/coachings"]')
    expect(ended.$('form[action^="/coachings"]').length).to.equal(1)
  })
})

describe('what coaches write down', () => {
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  it('is read by the educator’s coaches alone; only a nudge reaches the educator', async () => {
    const { id } = world.lms.createAssignment({ title: 'Week 2', lineItem: { scoreMaximum: 100 } })
    const amal = await arriveAs(world, cast.educators[1]!.key, 'educator', id)
    const bea = await arriveAs(world, cast.educators[3]!.key, 'observer', id)
    const other = await arriveAs(world, cast.educators[4]!.key, 'observer', id)
    const { visitor, page } = await arriveAs(world, cast.facilitators[0]!.key, 'facilitator', id)
    const course = new URL(page.$('a[href^="/cohorts/"]').attr('href') ?? '', world.url)
    const people = await visitor.open(`${course.href.replace(/\/mapping$/, '')}/people`)
    const name = cast.educators[3]!.name
    const coachId = people
      .$('#coachId option')
      .filter((_, option) => people.$(option).text() === name)
      .attr('value')
    const educatorIds = people.$('[name=educatorIds]').attr('value') ?? ''
    await visitor.submit(people, '#coach-form', { coachId: coachId ?? '', educatorIds })

    const home = people.url.href.replace(/\/people$/, '')
    const desk = await bea.visitor.open(home)
    expect(desk.url.pathname).to.match(/\/coaching$/)
    const one = await bea.visitor.open(
      new URL(desk.$('a[href^="/coachings/"]').attr('href') ?? '', world.url),
    )
    expect((await bea.visitor.submit(one, 'form[action$="/notes"]', { text: '' })).status).to.equal(422)
    await bea.visitor.submit(one, 'form[action$="/notes"]', { kind: 'note', text: 'Worried about time.' })
    const again = await bea.visitor.open(one.url)
    const nudged = await bea.visitor.submit(again, 'form[action$="/notes"]', {
      kind: 'nudge',
      text: 'You can do this.',
    })
    expect(nudged.text).to.include('Worried about time.').and.to.include('You can do this.')

    const own = await amal.visitor.open(home)
    expect(own.text).to.include('You can do this.').and.to.include(name)
    expect(own.text).not.to.include('Worried about time.')
    for (const who of [amal.visitor, other.visitor, visitor])
      expect((await who.open(one.url)).status).to.equal(404)
  })
})
