import { expect } from 'chai'
import {
  claimedUntil,
  isOver,
  lostBy,
  type Claim,
  type EndedClaim,
} from '../../src/assessment/holding/claim.js'
import { begin, JUDGEMENTS, judge, sendAll } from '../submissions/forms.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import { Visitor, type Page } from '../support/visitor.js'

const at = new Date('2026-03-05T19:00:00Z')
const HOUR = 3_600_000
const hoursOn = (hours: number) => new Date(at.getTime() + hours * HOUR)
const loud = judge({ room: ['developing', 'The corner is still loud.'] })
const met = judge({
  plan: ['proficient', 'Clear.'],
  room: ['proficient', 'Calm.'],
  hear: ['proficient', 'They speak.'],
})

describe('a claim', () => {
  const claim = (more: Partial<Claim> = {}): Claim => ({
    by: 'dina',
    at,
    kind: 'begun',
    until: hoursOn(72),
    ...more,
  })
  const ended = (by: string, hour: number): EndedClaim => ({
    ...claim({ by }),
    ended: { at: hoursOn(hour), because: 'expired' },
  })

  it('lasts the hours that are set, and for good where none are', () => {
    expect(claimedUntil(at, 72)).to.deep.equal(hoursOn(72))
    expect(claimedUntil(at, 0)).to.equal(null)
  })

  const cases: [string, Partial<Claim>, number, boolean][] = [
    ['stands before its end', {}, 71, false],
    ['is over at its end', {}, 72, true],
    ['without an end is never over', { until: null }, 9_999, false],
  ]
  for (const [name, more, hours, over] of cases)
    it(name, () => expect(isOver(claim(more), hoursOn(hours))).to.equal(over))

  it('is lost by whoever had it last, and by nobody who has it again', () => {
    const earlierClaims = [ended('dina', 1), ended('omar', 2), ended('dina', 3)]
    expect(lostBy({ claimed: null, earlierClaims }, 'dina')?.ended.at).to.deep.equal(hoursOn(3))
    expect(lostBy({ claimed: claim(), earlierClaims }, 'dina')).to.equal(null)
    expect(lostBy({ claimed: null }, 'dina')).to.equal(null)
  })
})

