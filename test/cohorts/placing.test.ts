import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import type { Page, Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const facilitator = cast.facilitators[0]!.key
const educator = cast.educators[3]!.key

for (const personality of ['moodle', 'canvas'] as const)
  describe(`placing competencies in a course by deep linking (${personality})`, () => {
    let world: World

    before(async () => {
      world = await startWorld({ personality })
    })
    after(async () => {
      await world.close()
    })

    const selectContent = () => world.launch(facilitator, { message: 'LtiDeepLinkingRequest' })

    /** Goes back to the LMS with the signed answer; where a teacher has to save, saves. */
    async function goBack(visitor: Visitor, page: Page): Promise<void> {
      const answer = await visitor.submit(page, 'form[data-submit-at-once], form[method=post]')
      expect(answer.status, answer.text).to.be.lessThan(400)
      for (const { id } of world.lms.placements()) world.lms.savePlacement(id)
    }

    const links = () => world.lms.state.links
    const copyOfCourse = () => {
      const { id, enrolments } = world.lms.course()
      return world.lms.copyCourse(id, { enrolments })
    }

    const choose = async (fields: Record<string, string | string[]>) => {
      const { visitor, page } = await selectContent()
      const preview = await visitor.submit(page, '#placing-form', fields)
      return { visitor, page, preview }
    }
    const offered = (page: Page) =>
      page
        .$('input[name=item]')
        .toArray()
        .map((box) => box.attribs['value'] ?? '')

    it('places one competency with its column and our mark, and knows it when it is opened', async () => {
      const { page: first } = await selectContent()
      expect(first.text).to.contain('Choose what to place in your course')
      const { visitor, preview } = await choose({
        item: offered(first)[0]!,
        points: '20',
        dueOn: '2031-05-09',
      })
      expect(preview.text).to.contain('This will be placed').and.to.contain('May 9, 2031')
      expect(links(), 'nothing is placed by looking').to.have.length(0)
      await goBack(visitor, await visitor.submit(preview, '#preview-form'))
      const [link] = links()
      const mark = link?.custom['cairn_mapping'] ?? ''
      expect(mark).to.match(/^[0-9a-f-]{36}$/)
      const [item] = world.lms.state.lineItems
      expect(item).to.include({ resourceId: mark, scoreMaximum: 20, tag: 'micro-credential' })
      // Moodle takes no dates from tools, Canvas no submission review.
      if (personality === 'canvas') expect(item?.endDateTime).to.equal('2031-05-09T23:59:00.000Z')
      else expect(item?.submissionReview?.url).to.equal(`${world.url}/lti/launch`)
      world.lms.publish(link!.id)
      const opened = await world.launch(educator, { assignment: link!.id })
      expect(opened.page.text).to.contain('Not started')
    })

    it('places a whole plan in one go, keeps it with the course, and each assignment stands in its week', async () => {
      const before = links().length
      const { visitor, page } = await selectContent()
      const filled = await visitor.submit(page, '#placing-form', { fill: 'all', startsOn: '2031-01-06' })
      expect(filled.status).to.equal(200)
      const ticked = filled.$('input[name=item]:checked').toArray()
      expect(ticked).to.have.length(5)
      const preview = await visitor.submit(filled, '#placing-form', { points: '100' })
      expect(preview.text).to.contain('Week 3').and.to.contain('Week 12').and.to.contain('Mar 30, 2031')
      await goBack(visitor, await visitor.submit(preview, '#preview-form'))
      const placed = links().slice(before)
      expect(placed).to.have.length(5)
      const [cohort] = await world.tool.services.cohorts.list(world.institutionId)
      expect(cohort?.startsOn?.toISOString()).to.equal('2031-01-06T00:00:00.000Z')
      expect(cohort?.plan.map(({ week }) => week)).to.deep.equal([3, 5, 8, 10, 12])
      if (personality === 'canvas') {
        const { startDateTime, endDateTime } = world.lms.state.lineItems.at(-1)!
        expect([startDateTime, endDateTime]).to.deep.equal([
          '2031-03-24T00:00:00.000Z',
          '2031-03-30T23:59:00.000Z',
        ])
      }
      world.lms.publish(placed[4]!.id)
      await world.launch(educator, { assignment: placed[4]!.id })
      const kept = await world.tool.services.assignments.list(world.institutionId, cohort!.id)
      expect(kept.find(({ resourceLinkId, week }) => resourceLinkId !== null && week === 12)).to.be.an(
        'object',
      )
      const again = await selectContent()
      expect(again.page.$('select[name^=week-] option[selected]').length).to.equal(5)
      expect(again.page.$('#startsOn').attr('value')).to.equal('2031-01-06')
    })

    it('gives an assignment mapped by hand the week of the plan', async () => {
      const byHand = world.lms.createAssignment({ title: 'By hand', lineItem: { scoreMaximum: 100 } })
      const { visitor, page } = await world.launch(facilitator, { assignment: byHand.id })
      const [cohort] = await world.tool.services.cohorts.list(world.institutionId)
      const { microCredentialKey, week } = cohort!.plan[2]!
      const asked = await world.tool.services.catalogue.latest(world.institutionId, microCredentialKey)
      await visitor.submit(page, 'form[action$="/mapping"]', { microCredentialId: asked!.id })
      const all = await world.tool.services.assignments.list(world.institutionId, cohort!.id)
      expect(all.find(({ title }) => title === 'By hand')?.week).to.equal(week)
    })

    it('ticks the members of a stack, and a change goes back with everything that was typed', async () => {
      const { visitor, page } = await selectContent()
      const stack = page.$('button[name=fill][value^="stack:"]').first().attr('value') ?? ''
      const filled = await visitor.submit(page, '#placing-form', {
        fill: stack,
        points: '7',
        item: 'page:course',
      })
      expect(filled.$('input[name=item]:checked').length).to.be.greaterThan(2)
      const preview = await visitor.submit(filled, '#placing-form')
      const back = await visitor.submit(
        preview,
        '#preview-form',
        { change: 'yes' },
        {},
        'button[name=change]',
      )
      expect(back.$('#points').attr('value')).to.equal('7')
      expect(back.$('input[name=item]:checked').length).to.equal(filled.$('input[name=item]:checked').length)
    })

    it('places pages without a grade, which open where they say and are no assignments', async () => {
      const { visitor, preview } = await choose({ item: ['page:cairn', 'page:course'] })
      await goBack(visitor, await visitor.submit(preview, '#preview-form'))
      const [cairn, course] = links().slice(-2)
      expect([cairn?.custom, course?.custom]).to.deep.equal([
        { cairn_page: 'cairn' },
        { cairn_page: 'course' },
      ])
      expect(world.lms.state.lineItems.some(({ coupledLinkId }) => coupledLinkId === cairn!.id)).to.equal(
        false,
      )
      for (const link of [cairn!, course!]) {
        const own = await world.launch(educator, { assignment: link.id })
        expect(own.page.text).to.contain('My page')
      }
      const overview = await world.launch(facilitator, { assignment: course!.id })
      expect(overview.page.text).to.contain('This week in')
      const [cohort] = await world.tool.services.cohorts.list(world.institutionId)
      const all = await world.tool.services.assignments.list(world.institutionId, cohort!.id)
      expect(all.map(({ title }) => title)).not.to.include('My cairn')
    })

    it('takes an answer once: the same choice sent again places nothing more', async () => {
      const { page: first } = await selectContent()
      const { visitor, preview } = await choose({ item: offered(first)[0]! })
      const before = await world.tool.services.cohorts.list(world.institutionId)
      const count = async () =>
        (await world.tool.services.assignments.list(world.institutionId, before[0]!.id)).length
      const rows = await count()
      const both = await Promise.all([1, 2].map(() => visitor.submit(preview, '#preview-form')))
      expect(both.map(({ status }) => status).sort()[0]).to.equal(200)
      expect(both.map(({ status }) => status).sort()[1]).to.be.oneOf([404, 409])
      expect(await count()).to.equal(rows + 1)
    })

    it('asks for a choice, keeps what was typed, and cancelling goes back with an empty list', async () => {
      const before = links().length
      const { visitor, page } = await selectContent()
      const nothing = await visitor.submit(page, '#placing-form', { points: '300', dueOn: '2031-01-01' })
      expect(nothing.status).to.equal(422)
      expect(nothing.text).to.contain('Choose at least one').and.to.contain('whole points from 1 to 100')
      expect(nothing.$('#points').attr('value')).to.equal('300')
      expect(nothing.$('#dueOn').attr('value')).to.equal('2031-01-01')
      const cancelled = await visitor.submit(
        nothing,
        '#placing-form',
        { cancel: 'yes' },
        {},
        'button[name=cancel]',
      )
      await goBack(visitor, cancelled)
      expect(links().length).to.equal(before)
    })

    /** A request whose settings are others than this LMS would send. */
    const asking = async (settings: Record<string, unknown>) => {
      const name = 'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings'
      world.lms.tamper({
        claims: (honest) => ({ ...honest, [name]: { ...(honest[name] as object), ...settings } }),
      })
      return selectContent()
    }

    it('offers one where one is taken, only pages where no grades are taken, and says why', async () => {
      const one = await asking({ accept_multiple: false })
      expect(one.page.$('input[name=item][type=radio]').length).to.be.greaterThan(5)
      expect(one.page.text).to.contain('takes one item')
      const refused = await one.visitor.submit(one.page, '#placing-form', {
        item: offered(one.page).slice(0, 2),
      })
      expect(refused.status).to.equal(422)
      const ungraded = await asking({ accept_lineitem: false })
      expect(offered(ungraded.page)).to.deep.equal(['page:cairn', 'page:portfolio', 'page:course'])
      expect(ungraded.page.text).to.contain('takes no grades')
      const none = await asking({ accept_types: ['html', 'image'] })
      expect(offered(none.page)).to.deep.equal([])
      expect(none.page.text).to.contain('takes no links to tools')
      const cancelled = await none.visitor.submit(
        none.page,
        '#placing-form',
        { cancel: 'yes' },
        {},
        'button[name=cancel]',
      )
      expect(cancelled.text).to.contain('Return to the course')
    })

    it('keeps what an assignment proves when the course is copied', async () => {
      const [original] = links()
      const copy = copyOfCourse()
      const copied = links().find(
        ({ courseId, custom }) =>
          courseId === copy.id && custom['cairn_mapping'] === original?.custom['cairn_mapping'],
      )
      expect(copied?.id).not.to.equal(original?.id)
      world.lms.publish(copied!.id)
      const { page } = await world.launch(educator, { assignment: copied!.id })
      expect(page.text).to.contain('Not started')
      expect(page.$('form[action$="/submissions"]').length).to.be.greaterThan(0)
    })

    it('finds the mapping by the column when the copy lost our mark in the link', async () => {
      const copy = copyOfCourse()
      const copied = links().find(({ courseId }) => courseId === copy.id)!
      copied.custom = {}
      world.lms.publish(copied.id)
      const { page } = await world.launch(educator, { assignment: copied.id })
      expect(page.text).to.contain('Not started')
    })

    it('shows the mapping page with the state of each assignment', async () => {
      const [link] = links()
      const { visitor, page } = await world.launch(facilitator, { assignment: link!.id })
      const cohortId = /\/cohorts\/([0-9a-f-]{36})/.exec(page.html)?.[1] ?? ''
      const mapping = await visitor.open(`${world.url}/cohorts/${cohortId}/mapping`)
      expect(mapping.text).to.contain('Ready').and.to.contain('Not opened yet')
      const learner = await world.launch(educator, { assignment: link!.id })
      const own = await learner.visitor.open(`${world.url}/cohorts/${cohortId}`)
      const all = await world.tool.services.assignments.list(world.institutionId, cohortId)
      const waiting = all.filter(({ resourceLinkId }) => resourceLinkId === null)
      expect(waiting.length).to.be.greaterThan(3)
      for (const { id } of waiting) expect(own.html, 'only what was opened').not.to.contain(id)
    })
  })

describe('an assignment without a gradebook column', () => {
  let world: World

  before(async () => {
    world = await startWorld()
  })
  after(async () => {
    await world.close()
  })

  it('is mended by one press, which makes the column once', async () => {
    const assignment = world.lms.createAssignment({ title: 'Ungraded so far' })
    const { visitor, page } = await world.launch(facilitator, { assignment: assignment.id })
    const choice = page.$('input[name=microCredentialId]').first().attr('value') ?? ''
    const mapped = await visitor.submit(page, 'form[action$="/mapping"]', { microCredentialId: choice })
    expect(mapped.text).to.contain('No gradebook column')
    const mended = await visitor.submit(mapped, 'form[action$="/line-item"]')
    expect(mended.text).to.contain('Made a gradebook column').and.to.contain('Ready')
    expect(world.lms.state.lineItems).to.have.length(1)
  })
})
