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
})
