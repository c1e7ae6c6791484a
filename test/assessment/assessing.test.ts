import { expect } from 'chai'
import { begin, JUDGEMENTS, judge, press, sendAll, submissionIn, valuesOf } from '../submissions/forms.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Page, Visitor } from '../support/visitor.js'

describe('assessing', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let dina: Visitor
  let omar: Visitor
  let submissionId: string
  let page: Page

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'], "Amal <b>O'Haddad</b>")
    dina = await world.enrol(place, 'dina', ['assessor'], 'Dina Saleh')
    omar = await world.enrol(place, 'omar', ['facilitator'], 'Omar Aziz')
    submissionId = await sendAll(world, place, amal)
  })
  after(() => world.stop())

  const queue = (who: Visitor, show = 'all') =>
    who.open(`${world.origin}/cohorts/${place.cohort.id}/queue?show=${show}`)
  const mine = () => amal.open(`${world.origin}/assignments/${place.assignment.id}`)
  const finalise = async (who: Visitor, shown: Page, fields: Record<string, string>) => {
    const asked = await who.submit(shown, JUDGEMENTS, { ...fields, next: 'finalisation' })
    return asked.$('#finalisation-form').length ? who.submit(asked, '#finalisation-form') : asked
  }

  it('the queue shows who waits, until when, and that nobody has it', async () => {
    const shown = await queue(dina)
    expect(shown.text).to.include("Amal <b>O'Haddad</b>")
    expect(shown.text).to.include('Answer promised by Thu, Mar 12')
    expect(shown.text).to.include('Nobody has it yet')
    expect((await queue(dina, 'late')).text).to.include('Nothing here')
  })

  it('beginning claims it, and the educator sees that it is being assessed', async () => {
    page = await begin(world, place, dina, submissionId)
    expect(page.url.pathname).to.match(/^\/assessments\//)
    expect(page.text).to.include('We moved the desks')
    expect(page.text).to.include('Answer promised by')
    expect((await queue(omar)).text).to.include('Dina Saleh has begun')
    expect((await mine()).text).to.include('Being assessed')
  })

  it('a draft is the assessor’s own and is there again later', async () => {
    page = await dina.submit(page, JUDGEMENTS, judge({ plan: ['proficient', 'Clear steps.'] }))
    expect(page.text).to.include('Saved.')
    expect(valuesOf(page, JUDGEMENTS)['comment-plan']).to.equal('Clear steps.')
    const other = await begin(world, place, omar, submissionId)
    expect(other.text).to.include('Dina Saleh has begun this assessment')
    expect(valuesOf(other, JUDGEMENTS)['comment-plan']).to.equal('')
    expect((await mine()).text).to.not.include('Clear steps.')
  })

  it('finishing names each criterion that lacks a level or feedback, and keeps what was written', async () => {
    const refused = await finalise(dina, page, judge({ room: ['developing', ''] }))
    expect(refused.status).to.equal(422)
    expect(refused.$('.error-summary').text()).to.include('Shapes the room: say what is missing')
    expect(refused.$('.error-summary').text()).to.include('Listens: choose a level')
    expect(valuesOf(refused, JUDGEMENTS)['comment-plan']).to.equal('Clear steps.')
  })

  it('before it is final it says once what will happen', async () => {
    const asked = await dina.submit(page, JUDGEMENTS, {
      ...judge({
        plan: ['proficient', 'Clear steps.'],
        room: ['developing', 'Show <i>where</i> they rest.'],
        hear: ['proficient', ''],
      }),
      'next-room': 'Film <b>one</b> corner.',
      next: 'finalisation',
    })
    expect(asked.text).to.match(/What to do next\s*Film <b>one<\/b> corner\./)
    expect(asked.text).to.include('Not yet: 2 of 3 criteria are met.')
    expect(asked.text).to.include('Only these open again: Shapes the room.')
    page = asked
  })

  it('a name is written as it is, alone and within a sentence', async () => {
    const pages = [
      await queue(dina),
      await dina.open(`${world.origin}/submissions/${submissionId}`),
      await dina.open(`${world.origin}/assignments/${place.assignment.id}`),
      page,
    ]
    for (const { $, html } of pages) {
      expect($.root().text()).to.include("Amal <b>O'Haddad</b>")
      expect(html).to.not.match(/&amp;(#39|lt|gt|quot|amp);/)
    }
  })

  it('“not yet” opens only the slots of what is not met, with the feedback beside them', async () => {
    const done = await dina.submit(page, '#finalisation-form')
    expect(done.text).to.include('can read your answer now')
    const again = await mine()
    expect(again.text).to.include('Not yet: one thing to try again')
    expect(again.$('#slot-photo').text()).to.include('Show <i>where</i> they rest.')
    expect(again.$('#slot-photo').text()).to.include('Film <b>one</b> corner.')
    expect(again.$('#criterion-room').text()).to.match(/What to do next\s*Film <b>one<\/b> corner\./)
    expect(again.$('#slot-story').length).to.equal(0)
    expect(again.text).to.include('Attempt 1')
    expect(world.followers.finalised).to.have.length(1)
    const [told] = world.followers.finalised
    expect(told).to.include({
      outcome: 'notYet',
      criteriaMet: 2,
      criteriaTotal: 3,
      personId: 'amal',
      attempt: 1,
    })
    expect(told?.comment).to.equal(
      'Not yet: 2 of 3 criteria are met.\nPlans routines: Proficient\nShapes the room: Developing\nListens: Proficient\nOpen the assignment to see what to do next.',
    )
    expect((await queue(dina)).text).to.include('Nothing is waiting')
  })

  it('finalising again with an old page changes nothing', async () => {
    const again = await dina.submit(page, '#finalisation-form')
    expect(again.status).to.equal(200)
    const late = await omar.send(page.url.href, {
      ...valuesOf(page, '#finalisation-form'),
      _csrf: await world.token(omar),
    })
    expect(late.status).to.equal(409)
    expect(late.text).to.include('Show <i>where</i> they rest.')
    expect(world.followers.finalised).to.have.length(1)
  })

  it('the second attempt shows what changed and asks only for the rest; two finalising at once: one wins, the other is told', async () => {
    const again = await mine()
    expect(again.text).to.include('You have not changed anything yet')
    const receipt = await press(amal, again, `/submissions/${submissionIn(again)}/sending`)
    expect(receipt.url.pathname).to.match(/receipt$/)
    expect((await mine()).text).to.include('Your evidence has been sent')
    const [one, two] = [
      await begin(world, place, dina, submissionId),
      await begin(world, place, omar, submissionId),
    ]
    expect(one.text).to.include('Attempt 2')
    expect(one.text).to.include('Nothing was changed since the last attempt.')
    expect(one.text).to.include('Already met and settled: Plans routines, Listens.')
    expect(Object.keys(valuesOf(one, JUDGEMENTS))).to.not.include('comment-plan')
    const path = `${one.url.pathname}/finalisation`
    const answers = await Promise.all([
      dina.send(new URL(path, one.url), {
        ...valuesOf(one, JUDGEMENTS),
        ...judge({ room: ['proficient', 'Now I see it.'] }),
      }),
      omar.send(new URL(path, two.url), {
        ...valuesOf(two, JUDGEMENTS),
        ...judge({ room: ['beginning', 'Not for me.'] }),
      }),
    ])
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409])
    const loser = answers.find(({ status }) => status === 409)
    expect(loser?.text).to.include('This has been answered already')
    expect(loser?.text).to.match(/Now I see it\.|Not for me\./)
    expect(world.followers.finalised).to.have.length(2)
  })

  it('nobody assesses themself: it is not offered, and refused when tried', async () => {
    const fatima = await world.enrol(place, 'fatima', ['educator', 'facilitator'], 'Fatima')
    const started = await fatima.open(`${world.origin}/assignments/${place.assignment.id}?view=educator`)
    await fatima.submit(started, 'form[action$="/submissions"]')
    const [own] = await world.submissionStore.ofPersonInCohort('inst-1', place.cohort.id, 'fatima')
    if (!own) throw new Error('not started')
    await world.submissionStore.replace({
      ...own,
      promisedBy: world.clock.now(),
      toFollow: world.clock.now(),
      attempts: own.attempts.map((attempt) => ({
        ...attempt,
        submitted: { at: world.clock.now(), promisedBy: world.clock.now() },
      })),
    })
    world.clock.advance(120_000)
    expect(await world.submissions.reconcileSent()).to.equal(1)
    expect((await queue(fatima)).html).to.not.include(own.id)
    expect((await queue(dina)).html).to.include(own.id)
    const refused = await fatima.send(`${world.origin}/submissions/${own.id}/assessments`, {
      _csrf: await world.token(fatima),
    })
    expect(refused.status).to.equal(403)
    expect(refused.text).to.include('This is your own work')
  })
})