describe('work in hand', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  const people: Record<string, Visitor> = {}
  const who = (name: string): Visitor => people[name]!

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    for (const name of ['amal', 'badr', 'carla'])
      people[name] = await world.enrol(place, name, ['educator'], `${name} the educator`)
    for (const name of ['dina', 'omar'])
      people[name] = await world.enrol(place, name, ['assessor'], `${name} the assessor`)
    for (const personId of ['pam', 'pete']) {
      people[personId] = new Visitor()
      const joined = { by: 'system:test', at }
      await world.pool.join({ institutionId: 'inst-1', personId, from: 'invited', joined })
    }
    await later(0)
  })
  after(() => world.stop())

  /** Lets hours pass, and everybody come in again. */
  async function later(hours: number): Promise<void> {
    world.clock.advance(hours * HOUR)
    for (const [name, visitor] of Object.entries(people))
      await visitor.open(`${world.origin}/sign-in/inst-1/${name}`)
  }
  const queue = (name: string, show = 'all') =>
    who(name).open(`${world.origin}/cohorts/${place.cohort.id}/queue?show=${show}`)
  const roundOf = async (submissionId: string) =>
    (await world.assessmentStore.ofSubmissions('inst-1', [submissionId])).at(-1)!
  /** Takes a submission as assessors of the pool do, who have no queue of the course. */
  const take = async (name: string, id: string): Promise<Page> =>
    who(name).send(`${world.origin}/submissions/${id}/assessments`, { _csrf: await world.token(who(name)) })

  it('is free again after the hours without a word; whoever had it is told who has it, and keeps their words', async () => {
    const id = await sendAll(world, place, who('amal'))
    const form = await begin(world, place, who('dina'), id)
    expect(form.text).to.include('In your hands until')
    expect((await queue('omar', 'free')).html).to.not.include(id)
    await later(50)
    await who('dina').submit(await who('dina').open(form.url), JUDGEMENTS, loud)
    await later(50)
    expect((await queue('omar', 'free')).html, 'saving counts anew').to.not.include(id)
    await later(22)
    expect((await queue('omar', 'free')).html).to.include(id)
    expect((await queue('dina', 'mine')).html).to.not.include(id)
    const { claimed, earlierClaims } = await roundOf(id)
    expect([claimed, earlierClaims?.map(({ by, ended }) => `${by} ${ended.because}`)]).to.deep.equal([
      null,
      ['dina expired'],
    ])

    await begin(world, place, who('omar'), id)
    const again = await who('dina').open(form.url)
    expect(again.text).to.include('omar the assessor has begun this assessment')
    expect(again.text).to.match(/In their hands since .+ You had it until .+ What you wrote is still here/)
    expect(again.html).to.include('The corner is still loud.')
    const asked = await who('dina').submit(again, JUDGEMENTS, { ...met, next: 'finalisation' })
    expect((await who('dina').submit(asked, '#finalisation-form')).text).to.include('Sent.')
  })

  it('is given back at a press, once, and only by whoever has it', async () => {
    const id = await sendAll(world, place, who('badr'))
    const form = await begin(world, place, who('dina'), id)
    const saved = await who('dina').submit(form, JUDGEMENTS, loud)
    const address = form.url.href
    const back = async (name: string) =>
      who(name).send(`${address}/return`, { _csrf: await world.token(who(name)) })
    expect((await back('omar')).status).to.equal(409)
    for (const time of ['once', 'again']) {
      const list = await who('dina').submit(saved, 'form[action$="/return"]')
      expect([list.status, list.url.pathname], time).to.deep.equal([200, `/cohorts/${place.cohort.id}/queue`])
      expect(list.text).to.include('Given back.')
    }
    const acts = (await world.audit.of(`assessment:${(await roundOf(id)).id}`)).map(({ action }) => action)
    expect(acts.filter((action) => action === 'assessment.returned')).to.have.length(1)
    expect((await who('dina').open(address)).html, 'their draft stays').to.include(
      'The corner is still loud.',
    )
    await who('omar').submit(await who('omar').open(address), JUDGEMENTS, loud)
    expect((await roundOf(id)).claimed?.by, 'whoever saves what nobody has, has it').to.equal('omar')
  })

  it('in the pool is closed to whoever lost it, but not what they wrote', async () => {
    const id = await sendAll(world, place, who('carla'))
    const form = await take('pam', id)
    await who('pam').submit(form, JUDGEMENTS, loud)
    await later(72)
    await take('pete', id)
    const lost = await who('pam').open(form.url)
    expect(lost.text).to.include('Somebody else has this now')
    expect(lost.html).to.include('The corner is still loud.').and.not.include('/evidence/')
    const token = { _csrf: await world.token(who('pam')) }
    const sent = await who('pam').send(`${form.url.href}/finalisation`, { ...token, ...met })
    expect([sent.status, sent.html.includes('They speak.')]).to.deep.equal([409, true])
    expect((await roundOf(id)).finalised).to.equal(null)
    expect((await who('pam').send(`${form.url.href}/return`, token)).status).to.equal(409)
  })

  it('never ends by itself where the institution says so, and a job ends what nobody looks at', async () => {
    people['emil'] = await world.enrol(place, 'emil', ['educator'])
    people['fay'] = await world.enrol(place, 'fay', ['educator'])
    world.rules.claimHours = 0
    const forGood = await sendAll(world, place, who('emil'))
    expect((await begin(world, place, who('dina'), forGood)).text).to.include('until you finish it')
    world.rules.claimHours = 1
    const short = await sendAll(world, place, who('fay'))
    await begin(world, place, who('dina'), short)
    world.clock.advance(24 * 30 * HOUR)
    expect(await world.assessments.endClaims()).to.be.greaterThan(0)
    expect(await world.assessments.endClaims()).to.equal(0)
    expect((await roundOf(forGood)).claimed?.by).to.equal('dina')
    expect((await roundOf(short)).earlierClaims).to.have.length(1)
  })
})
