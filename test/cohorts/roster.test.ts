import { expect } from 'chai'
import { fixedClock, type FixedClock } from '../../src/clock/clock.js'
import { cast } from '../../src/practiceLms/cast.js'
import type { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const teacher = cast.facilitators[0]!
const claim = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice'

for (const personality of ['moodle', 'canvas'] as const)
  describe(`the roster of a course in ${personality}`, () => {
    let world: World
    let clock: FixedClock
    let facilitator: Visitor
    let come: (person: string, visitor?: Visitor) => ReturnType<World['launch']>
    let cohortId: string

    before(async () => {
      clock = fixedClock(new Date())
      world = await startWorld({ personality, clock })
      const made = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } })
      come = (person, visitor) =>
        world.launch(person, { assignment: made.id, ...(visitor ? { visitor } : {}) })
      ;({ visitor: facilitator } = await come(teacher.key))
      cohortId = (await world.tool.services.cohorts.list(world.institutionId))[0]?.id ?? ''
    })
    beforeEach(() => {
      world.lms.clearFaults()
      world.lms.clearRequests()
      clock.advance(25 * 3_600_000)
    })
    after(() => world.close())

    const people = async (show = 'all') =>
      (await come(teacher.key, facilitator)) &&
      facilitator.open(`${world.url}/cohorts/${cohortId}/people?show=${show}`)
    const readDue = async () => {
      await world.tool.services.cohorts.roster.readDue()
    }
    const asked = () => world.lms.requests('nrps').length
    const count = async (show: string) => {
      const page = await people(show)
      return Number(page.$(`a[href="?show=${show}"]`).text().replace(/\D/g, ''))
    }

    it('is read soon after the first launch, whoever came, and everybody is known before they come', async () => {
      await come(teacher.key, facilitator)
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(asked(), 'nobody waits for it at the door').to.equal(0)
      await readDue()
      expect(await count('all')).to.equal(121)
      expect(await count('unopened')).to.equal(120)
      const page = await people('unopened')
      expect(page.text).to.contain('Not yet').and.to.contain('The LMS listed 121 people')
      expect(asked()).to.equal(personality === 'canvas' ? 3 : 1)
    })

    it('finds the same person when they come, by the id of the LMS alone', async () => {
      const learner = cast.educators[3]!
      const known = await world.tool.services.people.known(
        world.registrationId,
        world.lms.userId(learner.key),
      )
      world.lms.tamper({ claims: (honest) => ({ ...honest, email: cast.educators[4]!.email }) })
      await come(learner.key)
      expect(await world.tool.services.people.known(world.registrationId, world.lms.userId(learner.key)))
        .to.equal(known)
        .and.to.be.a('string')
      expect(await count('unopened')).to.equal(119)
    })

    it('is read again a day later, writes nothing where nothing is new, and not twice in between', async () => {
      await readDue()
      expect(asked()).to.be.greaterThan(0)
      world.lms.clearRequests()
      await come(cast.educators[5]!.key)
      await readDue()
      expect(asked(), 'a launch soon after a reading asks for no other').to.equal(0)
    })

    it('marks who left, keeps them, and marks them no longer when they are back', async () => {
      const [gone] = cast.educators.slice(7)
      world.lms.unenrol(gone!.key)
      await readDue()
      expect((await people('left')).text)
        .to.contain(gone!.name)
        .and.to.contain('Left the course by')
      expect(await count('all')).to.equal(120)
      world.lms.enrol(gone!.key, 'student')
      clock.advance(25 * 3_600_000)
      await readDue()
      expect(await count('left')).to.equal(0)
      expect(await count('all')).to.equal(121)
    })

    it('never marks whom it never named: a test learner, a visiting administrator', async () => {
      await come(cast.everyone.find(({ role }) => role === 'testStudent')!.key)
      clock.advance(1_000)
      await readDue()
      expect(await count('left')).to.equal(0)
    })

    it('says why it could not be read, tries again by itself, and takes nobody for gone', async () => {
      world.lms.setFault('nrps', { kind: 'unavailable' })
      await readDue()
      const page = await people()
      expect(page.text).to.contain('could not be read').and.to.contain('The LMS is busy.')
      expect(await count('left')).to.equal(0)
      world.lms.clearFaults()
      await readDue()
      expect((await people()).text, 'not before its time').to.contain('could not be read')
      clock.advance(6 * 60_000)
      await readDue()
      expect((await people()).text).not.to.contain('could not be read')
    })

    it('comes at once when a facilitator asks, and only then', async () => {
      const page = await people()
      world.lms.clearRequests()
      const answer = await facilitator.submit(page, 'form[action$="/roster-reading"]')
      expect(answer.text).to.contain('The list is as the LMS has it now.')
      expect(asked()).to.be.greaterThan(0)
    })

    it('that nobody serves is said to be so, and the next launch mends the address', async () => {
      const { cohorts } = world.tool.services
      world.lms.tamper({
        claims: (honest) => ({
          ...honest,
          [claim]: { context_memberships_url: 'http://127.0.0.1:1/members', service_versions: ['2.0'] },
        }),
      })
      await come(teacher.key, facilitator)
      const page = await facilitator.open(`${world.url}/cohorts/${cohortId}/people`)
      const answer = await facilitator.submit(page, 'form[action$="/roster-reading"]')
      expect(answer.text).to.contain('The LMS could not be reached')
      await come(teacher.key, facilitator)
      expect((await cohorts.list(world.institutionId))[0]?.rosterUrl).to.contain(world.lms.platform().issuer)
    })
  })

