import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { systemClock } from '../../src/clock/clock.js'
import { cast } from '../../src/practiceLms/cast.js'
import { addTenant, type Tenant } from '../support/tenant.js'
import { startWorld, type World } from '../support/world.js'

const facilitator = cast.facilitators[0]!.key
const educator = cast.educators[3]!.key
const custom = 'https://purl.imsglobal.org/spec/lti/claim/custom'

for (const personality of ['canvas', 'moodle'] as const)
  describe(`a copied course (${personality})`, () => {
    let world: World
    let original: string

    before(async () => {
      world = await startWorld({ personality })
      original = world.lms.course().id
      const { visitor, page } = await world.launch(facilitator, { message: 'LtiDeepLinkingRequest' })
      const filled = await visitor.submit(page, '#placing-form', { fill: 'all', startsOn: '2031-01-06' })
      const preview = await visitor.submit(filled, '#placing-form')
      await visitor.submit(await visitor.submit(preview, '#preview-form'), 'form[data-submit-at-once]')
      for (const { id } of world.lms.placements()) world.lms.savePlacement(id)
      // Four of the five were opened; one was perhaps never saved, so no copy of it is waited for.
      for (const { id } of world.lms.state.links.slice(0, 4)) {
        world.lms.publish(id)
        await world.launch(facilitator, { assignment: id })
      }
    })
    after(async () => {
      await world.close()
    })

    const copy = () => {
      const { enrolments } = world.lms.state.courses.find(({ id }) => id === original)!
      return world.lms.copyCourse(original, { enrolments })
    }
    const cohortOf = async (tenant: Tenant, course: { id: string; ltiId: string }) => {
      const cohorts = await world.tool.services.cohorts.list(tenant.institutionId)
      return cohorts.find(({ contextId }) => contextId === course.id || contextId === course.ltiId)
    }
    const assignmentsOf = async (course: { id: string; ltiId: string }) => {
      const cohort = await cohortOf(world, course)
      return cohort ? world.tool.services.assignments.list(world.institutionId, cohort.id) : []
    }
    const linksIn = (course: { id: string }) =>
      world.lms.state.links.filter(({ courseId }) => courseId === course.id)
    const open = async (link: { id: string }, person = facilitator) => {
      world.lms.publish(link.id)
      return (await world.launch(person, { assignment: link.id })).page
    }

    it('is there as a whole from its first launch on, each assignment in its week, without a first day', async () => {
      const course = copy()
      const links = linksIn(course)
      expect((await open(links[1]!, educator)).text).to.contain('Not started')
      const taken = await assignmentsOf(course)
      expect(taken.map(({ week }) => week)).to.deep.equal([3, 5, 8, 10])
      expect(taken.filter(({ resourceLinkId }) => resourceLinkId !== null)).to.have.length(1)
      const cohort = await cohortOf(world, course)
      expect(cohort?.startsOn).to.equal(null)
      expect(cohort?.plan).to.have.length(5)
      for (const link of links) await open(link)
      const opened = await assignmentsOf(course)
      expect(opened, 'each joins the place kept for it, and the fifth brings its own').to.have.length(5)
      expect(opened.every(({ resourceLinkId }) => resourceLinkId !== null)).to.equal(true)
    })

    it('is reconciled with the nearest course we know, also where the LMS leaves older ones out', async () => {
      const course = copy()
      const [link] = linksIn(course)
      const known = personality === 'canvas' ? world.lms.state.courses[0]!.ltiId : original
      world.lms.tamper({
        claims: (honest) => ({
          ...honest,
          [custom]: { ...(honest[custom] as object), context_history: `never-seen,${known},truncated` },
        }),
      })
      await open(link!)
      expect(await assignmentsOf(course)).to.have.length(4)
    })

    it('of another deployment or institution takes over nothing, whatever its history says', async () => {
      const known = personality === 'canvas' ? world.lms.state.courses[0]!.ltiId : original
      const claims = (honest: Record<string, unknown>) => ({
        ...honest,
        [custom]: { context_history: known },
      })
      const other = await addTenant(world.tool, { name: 'Mountain College', personality, clock: systemClock })
      const foreign = other.lms.createAssignment({ title: 'Theirs', lineItem: { scoreMaximum: 100 } })
      other.lms.tamper({ claims })
      await other.launch(facilitator, { assignment: foreign.id })
      const theirs = await cohortOf(other, other.lms.course())
      expect(await world.tool.services.assignments.list(other.institutionId, theirs!.id)).to.have.length(1)
      await other.lms.close()

      const { platforms } = world.tool.services
      const course = copy()
      const [link] = linksIn(course)
      world.lms.publish(link!.id)
      const through = () => world.launch(facilitator, { assignment: link!.id, deploymentId: 'second' })
      expect((await through()).page.status).to.equal(403)
      const deployments = await platforms.deployments(operator, world.institutionId)
      const second = deployments.find(({ deploymentId }) => deploymentId === 'second')
      await platforms.approveDeployment(operator, second!.id)
      expect((await through()).page.status).to.equal(200)
      expect((await cohortOf(world, course))?.deploymentId).to.equal(second!.id)
      expect(await assignmentsOf(course), 'only what was opened').to.have.length(1)
    })
  })

