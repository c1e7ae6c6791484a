import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { fixedClock } from '../../src/clock/clock.js'
import { UPLOAD_LIMITS, decideBeginning, type Upload } from '../../src/submissions/uploads/upload.js'
import type { Page, Visitor } from '../support/visitor.js'
import { html, mp4, png } from './files.js'
import { start, submissionIn } from './forms.js'
import { sendWhole, senderFor, type Sender } from './sender.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

describe('whether a file may begin to come', () => {
  const upload = (given: Partial<Upload> = {}): Upload => ({
    ...{ id: 'u-1', institutionId: 'i', personId: 'p', submissionId: 's', slotId: 'film', name: 'a.mp4' },
    ...{ bytes: 100, fingerprint: 'f', createdAt: new Date(0), expiresAt: new Date(9), ended: null },
    ...given,
  })
  const asked = { submissionId: 's', slotId: 'film', name: 'a.mp4', bytes: 100, fingerprint: 'f' }
  const facts = { open: true, mostBytes: 1_000, pending: [], freeBytes: 50_000_000_000 }
  const many = Array.from({ length: UPLOAD_LIMITS.pending }, (_, index) =>
    upload({ fingerprint: String(index) }),
  )
  const known = upload()

  const cases: [string, Partial<typeof asked>, Partial<Parameters<typeof decideBeginning>[1]>, object][] = [
    ['begins', {}, {}, { kind: 'begin' }],
    ['goes on where the same file stopped', {}, { pending: [known] }, { kind: 'goOn', upload: known }],
    ['is another file for another slot', { slotId: 'plan' }, { pending: [known] }, { kind: 'begin' }],
    [
      'is another file for another submission',
      { submissionId: 'x' },
      { pending: [known] },
      { kind: 'begin' },
    ],
    ['is another file when it has another size', { bytes: 101 }, { pending: [known] }, { kind: 'begin' }],
    [
      'is refused when the slot is closed',
      {},
      { open: false, pending: [known] },
      { kind: 'refuse', code: 'closed' },
    ],
    ['is refused when it is empty', { bytes: 0 }, {}, { kind: 'refuse', code: 'empty' }],
    ['is refused when it is too large', { bytes: 1_001 }, {}, { kind: 'refuse', code: 'tooLarge' }],
    ['is refused when too many are on their way', {}, { pending: many }, { kind: 'refuse', code: 'tooMany' }],
    [
      'is refused when too much is on its way',
      {},
      { pending: [upload({ bytes: UPLOAD_LIMITS.pendingBytes, fingerprint: 'g' })] },
      { kind: 'refuse', code: 'tooMany' },
    ],
    [
      'is refused when the disk is nearly full',
      {},
      { freeBytes: 1_000_000_100 },
      { kind: 'refuse', code: 'full' },
    ],
  ]
  for (const [what, file, how, decision] of cases)
    it(`a file ${what}`, () =>
      expect(decideBeginning({ ...asked, ...file }, { ...facts, ...how })).to.deep.equal(decision))
})

