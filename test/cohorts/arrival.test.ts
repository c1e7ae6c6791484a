import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import { startWorld, type World } from '../support/world.js'

describe('arriving from a launch', () => {
  let world: World

  before(async () => {
    world = await startWorld()
  })
  after(async () => {
    await world.close()
  })

  it('asks the facilitator what an unmapped assignment proves, and the answer shows on the mapping page', async () => {
    const assignment = world.lms.createAssignment({
      title: 'Week 3: safety',
      lineItem: { scoreMaximum: 100 },
    })
    const { visitor, page } = await world.launch(cast.facilitators[0]!.key, { assignment: assignment.id })
    expect(page.status).to.equal(200)
    expect(page.text).to.contain('What does this assignment prove?')
    const choice = page.$('input[name=microCredentialId]').first().attr('value') ?? ''
    const mapped = await visitor.submit(page, 'form[action$="/mapping"]', { microCredentialId: choice })
    expect(mapped.url.pathname).to.match(/^\/cohorts\/[^/]+\/mapping$/)
    expect(mapped.text).to.contain('Week 3: safety').and.to.contain('Ready')
  })

  it('keeps the page and says what to choose when nothing was chosen', async () => {
    const assignment = world.lms.createAssignment({ title: 'Empty handed', lineItem: { scoreMaximum: 100 } })
    const { visitor, page } = await world.launch(cast.facilitators[0]!.key, { assignment: assignment.id })
    const answer = await visitor.submit(page, 'form[action$="/mapping"]', { microCredentialId: '' })
    expect(answer.status).to.equal(422)
    expect(answer.text).to.contain('Choose the micro-credential this assignment proves.')
  })

  it('tells an educator kindly that an unmapped assignment is not ready', async () => {
    const assignment = world.lms.createAssignment({
      title: '<b>Not yet</b>',
      lineItem: { scoreMaximum: 100 },
    })
    const { page } = await world.launch(cast.educators[0]!.key, { assignment: assignment.id })
    expect(page.status).to.equal(200)
    expect(page.html).to.contain('&lt;b&gt;Not yet&lt;/b&gt;')
  })

  describe('with less than usual', () => {
    const claim = (name: string) => `https://purl.imsglobal.org/spec/lti/claim/${name}`
    let assignment: { id: string }

    before(async () => {
      assignment = world.lms.createAssignment({ title: 'Mapped', lineItem: { scoreMaximum: 100 } })
      const { visitor, page } = await world.launch(cast.facilitators[0]!.key, { assignment: assignment.id })
      await visitor.submit(page, 'form[action$="/mapping"]', {
        microCredentialId: page.$('input[name=microCredentialId]').first().attr('value') ?? '',
      })
    })

    const launchedWith = async (claims: Record<string, unknown>) => {
      world.lms.tamper({ claims: (honest) => ({ ...honest, ...claims }) })
      return world.launch(cast.educators[5]!.key, { assignment: assignment.id })
    }

    it('welcomes an anonymous person kindly and keeps no session', async () => {
      const nobody = {
        sub: undefined,
        name: undefined,
        given_name: undefined,
        family_name: undefined,
        email: undefined,
      }
      const { visitor, page } = await launchedWith(nobody)
      expect(page.status).to.equal(200)
      expect(page.text).to.contain('did not tell us who you are')
      expect(visitor.cookies(world.url)).not.to.have.property('__Host-cairn')
    })

    it('lets somebody without name and e-mail work as anybody else', async () => {
      const { page } = await launchedWith({
        name: undefined,
        given_name: undefined,
        family_name: undefined,
        email: undefined,
      })
      expect(page.text).to.contain('Not started')
    })

    it('says to somebody without a role that the LMS told none', async () => {
      expect((await launchedWith({ [claim('roles')]: [] })).page.text).to.contain('did not tell us your role')
      const strange = await launchedWith({ [claim('roles')]: ['https://example.org/roles#Gardener'] })
      expect(strange.page.text).to.contain('did not tell us your role')
    })

    it('says to somebody outside a course where to open Cairn', async () => {
      const { page } = await launchedWith({ [claim('context')]: undefined })
      expect(page.text).to.contain('outside a course')
    })

    it('takes a role away at once when the LMS no longer gives it', async () => {
      const { visitor } = await world.launch(cast.facilitators[1]!.key, { assignment: assignment.id })
      world.lms.tamper({
        claims: (honest) => ({
          ...honest,
          [claim('roles')]: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Learner'],
        }),
      })
      const { page } = await world.launch(cast.facilitators[1]!.key, { assignment: assignment.id })
      const cohort = /\/cohorts\/([0-9a-f-]{36})/.exec(page.html)?.[1] ?? ''
      expect((await visitor.open(`${world.url}/cohorts/${cohort}/mapping`)).status).to.equal(403)
    })
  })
})
