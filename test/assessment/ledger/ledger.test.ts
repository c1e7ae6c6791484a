import { expect } from 'chai'
import { operator } from '../../../src/audit/actor.js'
import { cast } from '../../../src/practiceLms/cast.js'
import { arriveAs, captured } from '../../hostile/wholeStory.js'
import { judgeAttempt, sendAttempt, storyOf } from '../../support/story.js'
import { Visitor, type Page } from '../../support/visitor.js'
import { startWorld, type World } from '../../support/world.js'

const story = storyOf('calm-arrival')
const [first] = story.attempts
const password = 'correct horse battery'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describe('the work ledger', function () {
  this.timeout(60_000)
  let world: World
  let assignment: string
  let cohortId: string
  let console: string
  /** The tenth of March 2026 in the morning, and on from there as the tests say. */
  let now = Date.parse('2026-03-10T08:00:00Z')
  const began = Date.now()
  const clock = { now: () => new Date(now + Date.now() - began) }
  const pass = (ms: number) => {
    now += ms
  }

  before(async () => {
    world = await startWorld({ clock })
    const { services } = world.tool
    const { institutionId } = world
    ;({ id: assignment } = world.lms.createAssignment({ title: 'A', lineItem: { scoreMaximum: 100 } }))
    const teaching = await arriveAs(world, cast.facilitators[0]!.key, 'facilitator', assignment)
    const asked = await services.catalogue.latest(institutionId, story.microCredential)
    const mapped = await teaching.visitor.submit(teaching.page, 'form[action$="/mapping"]', {
      microCredentialId: asked!.id,
    })
    cohortId = captured(mapped, /\/cohorts\/([\w-]{36})/)
    for (const { key } of cast.educators.slice(2, 4)) {
      const { visitor, page } = await arriveAs(world, key, 'educator', assignment)
      await sendAttempt(visitor, await visitor.submit(page, 'form[action$="/submissions"]'), first!)
    }
    for (const role of ['administrator', 'auditor'] as const)
      await services.staff.create(operator, { email: `${role}@example.org`, name: 'Sam', password, role, institutionId }) // prettier-ignore
    console = `${world.url}/admin/institutions/${institutionId}/ledger`
  })
  after(() => world.close())

  const assessor = async () => (await arriveAs(world, cast.assessors[0]!.key, 'assessor', assignment)).visitor
  const staff = async (role: 'administrator' | 'auditor'): Promise<Visitor> => {
    const visitor = new Visitor()
    const email = `${role}@example.org`
    await visitor.submit(await visitor.open(`${world.url}/admin`), 'main form', { email, password })
    return visitor
  }
  const take = async (visitor: Visitor): Promise<Page> => {
    const queue = await visitor.open(`${world.url}/cohorts/${cohortId}/queue?show=free`)
    return visitor.submit(queue, 'form[action$="/assessments"]')
  }
  /** What the page's script sends. */
  const report = (visitor: Visitor, page: Page, seconds: number) => {
    const form = page.$('[data-active-time]')
    const fields = { _csrf: String(form.find('[name=_csrf]').val()), seconds: String(seconds) }
    return visitor.send(new URL(form.attr('data-active-time') ?? '', world.url), fields)
  }
  const own = (visitor: Visitor, query = '') => visitor.open(`${world.url}/ledger${query}`)
  const lines = ({ $ }: Page) =>
    $('main .rows > li').toArray().map((line) => $(line).text().replace(/\s+/g, ' ').trim()) // prettier-ignore
  /** Opens the form of the line that says this. */
  const say = async (visitor: Visitor, words: string, query = ''): Promise<Page> => {
    const page = await own(visitor, query)
    const line = page.$('main .rows > li').filter((_, one) => page.$(one).text().includes(words)).first() // prettier-ignore
    return visitor.open(new URL(line.find('a').attr('href') ?? '', page.url))
  }

  it('counts what the page reports, but never more than has passed nor after the end', async () => {
    const visitor = await assessor()
    const page = await take(visitor)
    pass(5 * MINUTE)
    expect((await report(visitor, page, 60)).status).to.equal(204)
    await report(visitor, page, 3_000)
    pass(30_000)
    await report(visitor, page, 3_000)
    expect((await report(visitor, page, 0)).status).to.equal(422)
    await judgeAttempt(visitor, page, first!)
    pass(2 * MINUTE)
    await report(visitor, page, 100)
    const [line] = lines(await own(visitor))
    expect(line).to.match(/First look · .*2 min.*measured/)
  })

  it('takes the word of whoever did it, with a reason, once; and tells them apart', async () => {
    const visitor = await assessor()
    await judgeAttempt(visitor, await take(visitor), first!)
    const form = await say(visitor, 'time unknown')
    const without = await visitor.submit(form, '#statement-form', { minutes: '40', reason: ' ' })
    expect(without.status).to.equal(422)
    expect(without.$('#minutes').val()).to.equal('40')
    expect(without.$('.error-summary').text()).to.include('Say in a few words why.')
    const said = { minutes: '40', reason: 'I read it on paper.' }
    const kept = await visitor.submit(without, '#statement-form', said)
    await visitor.submit(without, '#statement-form', said)
    expect(lines(kept).join()).to.match(/40 min.*stated/)
    expect(kept.html).to.not.include(cast.educators[2]!.name)
    const acts = await world.tool.services.audit.latest(world.institutionId, 500)
    const stated = acts.filter(({ action }) => action === 'ledger.minutes_stated')
    expect(stated.map(({ changes }) => changes)).to.deep.equal([
      [{ what: 'minutes', before: null, after: 40 }],
    ])
    expect(JSON.stringify(stated)).to.not.include('paper')

    const other = await arriveAs(world, cast.facilitators[0]!.key, 'facilitator', assignment)
    const theirs = await own(other.visitor)
    expect(lines(theirs)).to.deep.equal([])
    const fields = { ...said, month: '2026-03', itemId: stated[0]!.subject, key: 'another-key', _csrf: '' }
    const token = String(other.page.$('[name=_csrf]').first().val())
    const foreign = await other.visitor.send(`${world.url}/ledger/statements`, { ...fields, _csrf: token })
    expect(foreign.status).to.equal(404)
  })

  it('knows works that were scored together', async () => {
    const { services } = world.tool
    const { institutionId } = world
    const lead = await arriveAs(world, cast.facilitators[0]!.key, 'facilitator', assignment)
    const dina = await assessor()
    const opening = await lead.visitor.open(`${world.url}/cohorts/${cohortId}/norming/opening`)
    const people = opening.$('[name=participants]').toArray().map((box) => opening.$(box).attr('value') ?? '') // prettier-ignore
    const opened = await lead.visitor.submit(opening, '#opening-form', {
      ...{ title: 'Alike', works: opening.$('[name=works]').first().attr('value') ?? '' },
      ...{ participants: people, closesOn: '2026-03-20' },
    })
    const roundId = captured(opened, /\/norming\/([\w-]{36})/)
    const work = await dina.open(`${world.url}/norming/${roundId}/works/1`)
    pass(4 * MINUTE)
    await report(dina, work, 180)
    const { done } = await people.reduce(
      async (before, personId) => {
        const actor = { kind: 'person' as const, institutionId, personId }
        const { microCredential } = await services.norming.work(actor, roundId, 1)
        const { criteria, levels } = microCredential.rubric
        const judgements = criteria.map(({ id }) => ({ criterionId: id, levelId: levels[0]!.id, comment: 'So.' })) // prettier-ignore
        await services.norming.handIn(actor, roundId, 1, judgements)
        return { done: (await before).done + 1 }
      },
      Promise.resolve({ done: 0 }),
    )
    expect(done).to.equal(2)
    expect(lines(await own(dina)).join()).to.match(/Scored together · .*3 min.*measured/)
  })

  it('is agreed and closed by administrators, read by auditors, and closed only when it is over', async () => {
    const admin = await staff('administrator')
    const typed = { who: 'all', amount: '12.5x', currency: 'usd', from: '2026-03-01' }
    const wrong = await admin.submit(await admin.open(console), '#rate-form', typed)
    expect(wrong.status).to.equal(422)
    expect(wrong.$('#amount').val()).to.equal('12.5x')
    expect(wrong.$('#from').val()).to.equal('2026-03-01')
    await admin.submit(wrong, '#rate-form', { amount: '12.50' })
    const page = await admin.open(console)
    const row = page.$('tbody tr').filter((_, one) => page.$(one).text().includes(cast.assessors[0]!.name)) // prettier-ignore
    expect(row.text().replace(/\s+/g, ' ')).to.match(/3 45 min 0 \$37\.50/)
    expect(page.text).to.include('It can be closed from Thursday, April 2, 2026 on')

    const token = String(page.$('[name=_csrf]').first().val())
    const early = await admin.send(`${console}/closing`, { month: '2026-03', _csrf: token })
    expect([early.status, early.text.includes('This month is not over yet')]).to.deep.equal([409, true])
    const auditor = await staff('auditor')
    const looked = await auditor.open(console)
    expect([looked.status, looked.$('#rate-form').length]).to.deep.equal([200, 0])
    const itsToken = String(looked.$('[name=_csrf]').first().val())
    for (const act of ['closing', 'rates'])
      expect((await auditor.send(`${console}/${act}`, { month: '2026-03', _csrf: itsToken })).status).to.equal(403) // prettier-ignore
  })

  it('stays as it was closed: neither a rate nor a statement changes it; what is said later comes later', async () => {
    pass(24 * DAY)
    const admin = await staff('administrator')
    const document = async (month: string) => admin.open(`${console}/document?month=${month}`)
    const before = await document('2026-03')
    expect(before.headers.get('content-disposition')).to.equal('attachment; filename=work-ledger-2026-03.csv')
    expect(before.headers.get('content-type')).to.equal('text/csv; charset=utf-8')
    const page = await admin.open(`${console}?month=2026-03`)
    const closed = await admin.submit(page, 'form[action$="/closing"]')
    expect(closed.text).to.include('Nothing in it changes any more')
    expect(closed.$('form[action$="/closing"]').length).to.equal(0)
    const after = await document('2026-03')
    expect(after.html).to.equal(before.html.replaceAll(',open,', ',closed,'))

    await admin.submit(closed, '#rate-form', { who: 'all', amount: '30', currency: 'USD', per: 'hour', from: '2026-03-01' }) // prettier-ignore
    const visitor = await assessor()
    const form = await say(visitor, '40 min', '?month=2026-03')
    expect(form.text).to.include('The difference becomes a line in the present month.')
    const kept = await visitor.submit(form, '#statement-form', {
      minutes: '70',
      reason: 'It was two evenings.',
    })
    expect(kept.text).to.match(/you said 1 h 10 min/)
    expect((await document('2026-03')).html).to.equal(after.html)
    expect(lines(await own(visitor)).join()).to.match(/Changed afterwards \(March 2026\).*30 min/)
    const april = (await document('2026-04')).html.trim().split('\r\n')
    expect(april).to.have.length(2)
    expect(april[1]).to.match(/^2026-04,open,statement:.*,30,stated,12\.50,item,USD,0\.00,USD,,assessment:/)
    const again = await admin.send(`${console}/closing`, { month: '2026-03', _csrf: String(page.$('[name=_csrf]').first().val()) }) // prettier-ignore
    expect(again.status).to.equal(200)
    const acts = await world.tool.services.audit.latest(world.institutionId, 500)
    expect(acts.filter(({ action }) => action === 'ledger.month_closed')).to.have.length(1)
    const dina = closed
      .$('tbody a')
      .filter((_, one) => closed.$(one).text().includes(cast.assessors[0]!.name))
    const theirs = await admin.open(new URL(dina.attr('href') ?? '', closed.url))
    expect(lines(theirs).join()).to.match(/40 min.*I read it on paper\./)
    expect(after.html).not.to.include('paper')
  })
})
