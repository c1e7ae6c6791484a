import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { fixedClock } from '../../src/clock/clock.js'
import { cast } from '../../src/practiceLms/cast.js'
import { judgeAttempt, sendAttempt, storyOf } from '../support/story.js'
import { addTenant, type Tenant } from '../support/tenant.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const DAY = 86_400_000
const story = storyOf('calm-arrival')
const [first, second] = story.attempts
const [, , owner, other] = cast.educators

describe('A portfolio', function () {
  this.timeout(60_000)
  const clock = fixedClock(new Date())
  let world: World
  let abroad: Tenant
  let educator: Visitor
  let colleague: Visitor
  let submissionId: string
  let slotId: string
  let awardId: string
  let address: string
  let assignment: string
  let colleaguesPage: URL
  const anybody = new Visitor()
  const dayIn = (days: number) => new Date(clock.now().getTime() + days * DAY).toISOString().slice(0, 10)
  const at = (path: string) => `${world.url}${path}`
  const mine = () => educator.open(at('/portfolio'))
  const press = async (
    noun: string,
    fields: Record<string, string> = {},
    thing = `pieces/${submissionId}/${slotId}`,
  ) => {
    const action = `/portfolio/${thing}/${noun}`
    const button = `button[formaction="${action}"]`
    const page = await mine()
    return educator.submit(
      page,
      `form[action="/portfolio/${thing}/words"]`,
      fields,
      {},
      noun === 'words' ? undefined : button,
    )
  }
  const permit = async (fields: Record<string, string>) => {
    const page = await educator.open(at(`/submissions/${submissionId}/permissions`))
    const named = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [`${name}-${slotId}`, value]),
    )
    return educator.submit(page, `form[action$="/artefacts/${slotId}/permission"]`, named)
  }
  const makeLink = async (fields: Record<string, string>) =>
    educator.submit(await mine(), '#link-form', { label: 'The school in Lincoln Street', ...fields })
  const addressOn = (page: Page) => String(page.$('#share-address').attr('value'))
  const fileOn = (page: Page) => new URL(page.$('a[download]').attr('href') ?? '', page.url)

  before(async () => {
    world = await startWorld({ clock })
    abroad = await addTenant(world.tool, { name: 'Mountain College', personality: 'moodle', clock })
    const { services } = world.tool
    assignment = world.lms.createAssignment({ title: 'Calm', lineItem: { scoreMaximum: 100 } }).id
    const arrive = (key: string) => world.launch(key, { assignment })
    const mapping = await arrive(cast.facilitators[0]!.key)
    const asked = await services.catalogue.latest(world.institutionId, story.microCredential)
    await mapping.visitor.submit(mapping.page, 'form[action$="/mapping"]', { microCredentialId: asked!.id })
    const begun = await arrive(owner!.key)
    educator = begun.visitor
    const writing = await educator.submit(begun.page, 'form[action$="/submissions"]')
    slotId = asked!.slots.find(({ kind }) => kind === 'file')!.id
    const joining = await arrive(other!.key)
    colleague = joining.visitor
    colleaguesPage = joining.page.url
    const partners = await educator.open(
      new URL(writing.$(`a[href$="/${slotId}/partners"]`).attr('href') ?? '', writing.url),
    )
    const person = partners.$('[name=person]').attr('value') ?? ''
    await educator.submit(partners, 'form[action$="/partners"]', { person })
    await colleague.submit(await colleague.open(joining.page.url), 'form[action$="/acceptance"]')
    const answers = [...first!.answers, ...second!.answers]
    const own = { [`did-${slotId}`]: 'I drew the plan.', [`share-${slotId}`]: 'Half of it.' }
    await sendAttempt(educator, writing, { ...first!, answers }, own)
    const assessing = await arrive(cast.assessors[0]!.key)
    const cohortId = /\/cohorts\/([\w-]{36})/.exec(assessing.page.html)![1]!
    const queue = await assessing.visitor.open(at(`/cohorts/${cohortId}/queue`))
    const opened = await assessing.visitor.submit(queue, 'form[action$="/assessments"]')
    const last = new Map([...first!.judgements, ...second!.judgements].map((one) => [one.criterionId, one]))
    await judgeAttempt(assessing.visitor, opened, { ...second!, judgements: [...last.values()] })
    const [award] = await services.badges.awards.list(operator, world.institutionId)
    awardId = award!.id
    submissionId = award!.submissionIds[0]!
  })
  after(async () => {
    await abroad.lms.close()
    await world.close()
  })

  it('holds what was earned and finished, and shows none of it until its owner chooses', async () => {
    const page = await mine()
    expect(page.$(`#thing-${awardId}`).text()).to.include('Not shown')
    expect(page.$(`#thing-${submissionId}-${slotId}`).text()).to.include('Not shown')
    address = addressOn(await makeLink({}))
    expect(address).to.match(/\/p\/[\w-]{43}$/)
    const seen = await anybody.open(address)
    expect(seen.text).to.include('Nothing is shown at the moment')
    expect(seen.$('article')).to.have.length(0)
    expect((await mine()).html).to.not.include(address.split('/p/')[1])
  })

  it('does not show a piece that its owner has not opened to everybody, or without consent, and says what is missing', async () => {
    const thing = `#thing-${submissionId}-${slotId}`
    expect((await mine()).$(thing).text()).to.include('You have not allowed everybody to see this piece')
    const steps = [
      [{ audience: 'public' }, 'Say first whether students appear'],
      [{ audience: 'public', students: 'some' }, 'no consent is on file'],
      [
        { audience: 'public', students: 'some', consent: 'yes', 'consent-until': dayIn(-1) },
        'The consent for it has ended',
      ],
    ] as const
    for (const [permission, said] of steps) {
      await permit(permission)
      const page = await mine()
      expect(page.$(thing).text()).to.include(said)
      expect(
        page.$(`${thing} a[href="/submissions/${submissionId}/permissions#piece-${slotId}"]`),
      ).to.have.length(1)
      const token = String(page.$('[name=_csrf]').attr('value'))
      const forced = await educator.send(at(`/portfolio/pieces/${submissionId}/${slotId}/showing`), {
        _csrf: token,
      })
      expect(forced.status).to.equal(422)
      expect(forced.text).to.include(said)
      expect((await anybody.open(address)).$('article')).to.have.length(0)
    }
  })

  it('does not show what several made before all of them allow it', async () => {
    const thing = `#thing-${submissionId}-${slotId}`
    await permit({ audience: 'public', students: 'none' })
    expect((await mine()).$(thing).text()).to.include('Somebody who made it with you has not allowed it')
    const theirs = await colleague.open(colleaguesPage)
    const allowed = { [`audience-${slotId}`]: 'public', [`students-${slotId}`]: 'none' }
    await colleague.submit(theirs, '#evidence-form', allowed)
    expect((await mine()).$(thing).text()).to.not.include('Somebody who made it with you')
  })

  it('shows what was chosen, in its owner’s words, to whoever has the link, with its files and nothing else', async () => {
    await permit({
      audience: 'public',
      students: 'some',
      who: 'Two students of year 4',
      consent: 'yes',
      'consent-until': dayIn(1),
    })
    const key = `${submissionId}-${slotId}`
    const shown = await press('showing', {
      [`was-${key}`]: 'A calm first hour.',
      [`changed-${key}`]: 'They settle sooner.',
    })
    expect(shown.text).to.include('It is shown to whoever has your link')
    await press('showing', {}, `awards/${awardId}`)
    const seen = await anybody.open(address)
    expect(seen.$('article')).to.have.length(2)
    for (const words of ['A calm first hour.', 'They settle sooner.', owner!.name])
      expect(seen.text).to.include(words)
    expect(seen.text).to.not.include('Two students of year 4')
    expect(seen.html).to.not.include('/evidence/')
    expect(seen.headers.get('x-robots-tag')).to.include('noindex')
    const foreign = seen.$('[src], link[rel=stylesheet]').toArray()
    for (const { attribs } of foreign)
      expect(new URL(attribs['src'] ?? attribs['href'] ?? '', seen.url).origin).to.equal(world.url)
    expect((await anybody.open(fileOn(seen))).status).to.equal(200)
    const unshown = await world.tool.services.submissions.find(world.institutionId, submissionId)
    const others = unshown!.artefacts.filter(({ file, slotId: slot }) => file && slot !== slotId)
    for (const { file } of others)
      expect((await anybody.open(`${address}/files/${file!.artefactId}`)).status).to.equal(404)
    expect((await educator.open(at('/portfolio/preview'))).text).to.include('A calm first hour.')
  })

  it('keeps typed words when they are too long, and after they are mended', async () => {
    const name = `was-${submissionId}-${slotId}`
    const long = await press('words', { [name]: 'x'.repeat(1001) })
    expect(long.status).to.equal(422)
    expect(long.$(`[name="${name}"]`).text()).to.include('x'.repeat(1001))
    await press('words', { [name]: 'A calmer first hour.' })
    expect((await anybody.open(address)).text).to.include('A calmer first hour.')
  })

  it('is nobody else’s: a colleague and another institution find their own, and cannot touch this one', async () => {
    const far = abroad.lms.createAssignment({ title: 'Far', lineItem: { scoreMaximum: 100 } }).id
    const stranger = (await abroad.launch(cast.educators[2]!.key, { assignment: far })).visitor
    for (const who of [colleague, stranger]) {
      const own = await who.open(at('/portfolio'))
      expect(own.text).to.include('Nothing to show yet')
      const token = { _csrf: String(own.$('[name=_csrf]').attr('value')) }
      const [link] = (await mine()).$('form[action$="/withdrawal"]').toArray()
      for (const path of [
        `/portfolio/pieces/${submissionId}/${slotId}/hiding`,
        `/portfolio/awards/${awardId}/showing`,
        link!.attribs['action']!,
      ])
        expect((await who.send(at(path), token)).status, path).to.equal(404)
    }
    expect((await anybody.open(at('/portfolio'))).status).to.equal(401)
    expect((await anybody.open(address)).$('article')).to.have.length(2)
  })

  it('opens where it was placed in a course as a page without a grade', async () => {
    const { visitor, page } = await world.launch(cast.facilitators[0]!.key, {
      message: 'LtiDeepLinkingRequest',
    })
    const preview = await visitor.submit(page, '#placing-form', { item: 'page:portfolio' })
    const placed = await visitor.submit(preview, '#preview-form')
    await visitor.submit(placed, 'form[data-submit-at-once], form[method=post]')
    for (const { id } of world.lms.placements()) world.lms.savePlacement(id)
    const link = world.lms.state.links.at(-1)!
    expect(link.custom).to.deep.equal({ cairn_page: 'portfolio' })
    const opened = await world.launch(owner!.key, { assignment: link.id })
    expect(opened.page.url.pathname).to.equal('/portfolio')
    expect(opened.page.text).to.include('2 things are shown')
  })

  it('opens by a link until the end of its last day, or until it is withdrawn, and then says that it does not', async () => {
    expect((await makeLink({ until: dayIn(-1) })).text).to.include('That day is over')
    expect((await makeLink({ label: '', until: dayIn(0) })).status).to.equal(422)
    const today = addressOn(await makeLink({ label: 'Today only', until: dayIn(0) }))
    const withdrawn = addressOn(await makeLink({ label: 'Soon over' }))
    for (const one of [today, withdrawn]) expect((await anybody.open(one)).$('article')).to.have.length(2)
    const files = [today, withdrawn].map((one) => `${one}/files/`)
    const file =
      fileOn(await anybody.open(today))
        .pathname.split('/')
        .at(-1) ?? ''
    const page = await mine()
    const row = page.$('ul.rows li').filter((_, element) => page.$(element).text().includes('Soon over'))
    await educator.submit(page, `form[action="${row.find('form').attr('action') ?? ''}"]`)
    clock.advance(DAY)
    for (const [index, gone] of [today, withdrawn, `${withdrawn}x`].entries()) {
      const answer = await anybody.open(gone)
      expect(answer.status).to.equal(404)
      expect(answer.text).to.include('This link does not open anything')
      if (files[index]) expect((await anybody.open(`${files[index]}${file}`)).status).to.equal(404)
    }
    expect((await anybody.open(address)).$('article'), 'the consent holds on its last day').to.have.length(2)
  })

  it('loses a piece, and the way to its file, on the day after its consent has ended', async () => {
    const file = fileOn(await anybody.open(address))
    clock.advance(DAY)
    const seen = await anybody.open(address)
    expect(seen.$('article')).to.have.length(1)
    expect(seen.text).to.not.include('A calmer first hour.')
    expect((await anybody.open(file)).status).to.equal(404)
    educator = (await world.launch(owner!.key, { assignment })).visitor
    const page = await mine()
    expect(page.$(`#thing-${submissionId}-${slotId}`).text()).to.include('Chosen, but not shown now')
    await permit({ audience: 'public', students: 'some', consent: 'yes', 'consent-until': dayIn(30) })
    expect((await anybody.open(address)).$('article'), 'a new consent').to.have.length(2)
    await press('hiding')
    expect((await anybody.open(address)).$('article')).to.have.length(1)
    const acts = (
      await world.tool.services.audit.of(
        `person:${(await world.tool.services.badges.awards.list(operator))[0]!.personId}`,
      )
    ).map(({ action }) => action)
    for (const act of ['shown', 'hidden', 'linkMade', 'linkWithdrawn'])
      expect(acts).to.include(`portfolio.${act}`)
  })

  it('no longer shows a badge that was taken back', async () => {
    await world.tool.services.badges.awards.revoke(operator, awardId, 'It was given by mistake.')
    expect((await anybody.open(address)).$('article')).to.have.length(0)
  })
})
