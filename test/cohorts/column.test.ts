import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import type { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const [first, second] = cast.facilitators

for (const personality of ['moodle', 'canvas'] as const)
  describe(`a column in the gradebook of ${personality}`, () => {
    let world: World
    let visitor: Visitor
    let other: Visitor
    let grading: string
    let mapping: string

    before(async () => {
      world = await startWorld({ personality })
      const made = world.lms.createAssignment({ title: 'Ungraded so far' })
      const arrived = await world.launch(first!.key, { assignment: made.id })
      visitor = arrived.visitor
      ;({ visitor: other } = await world.launch(second!.key, { assignment: made.id }))
      const choice = arrived.page.$('input[name=microCredentialId]').first().attr('value') ?? ''
      const mapped = await visitor.submit(arrived.page, 'form[action$="/mapping"]', {
        microCredentialId: choice,
      })
      mapping = mapped.url.href
      grading = world.url + (mapped.$('a[href$="/grading"]').attr('href') ?? '')
    })
    after(() => world.close())

    it('is made once when two facilitators ask for it at the same moment', async () => {
      const pages = await Promise.all([visitor, other].map((who) => who.open(mapping)))
      await Promise.all(
        [visitor, other].map((who, index) => who.submit(pages[index]!, 'form[action$="/line-item"]')),
      )
      expect(world.lms.state.lineItems).to.have.length(1)
      expect((await other.open(mapping)).text).to.contain('Ready')
    })

    it('is renamed, keeps its date and our mark; the date is moved, and keeps its name', async () => {
      const marked = world.lms.state.lineItems[0]?.resourceId
      const change = async (fields: Record<string, string>) => {
        const answer = await visitor.submit(
          await visitor.open(grading),
          'form[action$="/line-item-change"]',
          fields,
        )
        expect(answer.status).to.equal(200)
      }
      await change({ label: 'Calm arrivals', scoreMaximum: '50', due: '2026-05-01' })
      await change({ label: 'Calm mornings', due: '' })
      const page = await visitor.open(grading)
      expect(page.$('[name=due]').val()).to.equal(personality === 'moodle' ? '' : '2026-05-01')
      expect(page.$('[name=label]').val()).to.equal('Calm mornings')
      await change({ due: '2026-06-01' })
      expect(world.lms.state.lineItems[0]).to.include({ resourceId: marked, scoreMaximum: 50 })
      expect((await visitor.open(grading)).$('[name=label]').val()).to.equal('Calm mornings')
      expect(world.lms.requests('lineitems').filter(({ method }) => method === 'POST')).to.have.length(1)
    })
  })
