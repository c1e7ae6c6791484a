import { expect } from 'chai'
import type { Assessment } from '../../src/assessment/assessment.js'
import { recordsOf } from '../../src/assessment/judgementRecord.js'
import { proveCase } from '../../src/services/proof/provenCase.js'
import { begin, JUDGEMENTS, judge, sendAll } from '../submissions/forms.js'
import { microCredential } from '../submissions/samples.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Page, Visitor } from '../support/visitor.js'

const met = judge({
  plan: ['proficient', 'Clear.'],
  room: ['proficient', 'Calm.'],
  hear: ['proficient', 'They speak.'],
})
const short = judge({
  plan: ['proficient', 'Clear.'],
  room: ['developing', 'The corner is still loud.'],
  hear: ['proficient', 'They speak.'],
})

describe('scored twice', () => {
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
    for (const name of ['amal', 'badr', 'carla']) people[name] = await world.enrol(place, name, ['educator'])
    for (const name of ['dina', 'omar', 'lina', 'sami'])
      people[name] = await world.enrol(place, name, ['assessor'], `${name} the assessor`)
    world.rules.scoredTwicePercent = 100
  })
  after(() => world.stop())

  const page = (name: string) => who(name).open(`${world.origin}/assignments/${place.assignment.id}`)
  const queue = (name: string) => who(name).open(`${world.origin}/cohorts/${place.cohort.id}/queue`)
  async function judges(name: string, submissionId: string, fields: Record<string, string>): Promise<Page> {
    const form = await begin(world, place, who(name), submissionId)
    const asked = await who(name).submit(form, JUDGEMENTS, { ...fields, next: 'finalisation' })
    return who(name).submit(asked, '#finalisation-form')
  }

  it('the first answer stays inside until the second is there, and neither sees the other', async () => {
    const id = await sendAll(world, place, who('amal'))
    const answered = await judges('dina', id, short)
    expect(answered.text).to.include('Your judgement is in.')
    expect((await page('amal')).text).to.include('Being assessed')
    expect(world.followers.finalised).to.have.length(0)
    expect((await queue('dina')).html).to.not.include(id)
    const again = await who('dina').send(`${world.origin}/submissions/${id}/assessments`, {
      _csrf: await world.token(who('dina')),
    })
    expect(again.status).to.equal(403)
    expect(again.text).to.include('You have had your say on this')

    const second = await begin(world, place, who('omar'), id)
    expect(second.text).to.not.include('still loud')
    expect((await who('omar').open(`${world.origin}/submissions/${id}`)).html).to.not.include('still loud')
    const peeked = await who('omar').open(answered.url)
    expect(peeked.text).to.include('The answer is not out yet')
    expect(peeked.html).to.not.include('still loud')
    await judges(
      'omar',
      id,
      judge({
        plan: ['proficient', ''],
        room: ['beginning', 'Not calm at all.'],
        hear: ['proficient', ''],
      }),
    )
    const told = await page('amal')
    expect(told.text).to.include('The corner is still loud.')
    expect(told.text).to.not.include('Not calm at all.')
    expect(world.followers.finalised.map(({ outcome, assessorId }) => [outcome, assessorId])).to.deep.equal([
      ['notYet', 'dina'],
    ])
  })

  it('where they differ a third decides, and the educator hears one answer by the day promised', async () => {
    const before = world.followers.finalised.length
    const id = await sendAll(world, place, who('badr'))
    await judges('dina', id, met)
    await judges('omar', id, short)
    expect(world.followers.finalised).to.have.length(before)
    expect((await queue('omar')).html).to.not.include(id)
    const waiting = await queue('lina')
    expect(waiting.text).to.include('Two assessors differ: you decide')
    expect(waiting.text).to.include('Answer promised by Thu, Mar 12')
    await judges('lina', id, met)
    const told = await page('badr')
    expect(told.text).to.include('Earned')
    expect(told.text).to.not.match(/still loud|two assessors|differ/i)
    expect(world.followers.finalised.slice(before).map(({ outcome }) => outcome)).to.deep.equal(['met'])
  })

  it('deciding is for facilitators only where the programme says so', async () => {
    const id = await sendAll(world, place, who('carla'))
    await judges('dina', id, met)
    await judges('omar', id, short)
    world.rules.assessorsDecide = false
    expect((await queue('lina')).html).to.not.include(id)
    const tried = await who('lina').send(`${world.origin}/submissions/${id}/assessments`, {
      _csrf: await world.token(who('lina')),
    })
    expect(tried.status).to.equal(403)
    world.rules.assessorsDecide = true
  })

  it('every judgement is noted once for the statistics, with its round', async () => {
    const noted = []
    for await (const record of world.judgements.stream({
      institutionId: 'inst-1',
      microCredentialKey: 'calm-room',
    }))
      noted.push(`${record.assessorId} ${record.kind} ${record.criterionId} ${String(record.level)}`)
    expect(noted).to.have.length(21)
    expect(noted).to.include.members(['dina first room 1', 'omar second room 0', 'lina adjudication room 2'])
    for await (const record of world.judgements.stream({ institutionId: 'inst-2' }))
      expect(record).to.equal(null)
  })

  it('where nobody comes for the second look the first answer goes out, once, and says so', async () => {
    people['emil'] = await world.enrol(place, 'emil', ['educator'])
    const id = await sendAll(world, place, who('emil'))
    const before = world.followers.finalised.length
    const answered = await judges('dina', id, short)
    world.clock.set(new Date('2026-03-16T19:00:00Z'))
    for (const name of ['emil', 'dina', 'omar'])
      await who(name).open(`${world.origin}/sign-in/inst-1/${name}`)
    expect(await world.assessments.releaseUnattended()).to.equal(0)
    expect((await page('emil')).text).to.include('Being assessed')
    world.clock.set(new Date('2026-03-16T19:30:00Z'))
    world.followers.failFinalised = true
    expect(await world.assessments.releaseUnattended()).to.equal(1)
    world.followers.failFinalised = false
    expect(await world.assessments.releaseUnattended()).to.equal(0)
    world.clock.advance(120_000)
    expect(await world.assessments.reconcile()).to.equal(1)
    expect(await world.assessments.reconcile()).to.equal(0)
    expect((await page('emil')).text).to.include('The corner is still loud.')
    const told = world.followers.finalised.slice(before)
    expect(
      told.map((one) => [one.outcome, one.finalisedAt.toISOString(), answered.url.pathname]),
    ).to.deep.equal([['notYet', '2026-03-16T19:30:00.000Z', `/assessments/${told[0]?.assessmentId ?? ''}`]])
    const shown = await who('dina').open(answered.url)
    expect(shown.text).to.include('A second look was due, but nobody came in time')
    expect((await queue('omar')).html).to.not.include(id)
    expect(await provenAs(id)).to.deep.equal(['post.missing'])
    const moved = { at: new Date(0), because: 'nobodyCame' as const }
    expect(await provenAs(id, { withdrawn: moved })).to.include('round.changed')
  })

  it('in a course that names no assessors, as none of Moodle does, another facilitator looks; one alone makes nobody wait', async () => {
    const quiet = await world.course('Foundations without assessors')
    people['fadi'] = await world.enrol(quiet, 'fadi', ['educator'])
    people['nora'] = await world.enrol(quiet, 'nora', ['facilitator'])
    const judgesThere = async (name: string, id: string) => {
      const form = await begin(world, quiet, who(name), id)
      const asked = await who(name).submit(form, JUDGEMENTS, { ...met, next: 'finalisation' })
      return who(name).submit(asked, '#finalisation-form')
    }
    const before = world.followers.finalised.length
    people['hadi'] = await world.enrol(quiet, 'hadi', ['facilitator'])
    const id = await sendAll(world, quiet, who('fadi'))
    await judgesThere('nora', id)
    expect(world.followers.finalised).to.have.length(before)
    await judgesThere('hadi', id)
    expect(world.followers.finalised).to.have.length(before + 1)

    const alone = await world.course('Foundations with one teacher')
    people['gina'] = await world.enrol(alone, 'gina', ['educator'])
    people['ivan'] = await world.enrol(alone, 'ivan', ['facilitator'])
    const other = await sendAll(world, alone, who('gina'))
    const form = await begin(world, alone, who('ivan'), other)
    const asked = await who('ivan').submit(form, JUDGEMENTS, { ...met, next: 'finalisation' })
    await who('ivan').submit(asked, '#finalisation-form')
    expect(world.followers.finalised).to.have.length(before + 2)
  })

  /** What replaying a submission finds, its second round edited or not. Here is no gradebook, so its post is missing. */
  async function provenAs(id: string, edit: Partial<Assessment> = {}): Promise<string[]> {
    const submission = await world.submissionStore.find('inst-1', id)
    if (!submission) throw new Error('no such submission')
    const all = await world.assessmentStore.ofSubmissions('inst-1', [id])
    const rounds = all.map((one) => (one.round === 'second' ? { ...one, ...edit } : one))
    const noted = new Map(all.map((one) => [one.id, recordsOf(one, microCredential).length]))
    const one = { submission, microCredential, rounds, posts: [], awards: [], noted }
    return proveCase(one, world.sealKey).problems.map(({ code }) => code)
  }
})
