import { expect } from 'chai'
import { begin, JUDGEMENTS, judge, sendAll, valuesOf } from '../../submissions/forms.js'
import { submissionWorld, type SubmissionWorld } from '../../submissions/world.js'
import type { Page, Visitor } from '../../support/visitor.js'

const words = 'Say <b>where</b> they rest.'

describe('words to use again', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let dina: Visitor
  let huda: Visitor
  let omar: Visitor
  let page: Page

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    const amal = await world.enrol(place, 'amal', ['educator'])
    dina = await world.enrol(place, 'dina', ['assessor'], 'Dina')
    huda = await world.enrol(place, 'huda', ['assessor'], 'Huda')
    omar = await world.enrol(place, 'omar', ['facilitator'], 'Omar')
    page = await begin(world, place, dina, await sendAll(world, place, amal))
  })
  after(() => world.stop())

  const mine = (who: Visitor) => who.open(`${world.origin}/snippets`)
  const pressIn = (who: Visitor, from: Page, fields: Record<string, string>, form = JUDGEMENTS) =>
    who.submit(from, form, fields)
  const panel = (shown: Page, criterion: string) => shown.$(`#snippets-${criterion}`)
  const idOf = (shown: Page) => String(shown.$('[id^="snippet-"]').first().attr('id')).slice(8)

  it('are kept from what was just written, with all that was typed, and are there for this criterion alone', async () => {
    const typed = { ...judge({ room: ['developing', words], plan: ['proficient', 'Clear.'] }), 'next-room': 'Film it.' } // prettier-ignore
    const kept = await pressIn(dina, page, { ...typed, keep: 'comment-room' })
    expect(panel(kept, 'room').text()).to.include('Kept. It is offered')
    expect(panel(kept, 'room').find('[name=insert]')).to.have.length(1)
    expect(panel(kept, 'plan').find('[name=insert]')).to.have.length(0)
    expect(valuesOf(kept, JUDGEMENTS)).to.include(typed)
    const again = await pressIn(dina, kept, { keep: 'comment-room' })
    expect(panel(again, 'room').text()).to.include('You have kept this already')
    const nothing = await pressIn(dina, again, { keep: 'next-hear' })
    expect(panel(nothing, 'hear').text()).to.include('nothing to keep yet')
    expect(panel(nothing, 'room').html()).to.include('Say &lt;b&gt;where&lt;/b&gt; they rest.')
    page = nothing
  })

  it('go into their field behind what stands there, and nothing typed is lost', async () => {
    const typed = { 'comment-room': 'I saw one corner.', 'comment-hear': 'They speak.' }
    const insert = panel(page, 'room').find('[name=insert]').attr('value') ?? ''
    const put = await pressIn(dina, page, { ...typed, insert })
    expect(put.url.search).to.equal('?snippet=inserted&at=room')
    expect(valuesOf(put, JUDGEMENTS)).to.include({
      'comment-room': `I saw one corner.\n\n${words}`.replaceAll('\n', '\r\n'),
      'comment-hear': 'They speak.',
      'next-room': 'Film it.',
      'level-plan': 'proficient',
    })
    const strange = await pressIn(dina, put, { insert: 'nobody-has-this', 'comment-hear': 'Still here.' })
    expect(strange.text).to.include('no longer offered')
    expect(valuesOf(strange, JUDGEMENTS)['comment-hear']).to.equal('Still here.')
    page = strange
  })

  it('the last question asks softly for a sentence about this work, and holds nothing up', async () => {
    const rest = { 'level-hear': 'proficient', next: 'finalisation' }
    const own = await pressIn(dina, page, rest)
    expect(own.text).to.not.include('Make it about this work')
    const bare = await pressIn(dina, page, { ...rest, 'comment-room': words })
    expect(bare.text).to.include('Make it about this work')
    expect(bare.text).to.include('On Shapes the room your words')
    expect(bare.$('#finalisation-form')).to.have.length(1)
  })

  it('are nobody else’s until they are shared, and then of this institution only', async () => {
    const id = idOf(await mine(dina))
    const address = `${world.origin}/snippets/${id}`
    const of = (who: Visitor) => world.token(who).then((_csrf) => ({ _csrf }))
    expect((await mine(huda)).text).to.not.include('they rest')
    for (const act of ['wording', 'sharing', 'sharing-withdrawal', 'removal'])
      expect((await huda.send(`${address}/${act}`, await of(huda))).status, act).to.equal(404)

    world.snippetsWith.sharing.assessorsShare = false
    expect((await omar.send(`${address}/sharing`, await of(omar))).status).to.equal(404)
    const offered = await dina.submit(await mine(dina), 'form[action$="/sharing"]')
    expect(offered.text).to.include('A facilitator or an administrator decides')
    expect(offered.$('form[action$="/sharing"]')).to.have.length(0)
    expect((await huda.send(`${address}/sharing`, await of(huda))).status).to.equal(404)
    expect((await mine(huda)).text).to.not.include('they rest')
    world.snippetsWith.sharing.assessorsShare = true
    const shared = await omar.submit(await mine(omar), 'form[action$="/sharing"]')
    expect(shared.text).to.include('Everybody who assesses here is offered it now.')
    expect((await mine(huda)).text).to.include('Shared by others')
    expect((await mine(huda)).$('main form')).to.have.length(0)
    for (const act of ['wording', 'sharing', 'sharing-withdrawal', 'removal'])
      expect((await huda.send(`${address}/${act}`, await of(huda))).status, act).to.equal(403)

    const elsewhere = await world.course('Elsewhere', 'inst-2')
    const bo = await world.enrol(elsewhere, 'bo', ['facilitator'])
    expect((await mine(bo)).text).to.not.include('they rest')
    for (const act of ['wording', 'sharing', 'sharing-withdrawal', 'removal'])
      expect((await bo.send(`${address}/${act}`, await of(bo))).status, act).to.equal(404)
    expect((await mine(omar)).$('form[action$="/sharing-withdrawal"]')).to.have.length(1)
  })

  it('change by their owner, keep what was typed where that cannot be, and outlive the version they were written for', async () => {
    const before = await mine(dina)
    const id = idOf(before)
    const form = `form[action$="/${id}/wording"]`
    const empty = await dina.submit(before, form, { [`text-${id}`]: ' ', [`place-${id}`]: 'next' })
    expect(empty.status).to.equal(422)
    expect(empty.$(`[name="place-${id}"]:checked`).val()).to.equal('next')
    expect(empty.$(`.error-summary a[href="#text-${id}"]`)).to.have.length(1)
    const changed = { [`text-${id}`]: 'Show the corner.', [`place-${id}`]: 'next', [`levelId-${id}`]: '' }
    const after = await dina.submit(before, form, changed)
    expect(after.$(`#snippet-${id}`).text())
      .to.include('Show the corner.')
      .and.include('For any level')

    const { microCredentials } = world
    const [old] = [...microCredentials.values()]
    const { rubric } = old!
    const criteria = rubric.criteria.filter(({ id: one }) => one !== 'room')
    microCredentials.set('mc-2', { ...old!, id: 'mc-2', version: 2, rubric: { ...rubric, criteria } })
    expect((await mine(dina)).text).to.include('no longer has this criterion')
    microCredentials.set('mc-2', { ...old!, id: 'mc-2', version: 2 })
    const offered = await world.snippets.offered(
      { kind: 'person', institutionId: 'inst-1', personId: 'huda' },
      microCredentials.get('mc-2')!,
    )
    expect(offered.snippets.map(({ text, place: where }) => [text, where])).to.deep.equal([
      ['Show the corner.', 'next'],
    ])
    microCredentials.delete('mc-2')
  })

  it('are taken back and removed for good, each on record without its words', async () => {
    await omar.submit(await mine(omar), 'form[action$="/sharing-withdrawal"]')
    expect((await mine(huda)).text).to.not.include('Show the corner.')
    expect((await mine(dina)).text).to.include('Show the corner.')
    const gone = await dina.submit(await mine(dina), 'form[action$="/removal"]')
    expect(gone.text).to.include('You have kept nothing yet')
    const kept = await pressIn(dina, await dina.open(new URL(page.url.pathname, page.url)), {
      'comment-room': words,
      keep: 'comment-room',
    })
    expect(panel(kept, 'room').text()).to.include('Kept. It is offered')
    const rows = (await world.audit.latest('inst-1', 100)).filter(({ action }) => action.startsWith('snippet.')) // prettier-ignore
    expect(rows.map(({ action }) => action.slice(8)).reverse()).to.deep.equal([
      ...['kept', 'offered', 'shared', 'changed', 'withdrawn', 'removed', 'kept'],
    ])
    expect(JSON.stringify(rows)).to.not.match(/corner|rest/)
  })

  it('are offered in a correction too, where the reason and all else that was typed stay', async () => {
    const form = await dina.open(new URL(page.url.pathname, page.url))
    const levels = {
      'level-plan': 'proficient',
      'level-hear': 'proficient',
      'comment-room': 'I saw a corner.',
    }
    const asked = await pressIn(dina, form, { ...levels, next: 'finalisation' })
    const sent = await dina.submit(asked, '#finalisation-form')
    const correcting = await dina.open(`${sent.url.origin}${sent.url.pathname}/correction`)
    const insert = panel(correcting, 'room').find('[name=insert]').attr('value') ?? ''
    const typed = { insert, reason: 'I looked again.', 'comment-hear': 'All of them speak.' }
    const put = await pressIn(dina, correcting, typed, '#correction-form')
    expect(put.status).to.equal(200)
    expect(valuesOf(put, '#correction-form')).to.include({
      ...{ reason: 'I looked again.', 'comment-hear': 'All of them speak.', 'level-room': 'developing' },
      'comment-room': `I saw a corner.\r\n\r\n${words}`,
    })
    expect(panel(put, 'room').text()).to.include('Now make it about this work')
  })

  it('are no business of whoever does not assess', async () => {
    const noor = await world.enrol(place, 'noor', ['educator'])
    expect((await mine(noor)).status).to.equal(404)
  })
})
