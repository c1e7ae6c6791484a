import { expect } from 'chai'
import { begin, JUDGEMENTS, judge, press, start, submissionIn } from '../submissions/forms.js'
import { png } from '../submissions/files.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Page, Visitor } from '../support/visitor.js'

const met = judge({
  plan: ['proficient', 'Clear.'],
  room: ['proficient', 'Calm.'],
  hear: ['proficient', 'They speak.'],
})
const SECRET = /zaynab|haddad/i
const NUMBERED = /(?:Educator|معلّم) (\d{6})/

describe('names hidden from assessors', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let zaynab: Visitor
  let dina: Visitor
  let huda: Visitor
  let farid: Visitor
  let id: string
  let answered: URL

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    zaynab = await world.enrol(place, 'zaynab-1', ['educator'], 'Zaynab Haddad')
    dina = await world.enrol(place, 'dina', ['assessor'], 'Dina Saleh')
    huda = await world.enrol(place, 'huda', ['assessor'], 'Huda Amin', { 'accept-language': 'ar' })
    farid = await world.enrol(place, 'farid', ['facilitator'], 'Farid Nasser')
    id = await sendNamed(zaynab)
    world.nameRules.hideNames = true
  })
  after(() => world.stop())

  async function sendNamed(who: Visitor): Promise<string> {
    const begun = await start(world, place, who)
    const file = { name: 'Zaynab Haddad room.PNG', content: png }
    const page = await who.upload(begun, '#evidence-form', 'file-photo', file)
    const submissionId = submissionIn(page)
    await press(who, page, `/submissions/${submissionId}/sending`, {
      'text-story': 'We moved the desks and practised the bell together.',
      'answer-look-back-0': 'Voices are lower.',
      'answer-look-back-1': 'Mornings.',
    })
    return submissionId
  }

  /** Every page, picture and file that links lead to from these, each opened once. */
  async function everythingFrom(who: Visitor, ...firsts: string[]): Promise<Page[]> {
    const [waiting, seen, pages] = [[...firsts], new Set(firsts), [] as Page[]]
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const page = await who.open(`${world.origin}${path}`)
      pages.push(page)
      for (const element of page.$('a[href], img[src], video[src], audio[src]').toArray()) {
        const target = page.$(element).attr('href') ?? page.$(element).attr('src') ?? ''
        const { origin, pathname, search } = new URL(target, page.url)
        const next = `${pathname}${search}`
        if (origin !== world.origin || seen.has(next) || pathname.startsWith('/assets/')) continue
        seen.add(next)
        waiting.push(next)
      }
    }
    return pages
  }

  const told = ({ html, headers }: Page): string => `${html} ${[...headers.values()].join(' ')}`
  const numbersIn = (pages: Page[]) => new Set(pages.flatMap(({ text }) => NUMBERED.exec(text)?.[1] ?? []))

  it('nothing an assessor can open tells the name, in neither language, and the number is the same everywhere', async () => {
    const form = await begin(world, place, dina, id)
    for (const who of [dina, huda]) {
      const pages = await everythingFrom(
        who,
        `/cohorts/${place.cohort.id}/queue`,
        form.url.pathname,
        `/assignments/${place.assignment.id}/shared`,
      )
      expect(pages.some(({ url }) => url.pathname.startsWith('/evidence/'))).to.equal(true)
      expect(pages.map(({ url }) => url.pathname)).to.include.members([
        `/submissions/${id}`,
        `/assignments/${place.assignment.id}`,
        form.url.pathname,
      ])
      for (const page of pages) expect(told(page), page.url.pathname).to.not.match(SECRET)
      expect(numbersIn(pages).size).to.equal(1)
    }
    expect(form.html).to.include('photo.png')
  })

  it('whoever writes down what they saw names the person, and is shown no list of names', async () => {
    const records = `${world.origin}/cohorts/${place.cohort.id}/records`
    const noor = await world.enrol(place, 'noor', ['educator'], 'Noor Al-Amin')
    expect((await noor.open(records)).status).to.equal(403)
    const form = await dina.open(records)
    expect(form.$('nav a[aria-current=page]').attr('href')).to.equal(new URL(records).pathname)
    const seen = {
      ...{ assignmentId: place.assignment.id, way: 'visit', seenOn: '2026-03-04', seenBy: 'Dina, assessor' },
      text: 'The desks stood in a circle and the bell was quiet.',
    }
    const strange = await dina.submit(form, '#record-form', { ...seen, personName: 'Nor Alamin' })
    expect(strange.status).to.equal(422)
    expect(strange.$('#personName').val()).to.equal('Nor Alamin')
    expect(strange.$('.error-summary a').attr('href')).to.equal('#personName')
    const byId = await dina.send(records, { _csrf: await world.token(dina), ...seen, personId: 'noor' })
    expect(byId.status).to.equal(422)
    const kept = await dina.submit(strange, '#record-form', { ...seen, personName: ' noor  al-amin ' })
    expect(kept.text).to.include('Recorded')
    expect(told(kept)).to.not.match(/noor|amin/i)
    expect((await farid.open(records)).$('#personId option').text()).to.include('Noor Al-Amin')
  })

  it('two works of one person have two numbers, so that they do not tell they are by the same', async () => {
    const other = await world.course('Another course')
    await world.stores.enrolments.see(
      {
        institutionId: 'inst-1',
        cohortId: other.cohort.id,
        personId: 'dina',
        roles: ['assessor'],
        platformUserId: 'dina',
        testLearner: false,
      },
      world.clock.now(),
    )
    const again = await world.enrol(other, 'zaynab-1', ['educator'], 'Zaynab Haddad')
    const begun = await again.open(`${world.origin}/assignments/${other.assignment.id}`)
    await again.submit(begun, 'form[action$="/submissions"]')
    const pages = await Promise.all(
      [place, other].map(({ assignment }) => dina.open(`${world.origin}/assignments/${assignment.id}`)),
    )
    expect(numbersIn(pages).size).to.equal(2)
  })

  it('facilitators still see who it is, and the files’ own names', async () => {
    const overview = await farid.open(`${world.origin}/assignments/${place.assignment.id}`)
    expect(overview.text).to.include('Zaynab Haddad')
    const pages = await everythingFrom(farid, `/submissions/${id}`)
    expect(pages[0]?.text).to.include('Zaynab Haddad')
    const file = pages.find(({ url }) => /^\/evidence\/[^/]+$/.test(url.pathname))
    expect(file && told(file)).to.match(SECRET)
    const form = await farid.open(`${world.origin}/cohorts/${place.cohort.id}/queue`)
    expect(form.text).to.not.match(SECRET)
  })

  it('the name stays hidden after the answer, unless the programme wants it told', async () => {
    const form = await begin(world, place, dina, id)
    const asked = await dina.submit(form, JUDGEMENTS, { ...met, next: 'finalisation' })
    expect(told(asked)).to.not.match(SECRET)
    const sent = await dina.submit(asked, '#finalisation-form')
    answered = new URL(sent.url.pathname, sent.url)
    expect(told(sent)).to.not.match(SECRET)
    expect(told(await dina.open(`${answered.href}/correction`))).to.not.match(SECRET)
    expect((await dina.open(`${world.origin}/submissions/${id}`)).text).to.not.match(SECRET)
    world.nameRules.namesAfter = true
    expect((await dina.open(answered)).text).to.include('Zaynab Haddad')
    expect((await dina.open(`${world.origin}/submissions/${id}`)).text).to.include('Zaynab Haddad')
    expect((await dina.open(`${world.origin}/assignments/${place.assignment.id}`)).text).to.include(
      'Zaynab Haddad',
    )
  })
})
