import { expect } from 'chai'
import { begin, EVIDENCE, judge, JUDGEMENTS, press, sendAll, submissionIn } from '../submissions/forms.js'
import { mp4 } from '../submissions/files.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Page, Visitor } from '../support/visitor.js'

describe('between two attempts', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let dina: Visitor
  let submissionId: string

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'])
    dina = await world.enrol(place, 'dina', ['assessor'])
    submissionId = await sendAll(world, place, amal)
    await finalise(await begin(world, place, dina, submissionId), {
      plan: ['beginning', 'Which steps?'],
      room: ['developing', 'No corner to rest in.'],
      hear: ['proficient', ''],
    })
  })
  after(() => world.stop())

  async function finalise(page: Page, levels: Record<string, [string, string]>): Promise<Page> {
    const asked = await dina.submit(page, JUDGEMENTS, { ...judge(levels), next: 'finalisation' })
    return dina.submit(asked, '#finalisation-form')
  }

  it('the assessor sees what became of each piece, word by word and file by file', async () => {
    const mine = await amal.open(`${world.origin}/assignments/${place.assignment.id}`)
    const film = { name: 'corner.mp4', content: mp4(4_000) }
    const page = await amal.upload(mine, EVIDENCE, 'file-photo', film)
    await press(amal, page, `/submissions/${submissionIn(page)}/sending`, {
      'text-story': 'We moved the chairs and practised the bell together.',
    })
    const judging = await begin(world, place, dina, submissionId)
    expect(judging.$('del').text()).to.match(/removed:\s*desks/)
    expect(judging.$('ins').text()).to.match(/added:\s*chairs/)
    expect(judging.text).to.match(/Before:\s*image, .+Now:\s*film, 4/)
    await finalise(judging, { plan: ['proficient', ''], room: ['developing', 'Still no corner.'] })
  })

  it('its educator reads the same, with the level before and now', async () => {
    const mine = await amal.open(`${world.origin}/assignments/${place.assignment.id}`)
    expect(mine.text).to.include('Proficient; before: Beginning')
    expect(mine.$('#criterion-room').text()).to.include('Developing, as before')
    expect(mine.$('details:has(> summary:contains("What has changed"))').text()).to.match(/desks.*chairs/)
  })

  it('a first attempt says nothing of changes', async () => {
    const mine = await amal.open(`${world.origin}/assignments/${place.assignment.id}`)
    const first = mine.$('details:has(> summary:contains("Attempt 1"))')
    expect(first.find('ins, del').length).to.equal(0)
    expect(first.text()).to.not.include('What has changed')
  })
})
