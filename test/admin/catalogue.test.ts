import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { createApp } from '../../src/app.js'
import { cast } from '../../src/practiceLms/cast.js'
import { rules } from '../hostile/rules.js'
import { routesOf } from '../hostile/routeList.js'
import { Visitor } from '../support/visitor.js'
import type { World } from '../support/world.js'
import { startWorkshop, type Workshop } from './workshop.js'

describe('writing a micro-credential in the console', function () {
  this.timeout(60_000)
  let workshop: Workshop
  let world: World
  const home = () => workshop.home
  const as: Workshop['as'] = (name) => workshop.as(name)
  const version: Workshop['version'] = (key) => workshop.version(key)
  const desk: Workshop['desk'] = (key) => workshop.desk(key)
  const save: Workshop['save'] = (...given) => workshop.save(...given)

  before(async () => {
    workshop = await startWorkshop()
    world = workshop.world
  })
  after(() => world.close())

  it('gives an author the catalogue and nothing else of the console', async () => {
    const start = await as('ada').open(`${world.url}/admin`)
    expect(start.url.pathname).to.equal(`/admin/institutions/${world.institutionId}/catalogue`)
    const token = String(start.$('input[name=_csrf]').first().val())
    const paths = routesOf(createApp(world.tool.services)).filter(
      ({ path }) => path.startsWith('/admin/institutions') && !path.includes('/catalogue'),
    )
    expect(paths.length).to.be.greaterThan(6)
    const wrong: string[] = []
    for (const { method, path } of paths) {
      const url = world.url + path.replace(':institutionId', world.institutionId).replace(/:\w+/g, 'moodle')
      const fields = { ...rules[`${method} ${path}`]?.fields, _csrf: token }
      const page = method === 'GET' ? await as('ada').open(url) : await as('ada').send(url, fields)
      const led = page.url.pathname.endsWith('/catalogue')
      if (page.status !== 403 && !led) wrong.push(`${method} ${path} ${String(page.status)}`)
    }
    expect(wrong).to.deep.equal([])
  })

  it('begins with a title, saves what is incomplete, and names what is missing with a way to each section', async () => {
    const shelf = await as('ada').open(`${home()}/catalogue`)
    const refused = await as('ada').submit(shelf, 'form[action$="/catalogue"]', { title: ' ' })
    expect(refused.status).to.equal(422)
    const first = await as('ada').submit(shelf, 'form[action$="/catalogue"]', { title: 'Wait time' })
    expect(first.url.pathname).to.match(/\/sections\/competency$/)
    const saved = await save('ada', first, {
      'competency.en': 'Waits. Listens.',
      audience: ['classroomTeacher'],
    })
    expect(saved.text).to.contain('Saved.')
    const overview = await as('ada').open(await desk('wait-time'))
    const links = overview
      .$('#check a')
      .toArray()
      .map((link) => overview.$(link).text())
    expect(links).to.include('Competency: Competency – make it one sentence: exactly one competency')
    expect(links).to.include('Why it matters: Research – cite at least one source')
    for (const link of overview.$('#check a').toArray())
      expect((await as('ada').open(new URL(link.attribs['href']!, overview.url))).status).to.equal(200)
  })

  it('adds, moves and takes away rows by buttons, and keeps everything typed', async () => {
    let page = await as('ada').open(`${await desk('wait-time')}/sections/why`)
    page = await save(
      'ada',
      page,
      { 'whyItMatters.text.en': 'Thinking takes time.' },
      'add:whyItMatters.sources',
    )
    page = await save('ada', page, { 'whyItMatters.sources.0.citation': 'Rowe' }, 'add:whyItMatters.sources')
    page = await save(
      'ada',
      page,
      { 'whyItMatters.sources.1.citation': 'Tobin' },
      'up:whyItMatters.sources:1',
    )
    expect(page.$('[name="whyItMatters.text.en"]').val()).to.equal('Thinking takes time.')
    expect((await version('wait-time')).whyItMatters.sources).to.deep.equal([
      { citation: 'Tobin' },
      { citation: 'Rowe' },
    ])
    const wrong = { 'whyItMatters.sources.0.url': 'nowhere', 'whyItMatters.text.ar': 'مهمّ' }
    page = await save('ada', page, wrong, 'add:whyItMatters.sources')
    expect(page.status).to.equal(422)
    expect(page.$('[name="whyItMatters.sources.0.url"]').val()).to.equal('nowhere')
    expect(page.$('[name="whyItMatters.text.ar"]').val()).to.equal('مهمّ')
    expect(page.$('[name="whyItMatters.sources.2.citation"]').length).to.equal(1)
    const target = page.$('.error-summary a').attr('href')!
    expect(page.$(`[id="${target.slice(1)}"]`).length).to.equal(1)
    page = await save('ada', page, { 'whyItMatters.sources.0.url': '' }, 'remove:whyItMatters.sources:2')
    expect((await version('wait-time')).whyItMatters.sources).to.have.length(2)
  })

  it('shows a late writer what the other wrote, keeps both, and writes only when told again', async () => {
    const path = `${await desk('wait-time')}/sections/safety`
    const [ada, bo] = [await as('ada').open(path), await as('bo').open(path)]
    await save('ada', ada, { 'safety.en': 'No names of children.' })
    const late = await save('bo', bo, { 'safety.en': 'No faces of children.' })
    expect(late.status).to.equal(409)
    expect(late.$('[name="safety.en"]').val()).to.equal('No faces of children.')
    expect(late.$('.changes del').text()).to.contain('names')
    expect(late.$('.changes ins').text()).to.contain('faces')
    expect((await version('wait-time')).safety.en).to.equal('No names of children.')
    await save('bo', late, { 'safety.en': 'No names, no faces of children.' })
    expect((await version('wait-time')).safety.en).to.equal('No names, no faces of children.')
  })

  it('writes evidence and criteria one by one, each level described beside its Arabic', async () => {
    const evidence = await as('ada').open(`${await desk('wait-time')}/sections/evidence`)
    const slot = await as('ada').submit(evidence, 'form[action$="/evidence/items"]')
    await save('ada', slot, { 'title.en': 'The lesson', kind: 'file', required: 'yes', accept: ['video'] })
    const [made] = (await version('wait-time')).slots
    expect(made).to.deep.include({ kind: 'file', limits: { maxBytes: 20_000_000, accept: ['video'] } })
    const rubric = await as('ada').open(`${await desk('wait-time')}/sections/rubric`)
    const criterion = await as('ada').submit(rubric, 'form[action$="/rubric/items"]')
    await save('ada', criterion, {
      'name.en': 'Waiting',
      slots: made!.id,
      'descriptors.2.text.en': 'Grammar is correct.',
      'descriptors.2.example.en': 'She counts to three.',
    })
    const [written] = (await version('wait-time')).rubric.criteria
    expect(written?.descriptors[2]).to.deep.equal({
      levelId: 'proficient',
      text: { en: 'Grammar is correct.' },
      example: { en: 'She counts to three.' },
    })
    const overview = await as('ada').open(await desk('wait-time'))
    expect(overview.$('#check').text()).to.contain('it scores polish')
    await as('ada').submit(evidence, 'form[action$="/evidence/items"]')
    const two = await as('ada').open(evidence.url)
    await as('ada').submit(two, `form[action$="/${made!.id}/removal"]`)
    const after = await version('wait-time')
    expect(after.slots.map(({ id }) => id)).to.deep.equal(['slot-2'])
    expect(after.rubric.criteria[0]?.slots).to.deep.equal([])
  })

  it('a section that was sent to review meanwhile keeps what was typed on the page', async () => {
    const path = `${await desk('wait-time')}/sections/method`
    const page = await as('ada').open(path)
    const { id } = await version('wait-time')
    await world.tool.services.catalogue.sendToReview(operator, world.institutionId, id)
    const late = await save('ada', page, { 'method.en': 'Count to three.' })
    expect(late.status).to.equal(409)
    expect(late.$('[name="method.en"]').val()).to.equal('Count to three.')
    const back = await as('ada').submit(
      await as('ada').open(await desk('wait-time')),
      'form[action$="/withdrawal"]',
    )
    expect(back.text).to.contain('Being written')
    await save('ada', late, {})
    expect((await version('wait-time')).method.en).to.equal('Count to three.')
  })

  it('goes from a shipped version to its next one: comment, reply, approval by another, publication, difference', async () => {
    const key = 'trauma-informed-practice'
    const old = await version(key)
    const draft = await as('ada').submit(
      await as('ada').open(await desk(key)),
      'form[action$="/next-version"]',
    )
    const hours = await as('ada').open(`${draft.url.href}/sections/hours`)
    await save('ada', hours, { effortHours: '٢١', pdHours: '15' })
    await as('ada').submit(await as('ada').open(draft.url), 'form[action$="/review"]')

    const read = await as('bo').open(`${draft.url.href}/sections/hours`)
    expect(read.$('[name=effortHours]').length).to.equal(0)
    const said = await as('bo').submit(read, 'form[action$="/comments"]', { comment: 'Is it so long?' })
    const answered = await as('ada').submit(await as('ada').open(said.url), 'form[action$="/resolution"]', {
      reply: 'It was measured.',
    })
    expect(answered.text).to.contain('It was measured.')

    const own = await as('ada').open(draft.url)
    expect(own.$('form[action$="/approval"]').length).to.equal(0)
    const token = String(own.$('input[name=_csrf]').first().val())
    const forged = await as('ada').send(`${draft.url.href}/approval`, {
      ...{ _csrf: token, reason: 'Mine.', until: '2999-01-01' },
    })
    expect(forged.status).to.equal(403)

    const deciding = await as('bo').open(draft.url)
    const missing = await as('bo').submit(deciding, 'form[action$="/approval"]', {
      reason: '',
      until: '2020-01-01',
    })
    expect([missing.status, missing.$('[name=until]').val()]).to.deep.equal([422, '2020-01-01'])
    const past = await as('bo').submit(deciding, 'form[action$="/approval"]', {
      reason: 'Fine.',
      until: '2020-01-01',
    })
    expect([past.status, past.$('#until-error').length, past.$('#reason').val()]).to.deep.equal([
      422,
      1,
      '\nFine.'.trim(),
    ])
    await as('bo').submit(deciding, 'form[action$="/approval"]', {
      ...{
        reason: 'Measured and sound.',
        conditions: 'Pilot it.',
        until: '2999-01-01',
        outside: 'State Board',
      },
    })
    const done = await as('ada').submit(await as('ada').open(draft.url), 'form[action$="/publication"]')
    expect(done.text).to.contain('Offered')

    const difference = await as('odo').open(`${draft.url.href}/difference`)
    expect(difference.$('.changes dt').length).to.equal(2)
    expect(difference.$('.changes ins').first().text()).to.contain('added: 21')
    const fresh = await version(key)
    const page = await new Visitor().open(`${world.url}/achievements/${fresh.id}`)
    for (const words of ['State Board', 'Measured and sound.', 'Pilot it.', '2999'])
      expect(page.text).to.contain(words)
    expect(old.effortHours).to.not.equal(21)
    expect((await world.tool.services.catalogue.find(world.institutionId, old.id))?.effortHours).to.equal(
      old.effortHours,
    )
  })

  it('leaves work on the version it began with, and lets nobody begin what is retired while begun work goes on', async () => {
    const { catalogue } = world.tool.services
    const { id } = world.lms.createAssignment({ title: 'Families', lineItem: { scoreMaximum: 100 } })
    const asked = await version('family-partnership')
    const teaching = await world.launch(cast.facilitators[0]!.key, { assignment: id })
    await teaching.visitor.submit(teaching.page, 'form[action$="/mapping"]', { microCredentialId: asked.id })
    const begun = await world.launch(cast.educators[2]!.key, { assignment: id })
    const writing = await begun.visitor.submit(begun.page, 'form[action$="/submissions"]')
    const waiting = await world.launch(cast.educators[3]!.key, { assignment: id })

    const next = await catalogue.nextVersion(operator, world.institutionId, asked.id)
    const safety = await as('ada').open(`${home()}/catalogue/${next.id}/sections/safety`)
    await save('ada', safety, { 'safety.en': 'Entirely new words.', 'safety.ar': 'كلمات جديدة.' })
    await as('ada').submit(await as('ada').open(`${home()}/catalogue/${next.id}`), 'form[action$="/review"]')
    await as('bo').submit(
      await as('bo').open(`${home()}/catalogue/${next.id}`),
      'form[action$="/approval"]',
      {
        ...{ reason: 'Fine.', until: '2999-01-01' },
      },
    )
    await as('bo').submit(
      await as('bo').open(`${home()}/catalogue/${next.id}`),
      'form[action$="/publication"]',
    )
    expect((await begun.visitor.open(writing.url)).html).to.not.contain('Entirely new words.')

    const retiring = await as('boss').open(`${home()}/catalogue/${next.id}`)
    await as('boss').submit(retiring, 'form[action$="/retirement"]', { reason: 'Replaced by another.' })
    const refused = await waiting.visitor.submit(waiting.page, 'form[action$="/submissions"]')
    expect([refused.status, refused.text.includes('no longer offered')]).to.deep.equal([409, true])
    const shown = await waiting.visitor.open(waiting.page.url)
    expect(shown.$('form[action$="/submissions"]').length).to.equal(0)
    const goesOn = await begun.visitor.open(writing.url)
    expect(goesOn.$('textarea').length).to.be.greaterThan(0)
    const choosing = await world.launch(cast.facilitators[0]!.key, {
      assignment: world.lms.createAssignment({ title: 'Other' }).id,
    })
    expect(choosing.page.html).to.not.contain(next.id)
    expect(choosing.page.html).to.not.contain(asked.id)
  })
})
