import { expect } from 'chai'
import { begin, JUDGEMENTS, judge, press, sendAll, submissionIn } from '../submissions/forms.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Page, Visitor } from '../support/visitor.js'

const met = judge({
  plan: ['proficient', 'Clear.'],
  room: ['proficient', 'Calm.'],
  hear: ['proficient', 'They speak.'],
})
const short = { ...met, ...judge({ room: ['developing', 'The corner is still loud.'] }) }

describe('changing what stands', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  const people: Record<string, Visitor> = {}
  const who = (name: string): Visitor => {
    const found = people[name]
    if (!found) throw new Error(`nobody is called ${name}`)
    return found
  }

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    for (const name of ['amal', 'badr', 'carla', 'deniz'])
      people[name] = await world.enrol(place, name, ['educator'])
    for (const name of ['dina', 'omar', 'lina']) people[name] = await world.enrol(place, name, ['assessor'])
    people['farid'] = await world.enrol(place, 'farid', ['facilitator'])
  })
  after(() => world.stop())

  const page = (name: string) => who(name).open(`${world.origin}/assignments/${place.assignment.id}`)
  const told = () => world.followers.finalised.at(-1)
  const toldOf = (submissionId: string) =>
    world.followers.finalised.filter((one) => one.submissionId === submissionId).map(({ outcome }) => outcome)
  async function judges(name: string, submissionId: string, fields: Record<string, string>): Promise<URL> {
    const form = await begin(world, place, who(name), submissionId)
    const asked = await who(name).submit(form, JUDGEMENTS, { ...fields, next: 'finalisation' })
    return (await who(name).submit(asked, '#finalisation-form')).url
  }
  const corrects = async (name: string, url: URL, fields: Record<string, string>): Promise<Page> => {
    const answer = await who(name).open(url)
    const form = await who(name).open(new URL(answer.$('a[href$="/correction"]').attr('href') ?? '', url))
    return who(name).submit(form, '#correction-form', fields)
  }

  it('an appeal goes to somebody new, with its reason, and its answer stands', async () => {
    const id = await sendAll(world, place, who('amal'))
    await judges('dina', id, short)
    const form = await who('amal').open(new URL(`/submissions/${id}/appeal`, world.origin))
    expect(form.text).to.include('You will hear by Thursday, March 12, 2026')
    const empty = await who('amal').submit(form, '#appeal-form', { reason: '  ' })
    expect(empty.status).to.equal(422)
    const asked = await who('amal').submit(form, '#appeal-form', {
      reason: 'Look at the <b>left</b> corner.',
    })
    expect(asked.text).to.include('Somebody new is looking at this')
    const again = await who('amal').send(`${world.origin}/submissions/${id}/appeals`, {
      reason: 'Again',
      _csrf: await world.token(who('amal')),
    })
    expect([again.status, again.text.includes('You have asked already')]).to.deep.equal([409, true])

    expect((await who('dina').open(`${world.origin}/cohorts/${place.cohort.id}/queue`)).html).to.not.include(
      id,
    )
    const looking = await begin(world, place, who('omar'), id)
    expect(looking.text).to.include('Look at the <b>left</b> corner.')
    expect(looking.text).to.match(/What stands now: Developing ?The corner is still loud\./)
    expect(looking.$(JUDGEMENTS).find('[name^="level-"]').attr('name')).to.equal('level-room')
    await judges('omar', id, judge({ room: ['proficient', 'I see it now.'] }))
    expect(toldOf(id)).to.deep.equal(['notYet', 'met'])
    const after = await page('amal')
    expect(after.text).to.include('all met, after another look')
    expect(after.text).to.include('You did it')
    const put = await who('amal').submit(after, 'form[action$="/acknowledgement"]')
    expect(put.text).to.not.include('all met, after another look')
  })

  it('a correction is a new judgement that names the old one, and takes away what no longer holds', async () => {
    const id = await sendAll(world, place, who('badr'))
    const url = await judges('dina', id, met)
    expect((await page('badr')).text).to.include('You did it')
    const done = await corrects('dina', url, {
      ...judge({ room: ['developing', 'I had opened the wrong photo.'] }),
      reason: 'I mixed up two photos.',
    })
    expect(done.url.pathname).to.equal(`/submissions/${id}`)
    expect(toldOf(id)).to.deep.equal(['met', 'notYet'])
    expect(told()?.comment).to.include('This result has been changed')
    const rounds = await world.assessmentStore.ofSubmissions('inst-1', [id])
    const [first, correction] = rounds
    expect(first?.finalised?.outcome).to.equal('met')
    expect(correction).to.deep.include({ round: 'correction', corrects: first?.id, dueBy: null })
    expect(correction?.asked).to.deep.include({ by: 'dina', reason: 'I mixed up two photos.' })

    const home = await who('badr').open(`${world.origin}/cohorts/${place.cohort.id}`)
    expect(home.text).to.include('A calm room: your answer was corrected')
    expect(home.text).to.include('I mixed up two photos.')
    const reopened = await page('badr')
    expect(reopened.text).to.include('the badge that rested on it was taken back')
    expect(reopened.$('#slot-photo').length).to.equal(1)
    expect(reopened.$('#slot-story').length).to.equal(0)
    await press(who('badr'), reopened, `/submissions/${submissionIn(reopened)}/sending`)
    await judges('omar', id, judge({ room: ['proficient', 'Yes.'] }))
    expect(toldOf(id)).to.deep.equal(['met', 'notYet', 'met'])
    expect((await page('badr')).text).to.include('You did it')
    const late = await who('dina').open(new URL(`/assessments/${correction?.id ?? ''}/correction`, url))
    expect([late.status, late.text.includes('There is a later attempt')]).to.deep.equal([409, true])
  })

  it('only who gave the answer or a facilitator corrects it, with a reason and whole', async () => {
    const id = await sendAll(world, place, who('carla'))
    const url = await judges('dina', id, met)
    expect((await who('omar').open(url)).$('a[href$="/correction"]').length).to.equal(0)
    const refused = await who('omar').open(new URL(`${url.pathname}/correction`, url))
    expect(refused.status).to.equal(403)
    const empty = await corrects('farid', url, judge({ room: ['developing', ''] }))
    expect(empty.status).to.equal(422)
    expect(empty.$('.error-summary').text()).to.include('Say why')
    const noWord = await corrects('farid', url, {
      ...judge({ room: ['developing', ''] }),
      reason: 'Too kind.',
    })
    expect(noWord.$('.error-summary').text()).to.include('Shapes the room: say what is missing')
    expect(noWord.$('[name="reason"]').val()).to.equal('Too kind.')
    expect(toldOf(id)).to.deep.equal(['met'])
  })

  it('follows its order after a crash: an older result is never told after a newer one', async () => {
    const id = await sendAll(world, place, who('deniz'))
    world.followers.failFinalised = true
    const url = await judges('dina', id, met)
    await corrects('dina', url, { ...short, reason: 'Too kind.' })
    world.followers.failFinalised = false
    expect(toldOf(id)).to.deep.equal([])
    world.clock.advance(120_000)
    await world.assessments.reconcile()
    await world.assessments.reconcile()
    expect(toldOf(id)).to.deep.equal(['notYet'])
    expect((await page('deniz')).$('#slot-photo').length).to.equal(1)
  })
})