describe('files that arrive in parts', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let page: Page
  let sender: Sender
  const film = mp4(150_000)

  before(async () => {
    // The database forgets sessions and uploads by the machine's own clock.
    world = await submissionWorld(fixedClock(new Date()))
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal')
    page = await start(world, place, amal)
    sender = senderFor(amal, page, 'photo')
  })
  after(() => world.stop())

  const shown = async () => (await amal.open(page.url)).$('#slot-photo')
  /** The bytes that stand in the slot now. */
  async function standing(): Promise<Buffer> {
    const href = (await shown()).find('a[download]').attr('href') ?? ''
    return Buffer.from(await (await sender.ask('GET', href)).arrayBuffer())
  }
  const parts = () => world.parts.ids()

  it('a film arrives in three parts and stands in its slot, whole', async () => {
    const { status, url } = await sender.begin('lesson.mp4', film.length)
    expect([status, url.startsWith('/uploads/')]).to.deep.equal([201, true])
    for (let offset = 0; offset < film.length; offset += 60_000)
      expect((await sender.send(url, offset, film.subarray(offset, offset + 60_000))).status).to.equal(204)
    expect(await sender.attach(url)).to.deep.equal({ status: 200, code: 'attached' })
    expect((await standing()).equals(film)).to.equal(true)
    expect((await shown()).text()).to.include('lesson.mp4')
    expect(await parts()).to.deep.equal([])
    const { artefacts } = (await world.submissionStore.find('inst-1', submissionIn(page)))!
    expect(artefacts.at(-1)?.file?.sha256).to.equal(createHash('sha256').update(film).digest('hex'))
  })

  it('asked again whether it stands there, it says so, and has not been put there twice', async () => {
    const { url } = await sendWhole(sender, 'again.mp4', film)
    const before = await world.filesOnDisk()
    expect(await sender.attach(url)).to.deep.equal({ status: 200, code: 'attached' })
    expect(await world.filesOnDisk()).to.deep.equal(before)
  })

  it('a line that drops leaves what came; from another address and another page it goes on there', async () => {
    const { url } = await sender.begin('dropped.mp4', film.length)
    const torn = new Readable({
      read() {
        this.push(film.subarray(0, 40_000))
        setTimeout(() => this.destroy(new Error('the line is gone')), 50)
        this.read = () => undefined
      },
    })
    await sender.send(url, 0, torn).catch(() => undefined)
    const elsewhere = senderFor(amal, await amal.open(page.url), 'photo', {
      'x-forwarded-for': '203.0.113.9',
    })
    const again = await elsewhere.begin('dropped.mp4', film.length)
    expect(again).to.deep.include({ status: 201, url })
    const offset = await elsewhere.offset(url)
    expect(offset).to.equal(40_000)
    expect((await elsewhere.send(url, 0, film.subarray(0, 10))).status).to.equal(409)
    expect((await elsewhere.send(url, 40_000, film.subarray(40_000))).offset).to.equal(film.length)
    await elsewhere.attach(url)
    expect((await standing()).equals(film)).to.equal(true)
  })

  it('is not put into its slot while parts are missing, and takes no more than was said', async () => {
    const { url } = await sender.begin('half.mp4', 1_000)
    await sender.send(url, 0, film.subarray(0, 400))
    expect((await sender.attach(url)).status).to.equal(409)
    expect((await sender.send(url, 400, film.subarray(400, 2_000))).status).to.equal(413)
    expect(await sender.offset(url)).to.equal(400)
    expect(await sender.cancel(url)).to.equal(204)
    expect(await sender.offset(url)).to.equal(null)
    expect(await parts()).to.deep.equal([])
  })

  it('what it holds is looked at like any other file, and what is refused is gone', async () => {
    const before = await standing()
    const refused = await sendWhole(sender, 'lesson.mp4', Buffer.concat([html, Buffer.alloc(500)]))
    expect(refused.status).to.equal(422)
    expect(refused.message).to.match(/^What is inside this file/)
    expect((await sender.begin('huge.mp4', 200_001)).status).to.equal(413)
    expect((await sender.begin('none.mp4', 0)).status).to.equal(422)
    expect(await parts()).to.deep.equal([])
    expect((await standing()).equals(before)).to.equal(true)
  })

  it('is nobody else’s: not to send, not to ask about, not to finish, not to throw away', async () => {
    const { url } = await sender.begin('mine.mp4', film.length)
    const rami = await world.enrol(place, 'rami', ['educator'], 'Rami')
    const lina = await world.enrol(place, 'lina', ['assessor', 'facilitator'])
    const own = await start(world, place, rami)
    for (const [who, theirPage] of [
      [rami, own],
      [lina, own],
    ] as const) {
      const other = senderFor(who, theirPage, 'photo', { 'x-csrf-token': await world.token(who) })
      expect(await other.offset(url)).to.equal(null)
      expect((await other.send(url, 0, film)).status).to.equal(404)
      expect((await other.attach(url)).status).to.equal(404)
      expect(await other.cancel(url)).to.equal(404)
      const path = `/submissions/${submissionIn(page)}/artefacts/photo/uploads`
      expect((await other.ask('POST', path, { 'upload-length': '5' })).status).to.equal(404)
    }
    expect(await sender.offset(url)).to.equal(0)
    await sender.cancel(url)
  })

  const foreign: [string, Record<string, string>, number][] = [
    ['from another site', { origin: 'https://evil.example' }, 403],
    ['that another site caused', { 'sec-fetch-site': 'cross-site' }, 403],
    ['without the page’s token', { 'x-csrf-token': 'x' }, 403],
    ['without a session', { cookie: '' }, 401],
    ['that does not speak tus', { 'tus-resumable': '0.2' }, 422],
  ]
  for (const [what, headers, status] of foreign)
    it(`a request ${what} is refused and allows no site anything`, async () => {
      const path = `/submissions/${submissionIn(page)}/artefacts/photo/uploads`
      const answer = await sender.ask('POST', path, {
        ...{ 'upload-length': '5', 'upload-metadata': 'name YQ==' },
        ...headers,
      })
      expect(answer.status).to.equal(status)
      expect(answer.headers.get('access-control-allow-origin')).to.equal(null)
      expect(await parts()).to.deep.equal([])
    })

  it('whole but forgotten, it is put into its slot by itself; abandoned, it is thrown away after three days', async () => {
    const whole = await sender.begin('forgotten.mp4', film.length)
    await sender.send(whole.url, 0, film)
    const hind = await world.enrol(place, 'hind', ['educator'])
    const hers = senderFor(hind, await start(world, place, hind), 'photo')
    const abandoned = await hers.begin('abandoned.mp4', film.length)
    await hers.send(abandoned.url, 0, film.subarray(0, 10))
    world.clock.advance(5 * 60_000)
    await world.submissions.sweepUploads()
    expect((await shown()).text()).to.include('forgotten.mp4')
    expect(await hers.offset(abandoned.url)).to.equal(10)
    world.clock.advance(3 * 24 * 3_600_000)
    await world.submissions.sweepUploads()
    expect(await parts()).to.deep.equal([])
  })

  it('a later file for the slot takes the place of one that is still on its way', async () => {
    const nour = await world.enrol(place, 'nour', ['educator'])
    const hers = senderFor(nour, await start(world, place, nour), 'photo')
    const first = await hers.begin('first.mp4', film.length)
    await sendWhole(hers, 'second.png', png)
    expect(await hers.offset(first.url)).to.equal(null)
    expect(await parts()).to.deep.equal([])
  })

  it('twenty of one megabyte at once all arrive', async () => {
    const photo = { ...(await world.course('A large course')) }
    world.microCredentials.get('mc-1')!.slots.find(({ id }) => id === 'photo')!.limits.maxBytes = 5_000_000
    const people = await Promise.all(
      Array.from({ length: 20 }, (_, index) => world.enrol(photo, `person-${String(index)}`, ['educator'])),
    )
    const sent = await Promise.all(
      people.map(async (who, index) => {
        const one = senderFor(who, await start(world, photo, who), 'photo')
        const content = mp4(1_000_000 + index)
        const { status } = await sendWhole(one, `film-${String(index)}.mp4`, content)
        const stored = await world.submissionStore.find('inst-1', one.submission)
        const sha256 = createHash('sha256').update(content).digest('hex')
        return status === 200 && stored?.artefacts[0]?.file?.sha256 === sha256
      }),
    )
    expect(sent).to.deep.equal(Array.from({ length: 20 }, () => true))
  })
})