describe('a notice that a course was copied', () => {
  let world: World
  let shiftMs = 0

  before(async () => {
    const clock = { now: () => new Date(Date.now() + shiftMs) }
    world = await startWorld({ personality: 'canvas', clock })
    const { visitor, page } = await world.launch(facilitator, { message: 'LtiDeepLinkingRequest' })
    const filled = await visitor.submit(page, '#placing-form', { fill: 'all' })
    const preview = await visitor.submit(filled, '#placing-form')
    await visitor.submit(await visitor.submit(preview, '#preview-form'), 'form[data-submit-at-once]')
    for (const { id } of world.lms.state.links) {
      world.lms.publish(id)
      await world.launch(facilitator, { assignment: id })
    }
  })
  after(async () => {
    await world.close()
  })

  const handlers = () => world.lms.requests('notices').filter(({ method }) => method === 'PUT')

  it('is asked for after the first launch that offers it, once, and again where the LMS was down', async () => {
    world.lms.setFault('notices', { kind: 'unavailable', times: 1 })
    await world.tool.services.lti.keepNotices()
    expect(handlers().map(({ status }) => status)).to.deep.equal([503])
    await world.tool.services.lti.keepNotices()
    expect(handlers(), 'not at once').to.have.length(1)
    shiftMs += 3 * 60_000
    await world.tool.services.lti.keepNotices()
    await world.tool.services.lti.keepNotices()
    expect(handlers().map(({ status }) => status)).to.deep.equal([503, 200])
    expect(world.lms.state.tools[0]?.noticeHandlers).to.deep.equal({
      LtiContextCopyNotice: `${world.url}/lti/notices`,
    })
  })

  it('has the copy ready before anybody opens it, however often it comes', async () => {
    const from = world.lms.course()
    const course = world.lms.copyCourse(from.id, { enrolments: from.enrolments })
    await world.lms.announceCopy(from.id, course.id)
    await Promise.all([1, 2, 3].map(() => world.lms.announceCopy(from.id, course.id)))
    const cohorts = await world.tool.services.cohorts.list(world.institutionId)
    const cohort = cohorts.find(({ contextId }) => contextId === course.ltiId)
    const all = () => world.tool.services.assignments.list(world.institutionId, cohort!.id)
    expect((await all()).map(({ week }) => week)).to.deep.equal([3, 5, 8, 10, 12])
    for (const link of world.lms.state.links.filter(({ courseId }) => courseId === course.id)) {
      world.lms.publish(link.id)
      await world.launch(educator, { assignment: link.id })
    }
    const opened = await all()
    expect(opened).to.have.length(5)
    expect(opened.every(({ resourceLinkId }) => resourceLinkId !== null)).to.equal(true)
  })

  it('of courses nobody here knows leaves nothing behind', async () => {
    const stranger = world.lms.addCourse({ title: 'Strange', label: 'STR', weeks: [], enrolments: [] })
    const course = world.lms.copyCourse(stranger.id)
    await world.lms.announceCopy(stranger.id, course.id)
    const cohorts = await world.tool.services.cohorts.list(world.institutionId)
    expect(cohorts.map(({ contextId }) => contextId)).not.to.include(course.ltiId)
  })
})
