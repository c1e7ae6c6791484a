import { expect } from 'chai'
import type { Prerequisite } from '../../src/catalogue/microCredential.js'
import { lackingBefore } from '../../src/submissions/prerequisites/beginning.js'
import type { Page, Visitor } from '../support/visitor.js'
import { EVIDENCE, valuesOf } from './forms.js'
import { microCredential } from './samples.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

const calm: Prerequisite = { kind: 'microCredential', key: 'calm-room', title: microCredential.title }
const listen: Prerequisite = { kind: 'microCredential', key: 'listening' }
const training: Prerequisite = { kind: 'training', text: { en: 'Safeguarding', ar: 'حماية' } }

describe('what comes first', () => {
  const none = new Set<string>()
  const cases: [string, Prerequisite[] | undefined, string[], string[], string[]][] = [
    ['nothing is asked for', undefined, [], [], []],
    ['everything is missing', [calm, listen], [], [], ['calm-room', 'listening']],
    ['one is earned', [calm, listen], ['calm-room'], [], ['listening']],
    ['all are earned', [calm, listen], ['listening', 'calm-room'], [], []],
    ['a facilitator lets them begin', [calm, listen], [], ['next-step'], []],
    ['they may begin something else', [calm], [], ['calm-room'], ['calm-room']],
    ['a training is told, not asked for', [training], [], [], []],
  ]
  for (const [name, prerequisites, earned, dispensed, expected] of cases)
    it(name, () => {
      const asks = { key: 'next-step', ...(prerequisites && { prerequisites }) }
      const reached = { earned: new Set(earned), dispensed: dispensed.length > 0 ? new Set(dispensed) : none }
      expect(lackingBefore(asks, reached).map(({ key }) => key)).to.deep.equal(expected)
    })
})

describe('beginning what asks for something first', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let badr: Visitor
  let omar: Visitor
  let next: string

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    const { institutionId, id: cohortId } = place.cohort
    const step = { ...microCredential, id: 'mc-2', key: 'next-step', prerequisites: [calm, training] }
    world.microCredentials.set(step.id, { ...step, title: { en: 'The next step', ar: 'الخطوة التالية' } })
    const mapping = await world.mappings.create({
      ...{ institutionId, microCredentialId: step.id, microCredentialKey: step.key },
      ...{ createdBy: 'system:test', createdAt: world.clock.now() },
    })
    const seen = { institutionId, cohortId, resourceLinkId: 'link-2', title: 'Next', lineItemUrl: null }
    const { id } = await world.stores.assignments.see({ ...seen, mapping, plan: [] }, world.clock.now())
    next = `${world.origin}/assignments/${id}`
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal Haddad')
    badr = await world.enrol(place, 'badr', ['educator'], 'Badr Nasser')
    omar = await world.enrol(place, 'omar', ['facilitator'], 'Omar Aziz')
  })
  after(() => world.stop())

  const START = 'form[action$="/submissions"]'
  const begin = async (who: Visitor): Promise<Page> =>
    who.send(`${next}/submissions`, { _csrf: await world.token(who) }, new URL(next))

  it('says what is missing and where it is earned, and does not let them begin', async () => {
    const page = await amal.open(next)
    expect(page.text).to.include('First things first')
    expect(page.$(`.notice a[href="/assignments/${place.assignment.id}"]`).text()).to.equal('A calm room')
    expect(page.$(START).length).to.equal(0)
    const refused = await begin(amal)
    expect([refused.status, refused.text.includes('Something else comes first')]).to.deep.equal([409, true])
    const home = await amal.open(`${world.origin}/cohorts/${place.cohort.id}`)
    expect(home.text).to.include('First: A calm room')
    expect(home.$('.card__title').text()).to.equal('A calm room')
  })

  it('a facilitator lets somebody begin without it, with a reason; what was begun goes on when that is taken back', async () => {
    const list = `${world.origin}/cohorts/${place.cohort.id}/dispensations`
    const wish = { personId: 'amal', microCredentialKey: 'next-step', reason: ' ' }
    const page = await omar.open(list)
    const refused = await omar.submit(page, '#dispense-form', wish)
    expect(refused.status).to.equal(422)
    expect(valuesOf(refused, '#dispense-form')).to.include({
      personId: 'amal',
      microCredentialKey: 'next-step',
    })
    const given = await omar.submit(refused, '#dispense-form', { ...wish, reason: 'Shown in Kabul.' })
    expect(given.text).to.include('They can begin now.')
    expect((await badr.open(next)).$(START).length).to.equal(0)
    const writing = await amal.submit(await amal.open(next), START)
    expect(writing.$(EVIDENCE).length).to.equal(1)
    const back = await omar.submit(given, 'form[action$="/withdrawal"]')
    expect(back.text).to.include('taken back on')
    expect((await amal.open(next)).$(EVIDENCE).length).to.equal(1)
  })

  it('whoever holds the badge begins', async () => {
    world.held.push({ awardId: 'a', microCredentialKey: 'calm-room', issuedAt: world.clock.now() })
    expect((await badr.open(next)).$(START).length).to.be.greaterThan(0)
    expect((await begin(badr)).$(EVIDENCE).length).to.equal(1)
  })
})