describe('what follows finalising', () => {
  let world: SubmissionWorld
  before(async () => {
    world = await submissionWorld()
  })
  after(() => world.stop())

  it('is finished by reconcile after a crash, once', async () => {
    const place = await world.course()
    const amal = await world.enrol(place, 'amal', ['educator'])
    const dina = await world.enrol(place, 'dina', ['assessor'])
    const id = await sendAll(world, place, amal)
    const page = await begin(world, place, dina, id)
    const met = judge({
      plan: ['proficient', ''],
      room: ['proficient', ''],
      hear: ['developing', 'Ask them.'],
    })
    // The process dies right after the one update that finalises.
    const judgements = ['plan', 'room', 'hear'].map((criterionId) => ({
      criterionId,
      levelId: met[`level-${criterionId}`] ?? '',
      comment: met[`comment-${criterionId}`] ?? '',
    }))
    const assessmentId = page.url.pathname.split('/')[2] ?? ''
    await world.assessmentStore.finalise('inst-1', assessmentId, {
      by: 'dina',
      at: world.clock.now(),
      outcome: 'notYet',
      judgements,
      second: null,
    })
    const between = await amal.open(`${world.origin}/assignments/${place.assignment.id}`)
    expect(between.text).to.include('Try again')
    expect(between.$('#slot-story').length).to.equal(1)
    expect((await dina.open(`${world.origin}/cohorts/${place.cohort.id}/queue`)).text).to.include(
      'Nothing is waiting',
    )
    world.followers.failFinalised = true
    world.clock.advance(120_000)
    expect(await world.assessments.reconcile()).to.equal(0)
    world.followers.failFinalised = false
    expect(await world.assessments.reconcile()).to.equal(1)
    expect(await world.assessments.reconcile()).to.equal(0)
    expect(world.followers.finalised).to.have.length(1)
    const after = await amal.open(`${world.origin}/assignments/${place.assignment.id}`)
    expect(after.$('#slot-story').length).to.equal(1)
    expect(after.$('#slot-photo').length).to.equal(0)
  })
})
