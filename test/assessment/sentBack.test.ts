import { expect } from 'chai'
import { mondayLists } from '../../src/cohorts/progress.js'
import { createProgress } from '../../src/submissions/progress.js'
import { png } from '../submissions/files.js'
import {
  begin,
  EVIDENCE,
  JUDGEMENTS,
  judge,
  press,
  sendAll,
  submissionIn,
  valuesOf,
} from '../submissions/forms.js'
import { submissionWorld, type SubmissionWorld } from '../submissions/world.js'
import type { Page, Visitor } from '../support/visitor.js'

const DAY = 24 * 3600 * 1000
const MISSING = '#pieces'

describe('work that came back incomplete', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let dina: Visitor
  let omar: Visitor
  let id: string
  let assessmentPath: string
  let firstPhoto: string

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal Haddad')
    dina = await world.enrol(place, 'dina', ['assessor'], 'Dina Saleh')
    omar = await world.enrol(place, 'omar', ['facilitator'], 'Omar Aziz')
    id = await sendAll(world, place, amal)
  })
  after(() => world.stop())

  const mine = () => amal.open(`${world.origin}/assignments/${place.assignment.id}`)
  const queue = () => dina.open(`${world.origin}/cohorts/${place.cohort.id}/queue`)
  const askBack = async (): Promise<Page> => {
    const page = await begin(world, place, dina, id)
    assessmentPath = page.url.pathname
    return dina.submit(page, JUDGEMENTS, {
      ...judge({ plan: ['proficient', 'Clear.'] }),
      next: 'sending-back',
    })
  }

  it('the assessor sees what is there, piece by piece, and what they typed is kept on the way', async () => {
    const page = await begin(world, place, dina, id)
    expect(page.text).to.match(/What you did\s*There · 9 words/)
    expect(page.text).to.match(/The room\s*There · Picture, .* · opens/)
    expect(page.text).to.match(/Your plan\s*Left empty, which is allowed/)
    const asked = await askBack()
    expect(asked.text).to.include('It stays attempt 1: no attempt is used.')
    expect(asked.text).to.match(/What you did\s*There · 9 words/)
    expect(valuesOf(await dina.open(world.origin + assessmentPath), JUDGEMENTS)['comment-plan']).to.equal(
      'Clear.',
    )
  })

  it('it needs a piece, a reason and words, and keeps what was typed', async () => {
    const page = await dina.open(`${world.origin}${assessmentPath}/sending-back`)
    const nothing = await dina.submit(page, MISSING)
    expect([nothing.status, nothing.$('.error-summary').text()]).to.include(422)
    expect(nothing.$('.error-summary').text()).to.include('choose at least one piece')
    const half = await dina.submit(page, MISSING, {
      'reason-photo': 'cannotRead',
      'words-story': 'Only half.',
    })
    expect(half.status).to.equal(422)
    expect(half.$('.error-summary').text()).to.include('The room: say in your own words')
    expect(half.$('.error-summary').text()).to.include('What you did: choose what is the matter')
    expect(valuesOf(half, MISSING)).to.include({ 'reason-photo': 'cannotRead', 'words-story': 'Only half.' })
  })

  it('the educator sees at once what is missing; attempt, gradebook and evidence stay as they are', async () => {
    firstPhoto = (await mine()).$('a[href^="/evidence/"]').attr('href') ?? ''
    const page = await dina.open(`${world.origin}${assessmentPath}/sending-back`)
    const told = await dina.submit(page, MISSING, {
      'reason-photo': 'cannotRead',
      'words-photo': 'It is <b>all</b> black.',
    })
    expect(told.text).to.include('Sent back. Amal Haddad sees at once what is missing.')
    expect((await queue()).text).to.include('Nothing is waiting')
    const open = await mine()
    expect(open.text).to.include('Not complete yet: something is missing')
    expect(open.text).to.include('still your attempt 1, and none of your attempts is used')
    expect(open.$('#slot-photo').text()).to.include('It is <b>all</b> black.')
    expect(valuesOf(open)['text-story']).to.equal('We moved the desks and practised the bell together.')
    const home = await amal.open(`${world.origin}/cohorts/${place.cohort.id}`)
    expect(home.text).to.include('This waits for you: put in what is missing')
    expect(world.followers.finalised).to.deep.equal([])
    expect(world.followers.submitted).to.have.length(1)
  })

  it('a facilitator finds it among those who need a word when it rests, not before', async () => {
    const progress = createProgress({
      store: world.submissionStore,
      results: { ofSubmissions: () => Promise.resolve([]), changed: () => Promise.resolve([]) },
    })
    const rows = await progress(place.cohort.institutionId, place.cohort.id)
    expect(rows.map(({ state, promisedBy }) => ({ state, promisedBy }))).to.deep.equal([
      { state: 'incomplete', promisedBy: null },
    ])
    const stuckAfter = (days: number) =>
      mondayLists(rows, new Date(world.clock.now().getTime() + days * DAY)).stuck.length
    expect([stuckAfter(2), stuckAfter(3)]).to.deep.equal([0, 1])
  })

  it('a second press, a late answer and a new beginning are told, and lose nothing', async () => {
    expect((await dina.open(`${world.origin}${assessmentPath}/sending-back`)).status).to.equal(409)
    const token = await world.token(omar)
    const late = await omar.send(`${world.origin}${assessmentPath}/finalisation`, {
      ...judge({ plan: ['proficient', 'Very clear.'], room: ['proficient', ''], hear: ['proficient', ''] }),
      _csrf: token,
    })
    expect(late.status).to.equal(409)
    expect(late.text).to.include('This has gone back to its educator')
    expect(late.text).to.include('Very clear.')
    const again = await omar.send(`${world.origin}/submissions/${id}/assessments`, { _csrf: token })
    expect(again.status).to.equal(409)
  })

  it('sent again, it is promised anew, waits as the same attempt, and both sendings can be read', async () => {
    world.clock.advance(3 * DAY)
    await amal.open(`${world.origin}/sign-in/inst-1/amal`)
    await dina.open(`${world.origin}/sign-in/inst-1/dina`)
    const page = await amal.upload(await mine(), EVIDENCE, 'file-photo', { name: 'better.png', content: png })
    expect(submissionIn(page)).to.equal(id)
    const receipt = await press(amal, page, `/submissions/${id}/sending`)
    expect(receipt.text).to.include('You will hear by Friday, March 13')
    const shown = await mine()
    expect(shown.text.match(/Attempt 1/g)).to.have.length(2)
    expect(shown.text).to.match(/Came back on .*, not judged/)
    for (const who of [amal, dina]) expect((await who.open(world.origin + firstPhoto)).status).to.equal(200)
    const files = (await world.submissionStore.find(place.cohort.institutionId, id))?.artefacts
    expect(files?.filter(({ slotId }) => slotId === 'photo').map(({ sending = 1 }) => sending)).to.deep.equal(
      [1, 2],
    )
  })

  it('whoever gave it back may judge it, with what they had written; the answer is of attempt 1', async () => {
    const waits = await queue()
    expect(waits.text).to.include('Nobody has it yet')
    const page = await begin(world, place, dina, id)
    expect(page.url.pathname).to.not.equal(assessmentPath)
    expect(page.text).to.include('This came back to be completed on')
    expect(valuesOf(page, JUDGEMENTS)['comment-plan']).to.equal('Clear.')
    const asked = await dina.submit(page, JUDGEMENTS, {
      ...judge({
        plan: ['proficient', 'Clear.'],
        room: ['developing', 'Show more.'],
        hear: ['proficient', ''],
      }),
      next: 'finalisation',
    })
    await dina.submit(asked, '#finalisation-form')
    expect(world.followers.finalised.map(({ attempt, outcome }) => ({ attempt, outcome }))).to.deep.equal([
      { attempt: 1, outcome: 'notYet' },
    ])
    expect(world.followers.finalised[0]?.submittedAt).to.deep.equal(new Date('2026-03-05T19:00:00Z'))
    expect((await mine()).text).to.include('Not yet: one thing to try again')
    const earlier = await dina.open(world.origin + assessmentPath)
    expect(earlier.text).to.include('Dina Saleh sent it back on')
  })

  it('a crash between both halves is made good by the job', async () => {
    const { institutionId } = place.cohort
    const again = await press(amal, await mine(), `/submissions/${id}/sending`)
    expect(again.url.pathname).to.match(/receipt$/)
    const open = (await world.assessmentStore.ofSubmissions(institutionId, [id])).at(-1)
    const missing = [{ slotId: 'photo', reason: 'missing' as const, words: 'Where is it?' }]
    const back = { by: 'dina', at: world.clock.now(), missing }
    await world.assessmentStore.sendBack(institutionId, open?.id ?? '', back)
    expect((await mine()).text).to.include('Your evidence has been sent')
    world.clock.advance(2 * 60_000)
    expect(await world.assessments.reconcile()).to.equal(1)
    expect(await world.assessments.reconcile()).to.equal(0)
    const shown = await mine()
    expect(shown.text).to.include('still your attempt 2')
    expect(shown.text).to.include('What your assessor said')
  })
})
