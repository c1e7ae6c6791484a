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

    it('places one competency with its column and our mark, and knows it when it is opened', async () => {
      const { visitor, page } = await selectContent()
      expect(page.text).to.contain('Choose what to place in your course')
      const [box] = page.$('input[name=microCredentialId]').toArray()
      const chosen = await visitor.submit(page, 'form[action$="/choice"]', {
        microCredentialId: box?.attribs['value'] ?? '',
      })
      await goBack(visitor, chosen)
      const [link] = links()
      const mark = link?.custom['cairn_mapping'] ?? ''
      expect(mark).to.match(/^[0-9a-f-]{36}$/)
      expect(world.lms.state.lineItems[0]).to.include({ resourceId: mark, scoreMaximum: 100 })
      world.lms.publish(link!.id)
      const opened = await world.launch(educator, { assignment: link!.id })
      expect(opened.page.text).to.contain('Not started')
    })

    it('places several at once', async () => {
      const before = links().length
      const { visitor, page } = await selectContent()
      const all = page
        .$('input[name=microCredentialId]')
        .toArray()
        .map((box) => box.attribs['value'] ?? '')
      const chosen = await visitor.submit(page, 'form[action$="/choice"]', {
        microCredentialId: all.slice(1, 4),
      })
      await goBack(visitor, chosen)
      expect(links().length - before).to.equal(3)
    })

    it('takes an answer once: the same choice sent again places nothing more', async () => {
      const { visitor, page } = await selectContent()
      const box = page.$('input[name=microCredentialId]').first().attr('value') ?? ''
      await visitor.submit(page, 'form[action$="/choice"]', { microCredentialId: box })
      const again = await visitor.submit(page, 'form[action$="/choice"]', { microCredentialId: box })
      expect(again.status).to.be.oneOf([404, 409])
    })

    it('asks for a choice, and cancelling goes back with an empty list', async () => {
      const before = links().length
      const { visitor, page } = await selectContent()
      const nothing = await visitor.submit(page, 'form[action$="/choice"]')
      expect(nothing.status).to.equal(422)
      expect(nothing.text).to.contain('Choose at least one')
      const cancelled = await visitor.submit(nothing, 'form[action$="/choice"]', { cancel: 'yes' })
      await goBack(visitor, cancelled)
      expect(links().length).to.equal(before)
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
      expect(own.$('main a[href^="/assignments/"]').length, 'only what was opened').to.be.lessThan(4)
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
