import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import type { Page, Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const facilitator = cast.facilitators[0]!.key

for (const personality of ['moodle', 'canvas'] as const)
  describe(`the page of what has come apart (${personality})`, () => {
    let world: World
    let visitor: Visitor
    let repairs: Page

    before(async () => {
      world = await startWorld({ personality })
      const selected = await world.launch(facilitator, { message: 'LtiDeepLinkingRequest' })
      visitor = selected.visitor
      const filled = await visitor.submit(selected.page, '#placing-form', { fill: 'all' })
      const preview = await visitor.submit(filled, '#placing-form')
      await visitor.submit(await visitor.submit(preview, '#preview-form'), 'form[data-submit-at-once]')
      for (const { id } of world.lms.placements()) world.lms.savePlacement(id)
      for (const { id } of world.lms.state.links) world.lms.publish(id)
      for (const { id } of world.lms.state.links.slice(0, 3))
        await world.launch(facilitator, { assignment: id })
      await look()
    })
    after(async () => {
      await world.close()
    })

    const cohort = async () => (await world.tool.services.cohorts.list(world.institutionId))[0]!
    const look = async () => {
      repairs = await visitor.open(`${world.url}/cohorts/${(await cohort()).id}/repairs`)
      expect(repairs.status).to.equal(200)
      return repairs
    }
    /** Presses the cure of the line with this title; the page that follows is the list again. */
    const cure = async (title: string, action: string) => {
      const line = repairs.$('li.card').filter((_, one) => repairs.$(one).find('h2').text() === title)
      const form = line.find(`form[action$="/${action}"]`)
      expect(form.length, `${title}: ${action}`).to.equal(1)
      repairs = await visitor.submit(repairs, `form[action="${form.attr('action') ?? ''}"]`)
      expect(repairs.url.pathname).to.match(/\/repairs$/)
      expect(repairs.status).to.equal(200)
      return repairs
    }
    const kindsOf = () =>
      Object.fromEntries(
        repairs
          .$('li.card')
          .toArray()
          .map((one) => [repairs.$(one).find('h2').text(), repairs.$(one).find('.tag').text().trim()]),
      )
    const linkAt = (index: number) => world.lms.state.links[index]!
    const itemOf = (index: number) =>
      world.lms.state.lineItems.find(({ coupledLinkId }) => coupledLinkId === linkAt(index).id)!
    const forget = (index: number) => {
      const gone = itemOf(index)
      world.lms.state.lineItems = world.lms.state.lineItems.filter((one) => one !== gone)
      return gone
    }
    const acts = async () =>
      (await world.tool.services.audit.latest(world.institutionId)).map(({ action }) => action)

    it('says that placed items stand in the LMS, and connects one before anybody has opened it', async () => {
      expect(Object.values(kindsOf())).to.deep.equal([
        'Placed, and not yet opened',
        'Placed, and not yet opened',
      ])
      const [title] = Object.keys(kindsOf())
      await cure(title!, 'line-item')
      expect(repairs.text).to.contain('Found the column')
      expect(Object.keys(kindsOf())).to.have.length(1)
      const all = await world.tool.services.assignments.list(world.institutionId, (await cohort()).id)
      const connected = all.find((one) => one.title === title)
      expect(connected?.resourceLinkId).to.be.a('string')
      const link = world.lms.state.links.find((one) => one.title === title)!
      await world.launch(facilitator, { assignment: link.id })
      expect(
        await world.tool.services.assignments.list(world.institutionId, (await cohort()).id),
      ).to.have.length(5)
    })

    it('knows what was never saved, and removes it', async () => {
      const [title] = Object.keys(kindsOf())
      world.lms.state.lineItems = world.lms.state.lineItems.filter(({ label }) => label !== title)
      await look()
      expect(kindsOf()).to.deep.equal({ [title!]: 'Never saved in the LMS' })
      const before = repairs
      await cure(title!, 'removal')
      expect(repairs.text).to.contain('Everything holds together')
      expect(await acts()).to.include('assignment.removed')
      const again = await visitor.submit(before, 'form[action$="/removal"]')
      expect([again.status, again.url.pathname]).to.deep.equal([200, repairs.url.pathname])
      expect(again.text).to.contain('It was removed before')
      expect((await acts()).filter((act) => act === 'assignment.removed')).to.have.length(1)
      const outsider = await world.launch(cast.educators[0]!.key, {
        assignment: world.lms.state.links[0]!.id,
      })
      const token = { _csrf: String(outsider.page.$('input[name=_csrf]').val()) }
      const path = before.$('form[action$="/removal"]').attr('action') ?? ''
      const hers = await outsider.visitor.send(world.url + path, { ...token, cohortId: (await cohort()).id })
      expect(hers.status).to.equal(403)
    })

    it('makes a column anew where the LMS has lost it, or puts the assignment away until it is opened', async () => {
      const { label } = forget(0)
      await look()
      expect(kindsOf()).to.deep.equal({ [label]: 'Gone from the LMS' })
      await cure(label, 'line-item')
      expect(repairs.text).to.contain('Made a gradebook column').and.to.contain('Everything holds together')
      const second = forget(1)
      await look()
      await cure(second.label, 'withdrawal')
      expect(repairs.text).to.contain('Everything holds together')
      const listed = async () =>
        (await world.tool.services.assignments.list(world.institutionId, (await cohort()).id)).length
      expect(await listed()).to.equal(3)
      world.lms.state.lineItems.push(second)
      await world.launch(facilitator, { assignment: linkAt(1).id })
      expect(await listed(), 'opened, it is back').to.equal(4)
      await look()
      expect(kindsOf()).to.deep.equal({})
    })

    it('gives back a foreign column, and keeps one of two', async () => {
      const all = await world.tool.services.assignments.list(world.institutionId, (await cohort()).id)
      const mine = all.find(({ title }) => title === linkAt(2).title)!
      const other = all.find(({ title }) => title === linkAt(1).title)!
      const rows = world.tool.services.assignments
      await rows.setLineItem(world.institutionId, mine.id, other.lineItemUrl!)
      await look()
      expect(kindsOf()).to.deep.equal({ [mine.title]: 'The column of another assignment' })
      await cure(mine.title, 'line-item')
      expect((await rows.find(world.institutionId, mine.id))?.lineItemUrl).to.equal(mine.lineItemUrl)

      const twin = { ...itemOf(2), id: 'twin', coupledLinkId: null, resourceLinkId: null, grades: {} }
      world.lms.state.lineItems.push(twin)
      await look()
      if (personality === 'moodle') {
        expect(kindsOf()).to.deep.equal({ [mine.title]: 'Two columns' })
        await cure(mine.title, 'column-choice')
        expect(repairs.text).to.contain('The other is let go').and.to.contain('Everything holds together')
        expect(world.lms.state.lineItems.find(({ id }) => id === 'twin')?.resourceId).to.equal('')
        expect(await acts()).to.include('columns.released')
      }
      world.lms.state.lineItems = world.lms.state.lineItems.filter(({ id }) => id !== 'twin')
    })

    it('offers what a title tells, and moves to a newer version what nobody has begun', async () => {
      const { catalogue } = world.tool.services
      const [known] = await catalogue.listPublished(world.institutionId)
      const title = `Week 9: ${known!.title.en}`
      const byHand = world.lms.createAssignment({ title, lineItem: { scoreMaximum: 100 } })
      await world.launch(facilitator, { assignment: byHand.id })
      await look()
      expect(kindsOf()[title]).to.equal('Proves nothing yet')
      await cure(title, 'mapping')
      expect(kindsOf()[title]).to.equal(undefined)
    })

    it('lets choose in the line what an assignment proves whose title names nothing, the likeliest first', async () => {
      const [known] = await world.tool.services.catalogue.listPublished(world.institutionId)
      const title = `Show us: ${known!.title.en.split(' ').reverse().join(' ')}`
      const byHand = world.lms.createAssignment({ title, lineItem: { scoreMaximum: 100 } })
      await world.launch(facilitator, { assignment: byHand.id })
      await look()
      expect(kindsOf()[title]).to.equal('Proves nothing yet')
      expect(repairs.$('option[selected]').val()).to.equal(known!.id)
      await cure(title, 'mapping')
      expect(kindsOf()[title]).to.equal(undefined)
      const all = await world.tool.services.assignments.list(world.institutionId, (await cohort()).id)
      expect(all.find((one) => one.title === title)?.microCredentialId).to.equal(known!.id)
    })

    it('chooses anew what has left the catalogue, and puts it away where work has begun', async () => {
      const { assignments } = world.tool.services
      const all = await assignments.list(world.institutionId, (await cohort()).id)
      const leave = async (title: string) => {
        const { id, week } = all.find((one) => one.title === title)!
        const gone = { id: `gone-${id}`, microCredentialId: 'gone', microCredentialKey: 'gone' }
        const nobody = { institutionId: world.institutionId, createdBy: 'test', createdAt: new Date() }
        await assignments.map(world.institutionId, id, { ...gone, ...nobody }, week)
        await look()
      }
      const [untouched, begun] = [linkAt(0), linkAt(2)]
      await leave(untouched.title)
      expect(kindsOf()[untouched.title]).to.equal('No longer in the catalogue')
      await cure(untouched.title, 'mapping')
      expect(repairs.text).to.contain('Saved')
      const hers = await world.launch(cast.educators[5]!.key, { assignment: begun.id })
      await hers.visitor.submit(hers.page, 'form[action$="/submissions"]')
      await leave(begun.title)
      expect(kindsOf()[begun.title]).to.equal('No longer in the catalogue, with work on it')
      await cure(begun.title, 'withdrawal')
      expect(kindsOf()[begun.title]).to.equal(undefined)
    })

    it('says what only the LMS knows is missing while it does not answer, and works all the same', async () => {
      world.lms.setFault('lineitems', { kind: 'unavailable' })
      await look()
      expect(repairs.text).to.contain('did not say which columns it has')
      world.lms.clearFaults()
    })

    it('puts away what waits for a grade service that the LMS does not grant', async () => {
      const [tool] = world.lms.state.tools
      const told = { ...tool!, keysUrl: tool!.keysUrl ?? '', jwks: undefined }
      world.lms.registerTool({ ...told, scopes: [] })
      const enrolments = [{ person: facilitator, role: 'teacher' as const }]
      const course = world.lms.addCourse({ title: 'No grades', label: 'NG', weeks: ['One'], enrolments })
      const { id } = world.lms.createAssignment({ title: 'Ungraded so far', course: course.id })
      const asked = await world.launch(facilitator, { assignment: id })
      const choice = asked.page.$('input[name=microCredentialId]').first().attr('value') ?? ''
      await asked.visitor.submit(asked.page, 'form[action$="/mapping"]', { microCredentialId: choice })
      const cohorts = await world.tool.services.cohorts.list(world.institutionId)
      const here = cohorts.find(({ title }) => title === 'No grades')!
      repairs = await visitor.open(`${world.url}/cohorts/${here.id}/repairs`)
      expect(kindsOf()).to.deep.equal({ 'Ungraded so far': 'No gradebook column' })
      expect(repairs.text).to.contain('allow the grade service for Cairn')
      await cure('Ungraded so far', 'withdrawal')
      expect(kindsOf()).to.deep.equal({})
      world.lms.registerTool(told)
    })

    it('takes over a course that was known only after its copy, by one press, once', async () => {
      const teacher = world.lms.state.people.find(({ key }) => key === facilitator)!
      const seed = {
        label: 'SEC',
        weeks: ['One', 'Two'],
        enrolments: [{ person: facilitator, role: 'teacher' as const }],
      }
      const origin = world.lms.addCourse({ title: 'The original', ...seed })
      for (const title of ['Mapped by hand', 'Something else'])
        world.lms.createAssignment({ title, course: origin.id, lineItem: { scoreMaximum: 100 } })
      const copy = world.lms.copyCourse(origin.id, { title: 'The copy' })
      expect(copy.enrolments.map(({ personId }) => personId)).to.include(teacher.id)
      const links = (course: { id: string }) =>
        world.lms.state.links.filter(({ courseId }) => courseId === course.id)
      await world.launch(facilitator, { assignment: links(copy)[1]!.id })
      const asked = await world.launch(facilitator, { assignment: links(origin)[0]!.id })
      const choice = asked.page.$('input[name=microCredentialId]').first().attr('value') ?? ''
      await asked.visitor.submit(asked.page, 'form[action$="/mapping"]', { microCredentialId: choice })

      const cohorts = await world.tool.services.cohorts.list(world.institutionId)
      const here = cohorts.find(({ title }) => title === 'The copy')!
      const monday = await visitor.open(`${world.url}/cohorts/${here.id}`)
      expect(monday.text).to.contain('come apart between Cairn and your LMS')
      const page = await visitor.open(`${world.url}/cohorts/${here.id}/repairs`)
      expect(page.text).to.contain('copied from “The original”')
      const presses = [1, 2].map(() => visitor.submit(page, 'form[action$="/reconciliation"]'))
      for (const { text } of await Promise.all(presses)) expect(text).to.contain('Taken over')
      const list = () => world.tool.services.assignments.list(world.institutionId, here.id)
      expect((await list()).map(({ title }) => title).sort()).to.deep.equal([
        'Mapped by hand',
        'Something else',
      ])
      const opened = await world.launch(facilitator, { assignment: links(copy)[0]!.id })
      expect(opened.page.text, 'known by its title').not.to.contain('What does this assignment prove?')
      expect(await list()).to.have.length(2)
    })
  })