describe('a roster that tells differences', () => {
  let world: World
  let clock: FixedClock

  before(async () => {
    clock = fixedClock(new Date())
    world = await startWorld({ personality: 'canvas', clock })
    world.lms.offerRosterDifferences(true)
    await world.launch(teacher.key)
    await world.tool.services.cohorts.roster.readDue()
  })
  after(() => world.close())

  const turn = async () => {
    world.lms.clearRequests()
    clock.advance(25 * 3_600_000)
    await world.tool.services.cohorts.roster.readDue()
    return world.lms.requests('nrps').map(({ path }) => path)
  }
  const state = async () => {
    const { cohorts } = world.tool.services
    const [cohort] = await cohorts.list(world.institutionId)
    return cohort && (await cohorts.roster.state(cohort))?.read
  }

  it('is asked for those alone: one page for who left, who came and who is back', async () => {
    clock.advance(1_000)
    world.lms.unenrol('educator-009')
    world.lms.enrolStrangers(1)
    const paths = await turn()
    expect(paths).to.have.length(1)
    expect(paths[0]).to.contain('changed_since=')
    expect(await state()).to.include({ came: 1, left: 1, listed: 121 })
    clock.advance(1_000)
    world.lms.enrol('educator-009', 'student')
    await turn()
    expect(await state()).to.include({ came: 1, left: 0, listed: 122 })
  })

  it('is read as a whole when the differences are refused, and once a week in any case', async () => {
    world.lms.setFault('nrps', { kind: 'unavailable', times: 1 })
    expect((await turn()).filter((path) => !path.includes('changed_since='))).to.have.length(3)
    const days = []
    for (let day = 0; day < 8; day += 1)
      days.push((await turn()).some((path) => !path.includes('changed_since=')))
    expect(days.filter(Boolean)).to.have.length(1)
  })
})

describe('people whose names the LMS keeps', () => {
  let world: World

  before(async () => {
    world = await startWorld({ personality: 'canvas' })
    const [tool] = world.lms.state.tools
    world.lms.registerTool({ ...tool!, keysUrl: tool!.keysUrl ?? '', jwks: undefined, privacy: 'anonymous' })
    await world.launch(teacher.key)
    await world.tool.services.cohorts.roster.readDue()
  })
  after(() => world.close())

  it('are told apart by a number that stays, in the reader’s language', async () => {
    const { visitor } = await world.launch(teacher.key)
    const [cohort] = await world.tool.services.cohorts.list(world.institutionId)
    const names = async (where: string) => {
      const page = await visitor.open(`${world.url}/cohorts/${cohort?.id ?? ''}${where}`)
      return page
        .$('tbody th[scope=row]')
        .toArray()
        .map((cell) => page.$(cell).text().trim())
    }
    const listed = await names('/people?show=unopened')
    expect(listed).to.have.length(30)
    expect(new Set(listed).size).to.equal(30)
    expect(listed.filter((name) => /^(Educator|Person) \d{6}$/.test(name))).to.have.length(30)
    expect(await names('/people?show=unopened')).to.deep.equal(listed)
    expect((await names('')).filter((name) => /^Educator \d{6}$/.test(name))).to.have.length(30)
    const arabic = await names('/people?show=unopened&lang=ar')
    expect(arabic.map((name) => name.replace(/\D/g, ''))).to.deep.equal(
      listed.map((name) => name.replace(/\D/g, '')),
    )
    expect(arabic.filter((name) => /^(معلّم|شخص) \d{6}$/.test(name))).to.have.length(30)
  })
})
