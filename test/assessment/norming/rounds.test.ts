import { expect } from 'chai'
import { begin, JUDGEMENTS, judge, sendAll } from '../../submissions/forms.js'
import { submissionWorld, type SubmissionWorld } from '../../submissions/world.js'
import type { Page, Visitor } from '../../support/visitor.js'

const levels = (plan: string, why = 'Because of the plan.') =>
  judge({
    plan: [plan, why],
    room: ['proficient', 'It is calm.'],
    hear: ['proficient', 'They speak.'],
  })

describe('norming rounds', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let work: string
  let round: string
  const people: Record<string, Visitor> = {}
  const who = (name: string): Visitor => {
    const found = people[name]
    if (!found) throw new Error(`nobody is called ${name}`)
    return found
  }
  const see = (name: string, path: string) => who(name).open(world.origin + path)

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    people['amal'] = await world.enrol(place, 'amal', ['educator'])
    people['fatima'] = await world.enrol(place, 'fatima', ['facilitator'], 'Fatima')
    people['noor'] = await world.enrol(place, 'noor', ['observer'])
    for (const name of ['dina', 'omar', 'lina']) people[name] = await world.enrol(place, name, ['assessor'], name) // prettier-ignore
    work = await sendAll(world, place, who('amal'))
  })
  after(() => world.stop())

  const opening = () => see('fatima', `/cohorts/${place.cohort.id}/norming/opening`)
  const asked = (more: Record<string, string | string[]> = {}) => ({
    title: 'Reading “plan” alike',
    works: `${work}:1`,
    participants: ['dina', 'omar'],
    closesOn: '2026-03-12',
    ...more,
  })
  const score = async (name: string, fields: Record<string, string>): Promise<Page> =>
    who(name).submit(await see(name, `/norming/${round}/works/1`), '#norming-form', fields)

  it('are made of work that has its answer, and nothing that waits for one', async () => {
    const before = await opening()
    expect(before.html).to.not.include(work)
    const form = await begin(world, place, who('lina'), work)
    const answer = await who('lina').submit(form, JUDGEMENTS, { ...levels('proficient'), next: 'finalisation' }) // prettier-ignore
    await who('lina').submit(answer, '#finalisation-form')
    expect((await opening()).html).to.include(`${work}:1`)
  })

  it('keep all that was chosen when something is missing, and are opened once however often sent', async () => {
    const wrong = await who('fatima').submit(await opening(), '#opening-form', asked({ closesOn: '2026-03-01', participants: 'dina' })) // prettier-ignore
    expect(wrong.status).to.equal(422)
    expect(wrong.$('.error-summary a')).to.have.length(2)
    expect(wrong.$('#title').val()).to.equal('Reading “plan” alike')
    expect(wrong.$('#closesOn').val()).to.equal('2026-03-01')
    expect(wrong.$('[name=works]:checked').val()).to.equal(`${work}:1`)
    expect(wrong.$('[name=participants]:checked').val()).to.equal('dina')
    const form = await opening()
    const opened = await who('fatima').submit(form, '#opening-form', asked())
    const again = await who('fatima').submit(form, '#opening-form', asked())
    expect(again.url.href).to.equal(opened.url.href)
    round = opened.url.pathname.split('/').at(-1) ?? ''
    expect((await see('dina', `/cohorts/${place.cohort.id}/norming`)).text).to.include('Your turn')
  })

  it('are closed to whoever is not of the group', async () => {
    for (const name of ['amal', 'lina', 'noor', 'fatima'])
      expect((await see(name, `/norming/${round}/works/1`)).status, name).to.equal(404)
    expect((await see('lina', `/norming/${round}`)).status).to.equal(404)
    expect((await see('amal', `/norming/${round}`)).status).to.equal(403)
    expect((await see('noor', `/norming/${round}`)).status).to.equal(200)
    const page = await see('dina', `/norming/${round}/works/1`)
    expect(page.html).to.not.match(/amal/i)
    expect(page.text).to.include('We moved the desks')
  })

  it('take a level and a reason for each criterion, and say what is missing', async () => {
    const wrong = await score('dina', {
      'level-plan': 'proficient',
      'comment-plan': 'Half a',
      'comment-room': 'r',
    })
    expect(wrong.status).to.equal(422)
    expect(wrong.$('.error-summary').text()).to.match(/Choose a level/)
    expect(wrong.$('[name="comment-plan"]').val()).to.equal('Half a')
    expect(wrong.$('[name="level-plan"]:checked').val()).to.equal('proficient')
  })

  it('show nobody another’s levels before they close, not even to whoever opened them', async () => {
    const done = await score('dina', levels('beginning', 'The secret reason.'))
    expect(done.text).to.include('Handed in.')
    for (const name of ['omar', 'fatima', 'noor', 'dina']) {
      const page = await see(name, `/norming/${round}`)
      expect(page.html, name).to.not.include('secret reason')
    }
    expect((await see('omar', `/norming/${round}/works/1`)).html).to.not.include('secret reason')
    const early = await who('fatima').send(`${world.origin}/norming/${round}/remarks`, {
      ...{ _csrf: await world.token(who('fatima')), kind: 'comment', text: 'So?', key: 'key-of-a-form' },
    })
    expect(early.status).to.equal(409)
  })

  it('take each work once from each person; the first word stands', async () => {
    const form = await see('omar', `/norming/${round}/works/1`)
    await who('omar').submit(form, '#norming-form', levels('proficient'))
    await who('omar').submit(form, '#norming-form', levels('beginning', 'Second thoughts.'))
    const mine = await see('omar', `/norming/${round}/works/1`)
    expect(mine.html).to.not.include('Second thoughts.')
    expect(mine.$('#norming-form')).to.have.length(0)
  })

  it('close by themselves on their day; then all levels stand side by side with figures and a warning', async () => {
    world.clock.set(new Date('2026-03-13T01:00:00Z'))
    for (const name of Object.keys(people)) await see(name, `/sign-in/inst-1/${name}`)
    expect(await world.norming.closeDue()).to.equal(1)
    expect(await world.norming.closeDue()).to.equal(0)
    const page = await see('omar', `/norming/${round}`)
    expect(page.text).to.include('The secret reason.')
    expect(page.text).to.include('2 levels apart')
    expect(page.text).to.include('some say met, some not yet')
    expect(page.text).to.include('Few scores')
    expect(page.$('svg[role=img]')).to.have.length(1)
    expect(page.$('table').first().find('tbody tr').first().text()).to.match(
      /All criteria together\s*3\s*67 %/,
    )
    const noted: string[] = []
    for await (const one of world.judgements.stream({ institutionId: 'inst-1' }))
      if (one.kind === 'norming') noted.push(`${one.assessorId} ${one.criterionId} ${String(one.level)}`)
    expect(noted).to.have.members(['dina plan 0', 'dina room 2', 'dina hear 2', 'omar plan 2', 'omar room 2', 'omar hear 2']) // prettier-ignore
  })

  it('are talked about, and end in an outcome that facilitators note', async () => {
    const page = await see('dina', `/norming/${round}`)
    const empty = await who('dina').submit(page, '#remark-form', { text: ' ' })
    expect(empty.status).to.equal(422)
    const said = await who('dina').submit(page, '#remark-form', { about: 'plan', text: 'I read “clear” <strictly>.' }) // prettier-ignore
    expect(said.$('#talk').text()).to.include('I read “clear” <strictly>.')
    const tried = await who('dina').submit(page, '#remark-form', {
      kind: 'outcome',
      text: 'My way.',
      key: 'another-key',
    })
    expect(tried.status).to.equal(403)
    const noted = await who('fatima').submit(await see('fatima', `/norming/${round}`), '#remark-form', {
      ...{ kind: 'outcome', about: '', text: 'Clear means that a stranger could follow it.' },
    })
    expect(noted.$('.notice--success').text()).to.include('a stranger could follow it')
  })

  it('change nothing of what the educator was told', async () => {
    expect(world.followers.finalised).to.have.length(1)
    const told = await see('amal', `/assignments/${place.assignment.id}`)
    expect(told.html).to.not.match(/secret reason|norming/i)
  })
})
