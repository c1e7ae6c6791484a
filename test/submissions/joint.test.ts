import { expect } from 'chai'
import type { Page, Visitor } from '../support/visitor.js'
import { png } from './files.js'
import { EVIDENCE, JUDGEMENTS, begin, judge, press, start, submissionIn } from './forms.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

describe('a piece that two made together', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let lina: Visitor
  let omar: Visitor
  let fay: Visitor
  let amals: string
  let linas: string
  let file: string
  const at = (address: string) => `${world.origin}${address}`
  const page = (who: Visitor) => who.open(at(`/assignments/${place.assignment.id}`))
  const partners = (who: Visitor, id: string, slot = 'photo') =>
    who.open(at(`/submissions/${id}/artefacts/${slot}/partners`))
  const rest = {
    'text-story': 'We moved the desks and practised the bell together.',
    'answer-look-back-0': 'Voices are lower.',
    'answer-look-back-1': 'Mornings.',
  }
  const part = (did: string) => ({ 'did-photo': did, 'share-photo': 'Half of it.', 'percent-photo': '50' })
  const send = async (who: Visitor, id: string, fields: Record<string, string>) =>
    press(who, await page(who), `/submissions/${id}/sending`, { ...rest, ...fields })
  const invitation = (shown: Page, noun: string) => shown.$(`form[action$="/${noun}"]`).attr('action') ?? ''
  const accept = async (who: Visitor) => who.submit(await page(who), 'form[action$="/acceptance"]')

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal Haddad')
    lina = await world.enrol(place, 'lina', ['educator'], 'Lina Berg')
    omar = await world.enrol(place, 'omar', ['assessor'], 'Omar Aziz')
    fay = await world.enrol(place, 'fay', ['facilitator'], 'Fay')
    await world.enrol(await world.course('Elsewhere'), 'zed', ['educator'], 'Zed')
    const started = await start(world, place, amal)
    amals = submissionIn(started)
    await amal.upload(started, EVIDENCE, 'file-photo', { name: 'room.png', content: png })
  })
  after(() => world.stop())

  it('is offered to the educators of the cohort, and to nobody else', async () => {
    const form = await partners(amal, amals)
    expect(form.text).to.include('Lina Berg')
    for (const name of ['Zed', 'Omar', 'Fay']) expect(form.text).to.not.include(name)
    expect((await amal.submit(form, 'form[action$="/partners"]')).status).to.equal(422)
    for (const person of ['zed', 'omar', 'amal', 'nobody'])
      expect((await amal.submit(form, 'form[action$="/partners"]', { person })).status).to.equal(404)
    expect((await partners(lina, amals)).status).to.equal(404)
    expect((await partners(amal, amals, 'look-back')).status).to.equal(404)
  })

  it('waits on the page of whoever is asked, also before they begin, and only they can answer', async () => {
    const asked = await amal.submit(await partners(amal, amals), 'form[action$="/partners"]', {
      person: 'lina',
    })
    expect(asked.text).to.include('They have not answered yet')
    const shown = await page(lina)
    expect(shown.text).to.include('Amal Haddad says you made something together')
    const foreign = await world.enrol(await world.course('Abroad', 'inst-2'), 'far', ['educator'])
    const token = await world.token(foreign)
    for (const noun of ['acceptance', 'refusal']) {
      const address = at(invitation(shown, noun))
      expect((await foreign.send(address, { _csrf: token })).status).to.equal(404)
      expect((await amal.send(address, { _csrf: await world.token(amal) })).status).to.equal(404)
    }
  })

  it('stands with both once accepted, its bytes once, with the other’s name beside it', async () => {
    const joined = await accept(lina)
    linas = submissionIn(joined)
    expect(joined.text).to.include('You share this now').and.to.include('Amal Haddad')
    file = joined.$('a[href^="/evidence/"]').attr('href') ?? ''
    expect((await lina.open(at(file))).status).to.equal(200)
    expect((await page(amal)).text).to.include('Lina Berg')
    const kept = await world.filesOnDisk()
    expect(kept.filter((name) => !name.endsWith('-preview'))).to.have.length(1)
    expect((await page(lina)).$('form[action$="/acceptance"]').length).to.equal(0)
  })

  it('needs from each what they did in it; what is typed comes back, and a wrong share is named', async () => {
    for (const [who, id] of [
      [amal, amals],
      [lina, linas],
    ] as const) {
      const refused = await send(who, id, {})
      expect(refused.status).to.equal(422)
      expect(refused.text).to.include('write what you did in it and your share')
    }
    const wrong = await send(lina, linas, { ...part('I drew the plan.'), 'percent-photo': 'most' })
    expect(wrong.status).to.equal(422)
    expect(wrong.text).to.include('a whole number from 0 to 100').and.to.include('I drew the plan.')
  })

  it('stays with the other when whoever keeps it takes it out, and cannot be replaced by the other', async () => {
    const shown = await page(amal)
    await press(amal, shown, `/submissions/${amals}/artefacts/photo/removal`)
    expect((await page(amal)).$('a[href^="/evidence/"]').length).to.equal(0)
    expect((await lina.open(at(file))).status).to.equal(200)
    await press(lina, await page(lina), `/submissions/${linas}/artefacts/photo/removal`)
    expect((await page(lina)).$(`a[href="${file}"]`).length).to.be.greaterThan(0)
    await amal.upload(await page(amal), EVIDENCE, 'file-photo', { name: 'desks.png', content: png })
    const newer = (await page(lina)).$('a[href^="/evidence/"]').attr('href') ?? ''
    expect(newer).to.not.equal(file)
    expect((await lina.open(at(newer))).status).to.equal(200)
    file = newer
  })

  it('is sent by each alone; the assessor reads who shared it and the part of that person only', async () => {
    for (const [who, id, did] of [
      [amal, amals, 'I moved the desks.'],
      [lina, linas, 'I drew the plan.'],
    ] as const)
      expect((await send(who, id, part(did))).url.pathname).to.match(/receipt$/)
    const judging = await begin(world, place, omar, linas)
    expect(judging.text).to.include('Amal Haddad').and.to.include('I drew the plan.').and.include('50 %')
    expect(judging.text).to.not.include('I moved the desks.')
  })

  it('names nobody who shared it to those who assess where names are hidden, nor by the file', async () => {
    world.nameRules.hideNames = true
    world.nameRules.namesAfter = true
    const round = new URL((await begin(world, place, omar, amals)).url)
    for (const address of [round.pathname, `/submissions/${linas}`, `/submissions/${amals}`, file]) {
      const { html, headers } = await omar.open(at(address))
      const told = `${html} ${[...headers.values()].join(' ')}`
      expect(told, address).to.not.match(/Amal|Haddad|Lina|Berg|desks\.png/)
    }
    expect((await omar.open(round)).text).to.include('Made with 1 other person')
    expect((await fay.open(at(`/submissions/${linas}`))).text).to.include('Amal Haddad')
    world.nameRules.hideNames = false
  })

  it('leaves one alone when the other is told “not yet”', async () => {
    const judging = await omar.open(at(`/cohorts/${place.cohort.id}/queue`))
    const opened = await omar.submit(judging, `form[action="/submissions/${linas}/assessments"]`)
    const names = opened
      .$('[name^="level-"]')
      .toArray()
      .map((input) => opened.$(input).attr('name') ?? '')
    const lowest = Object.fromEntries(
      [...new Set(names)].map((name) => {
        const id = name.slice(6)
        const first = opened.$(`[name="level-${id}"]`).first().attr('value') ?? ''
        return [id, [first, 'Say more of what happened.'] as [string, string]]
      }),
    )
    const confirm = await omar.submit(opened, JUDGEMENTS, { ...judge(lowest), next: 'finalisation' })
    await omar.submit(confirm, 'form[action$="/finalisation"]')
    const [first, second] = await Promise.all(
      [linas, amals].map((id) => world.submissionStore.find('inst-1', id)),
    )
    expect(first?.attempts).to.have.length(2)
    expect(second?.attempts).to.have.length(1)
    expect((await page(amal)).text).to.not.include('Say more of what happened.')
  })

  it('is shown to others only when everybody who made it wants that', async () => {
    const permit = async (who: Visitor, id: string) =>
      who.submit(
        await who.open(at(`/submissions/${id}/permissions`)),
        'form[action$="/artefacts/photo/permission"]',
        { 'students-photo': 'none', 'audience-photo': 'cohort' },
      )
    const shared = () => lina.open(at(`/assignments/${place.assignment.id}/shared`))
    await permit(amal, amals)
    expect((await shared()).text).to.include('Nobody shows anything yet')
    const copy = (await world.submissionStore.find('inst-1', linas))?.artefacts.find(
      ({ slotId }) => slotId === 'photo',
    )
    expect(copy?.joint).to.include({ from: 'amal' })
    await press(lina, await page(lina), `/submissions/${linas}/drafts`, {
      ...{ 'students-photo': 'none', 'audience-photo': 'cohort' },
    })
    expect((await shared()).text).to.include('Amal Haddad')
  })

  it('can be deleted for good by its keeper alone, who is told that it goes out of everybody’s work', async () => {
    const files = (id: string) => at(`/submissions/${id}/files`)
    const artefactId = file.split('/').at(-1) ?? ''
    const theirs = await lina.open(files(linas))
    expect(theirs.text).to.include('Whoever asked you put this file in')
    expect(theirs.$(`form[action*="${artefactId}"]`).length).to.equal(0)
    const refused = await lina.send(`${files(linas)}/${artefactId}/erasure`, {
      _csrf: await world.token(lina),
    })
    expect(refused.status).to.equal(409)
    expect((await lina.open(at(file))).status).to.equal(200)
    const own = await amal.open(files(amals))
    expect(own.text).to.include('It goes out of the work of everybody who made it with you')
    await amal.submit(own, `form[action*="${artefactId}"]`)
    for (const id of [amals, linas])
      expect(
        (await world.submissionStore.find('inst-1', id))?.artefacts.filter((one) => one.file?.erased),
      ).to.have.length.greaterThan(0)
    expect((await world.submissions.proveFiles()).problems).to.deep.equal([])
  })

  it('goes out of the other’s page when sharing ends, and its bytes go when nobody refers to them', async () => {
    const third = await world.enrol(place, 'kim', ['educator'], 'Kim Lund')
    const fourth = await world.enrol(place, 'lou', ['educator'], 'Lou Marsh')
    const started = await start(world, place, third)
    const id = submissionIn(started)
    await third.upload(started, EVIDENCE, 'file-photo', { name: 'bell.png', content: png })
    await third.submit(await partners(third, id), 'form[action$="/partners"]', { person: 'lou' })
    const joined = await accept(fourth)
    const other = submissionIn(joined)
    const address = joined.$('a[href^="/evidence/"]').attr('href') ?? ''
    const bytes = async () =>
      (await world.filesOnDisk()).filter((name) => name.includes(address.split('/').at(-1) ?? '?')).length
    await press(third, await page(third), `/submissions/${id}/artefacts/photo/removal`)
    expect(await bytes()).to.be.greaterThan(0)
    await fourth.submit(await partners(fourth, other), 'form[action$="/ending"]')
    expect((await page(fourth)).$('a[href^="/evidence/"]').length).to.equal(0)
    expect(await bytes()).to.equal(0)
    expect((await partners(third, id)).text).to.include('No longer shared since')
    const acts = (await world.audit.of(`submission:${id}`)).map(({ action }) => action)
    for (const action of ['joint.invited', 'joint.accepted', 'joint.left']) expect(acts).to.include(action)
  })

  it('of words follows its keeper until one of the two sends, and never replaces words of one’s own', async () => {
    const kay = await world.enrol(place, 'kay', ['educator'], 'Kay')
    const ned = await world.enrol(place, 'ned', ['educator'], 'Ned')
    const id = submissionIn(await start(world, place, kay))
    const own = submissionIn(await start(world, place, ned))
    const save = async (who: Visitor, of: string, fields: Record<string, string>) =>
      press(who, await page(who), `/submissions/${of}/drafts`, fields)
    await save(kay, id, { 'text-story': 'First words of both.' })
    await save(ned, own, { 'text-story': 'My own words here.' })
    await kay.submit(await partners(kay, id, 'story'), 'form[action$="/partners"]', { person: 'ned' })
    expect((await accept(ned)).text).to.include('You have something of your own in this part')
    expect((await page(ned)).html).to.include('My own words here.')
    await save(ned, own, { 'text-story': '' })
    expect((await accept(ned)).text).to.include('First words of both.')
    const old = await page(ned)
    await save(kay, id, { 'text-story': 'Second words of both.' })
    await press(ned, old, `/submissions/${own}/drafts`, {
      'did-story': 'I wrote the end.',
      'text-story': 'Mine.',
    })
    const shown = await page(ned)
    expect(shown.text).to.include('Second words of both.').and.to.include('Mine.')
    expect(shown.$('[name="did-story"]').text()).to.include('I wrote the end.')
    expect(shown.$('[name="text-story"]').length).to.equal(0)
  })
})
