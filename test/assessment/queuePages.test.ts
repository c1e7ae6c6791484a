import { expect } from 'chai'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Visitor } from '../support/visitor.js'
import { round } from './samples.js'

const HOUR = 3_600_000
const WAITING = 130

describe('turning the pages of a long queue', () => {
  let world: SubmissionWorld
  let cohortId: string
  let dina: Visitor

  before(async () => {
    world = await submissionWorld()
    const place = await world.course()
    dina = await world.enrol(place, 'dina', ['assessor'], 'Dina Saleh')
    cohortId = place.cohort.id
    for (let number = 0; number < WAITING; number += 1) {
      await world.assessmentStore.open(
        round({
          cohortId,
          assignmentId: place.assignment.id,
          submissionId: `sub-${String(number)}`,
          personId: `person-${String(number)}`,
          barred: [],
          claimed: number < 40 ? { by: 'dina', at: world.clock.now() } : null,
          dueBy: new Date(world.clock.now().getTime() + number * HOUR),
        }),
      )
    }
  })
  after(() => world.stop())

  const open = async (page: string, show = 'all') => {
    const shown = await dina.open(`${world.origin}/cohorts/${cohortId}/queue?show=${show}&page=${page}`)
    expect(shown.status).to.equal(200)
    const links = shown.$('.rows a').toArray()
    return {
      works: links.map((link) => Number(/sub-(\d+)$/.exec(shown.$(link).attr('href') ?? '')?.[1])),
      tabs: shown.$('.tabs .count').text(),
      where: shown.$('.pages .muted').text(),
      next: shown.$('.pages a[rel=next]').length === 1,
      previous: shown.$('.pages a[rel=prev]').length === 1,
    }
  }
  const from = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index)

  it('counts to a hundred and no further, and still reaches everything, the oldest promise first', async () => {
    const first = await open('1')
    expect(first.tabs).to.match(/^100 or more/)
    expect(first).to.deep.include({ works: from(0, 30), where: 'Page 1', next: true, previous: false })
    const last = await open('5')
    expect(last).to.deep.include({ works: from(120, 10), where: 'Page 5', next: false, previous: true })
  })

  it('names the last page where it has counted them all', async () => {
    expect(await open('2', 'mine')).to.deep.include({
      works: from(30, 10),
      where: 'Page 2 of 2',
      next: false,
    })
    expect(await open('7', 'mine')).to.deep.include({ works: from(30, 10), where: 'Page 2 of 2' })
  })

  it('shows the first page to whoever asks for one that is not there', async () => {
    for (const page of ['6', '31', '999999999999', '-4', 'x', ''])
      expect((await open(page)).works[0], page).to.equal(0)
  })
})
