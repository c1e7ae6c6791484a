import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import { Visitor } from '../support/visitor.js'
import { tellStory } from '../hostile/wholeStory.js'
import { startWorld, type World } from '../support/world.js'

describe('opening what was handed in from the gradebook of Canvas', () => {
  let world: World
  let place: Awaited<ReturnType<typeof tellStory>>

  before(async () => {
    world = await startWorld({ personality: 'canvas' })
    place = await tellStory(world, world)
    await world.sendScores()
  })
  after(() => world.close())

  const attempts = () => {
    const item = world.lms.state.lineItems.find(({ grades }) => Object.keys(grades).length > 0)
    const [personId, grade] = Object.entries(item?.grades ?? {})[0] ?? []
    return { item, personId: personId ?? '', attempts: grade?.attempts ?? [] }
  }
  const openedBy = async (person: string) => {
    const { attempts: list } = attempts()
    const visitor = new Visitor()
    const login = world.lms.launch({ person, targetLinkUri: list.at(-1)?.data ?? '' })
    const platform = new URL(world.lms.platform().issuer)
    const asked = await visitor.sendOnce(login.url, login.parameters, platform)
    const answer = await world.lms.authorize(Object.fromEntries(asked.searchParams))
    if (answer.kind === 'refused') throw new Error(answer.reason)
    return visitor.send(answer.url, answer.fields, platform)
  }

  it('shows a grader the very submission, once for each attempt, and adds no assignment to the course', async () => {
    const { item, personId, attempts: list } = attempts()
    expect(list.length).to.be.greaterThan(0)
    expect(new Set(list.map(({ submittedAt }) => submittedAt)).size).to.equal(list.length)
    expect(list.every(({ type }) => type === 'basic_lti_launch')).to.equal(true)
    expect(item && personId).to.be.a('string')
    const [cohort] = await world.tool.services.cohorts.list(world.institutionId)
    const before = await world.tool.services.assignments.list(world.institutionId, cohort?.id ?? '')
    const page = await openedBy(cast.facilitators[0]!.key)
    expect(page.status).to.equal(200)
    expect(page.url.href).to.equal(list.at(-1)?.data)
    expect(await world.tool.services.assignments.list(world.institutionId, cohort?.id ?? '')).to.have.length(
      before.length,
    )
    expect(place).to.be.an('object')
  })

  it('shows nobody else’s work to a learner', async () => {
    const { personId } = attempts()
    const other = cast.educators.find(({ userIds }) => userIds.moodle !== personId)!
    expect((await openedBy(other.key)).url.pathname).not.to.match(/^\/submissions\//)
  })
})
