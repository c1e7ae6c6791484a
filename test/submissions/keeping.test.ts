import { randomUUID } from 'node:crypto'
import { readdir, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { operator, type Actor } from '../../src/audit/actor.js'
import { storedName } from '../../src/submissions/fileStorage.js'
import { shortNumber } from '../../src/web/shortNumber.js'
import type { Visitor } from '../support/visitor.js'
import { mp4, png } from './files.js'
import { begin, EVIDENCE, sendAll, start } from './forms.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

describe('looking after evidence files', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let submissionId: string
  let artefactId: string

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal')
    submissionId = await sendAll(world, place, amal)
    const { artefacts } = (await world.submissionStore.find('inst-1', submissionId))!
    artefactId = artefacts.find(({ file }) => file)!.file!.artefactId
  })
  after(() => world.stop())

  const onDisk = async () => (await world.filesOnDisk()).sort()
  /** Makes every kept file look as if it had lain there for so many hours. */
  async function age(hours: number): Promise<void> {
    const at = new Date(world.clock.now().getTime() - hours * 3_600_000)
    for (const entry of await readdir(world.filesDir, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) await utimes(path.join(entry.parentPath, entry.name), at, at)
  }

  it('what a file was replaced by is kept; the one before is gone, and its record says so', async () => {
    const rami = await world.enrol(place, 'rami', ['educator'])
    const page = await start(world, place, rami)
    const first = await rami.upload(page, EVIDENCE, 'file-photo', { name: 'a.mp4', content: mp4(900) })
    await rami.upload(first, EVIDENCE, 'file-photo', { name: 'b.mp4', content: mp4(901) })
    const [record] = await world.erasures.latest('inst-1')
    expect(record).to.deep.include({ cause: 'replaced', by: 'person:rami', bytes: 924, reason: '' })
    expect(record?.gone).to.deep.equal(world.clock.now())
  })

  it('kept by a crash but attached to nothing, a file is swept after a day, and nothing else is', async () => {
    const before = await onDisk()
    // What is left when the process dies between keeping a file and putting it into its slot.
    const received = await world.intake.receive(Readable.from([Buffer.from('left')]), 10)
    if (!received.ok) throw new Error(received.code)
    const orphan = storedName({ sha256: received.file.sha256, artefactId: randomUUID() })
    await world.files.keep(received.file, orphan)
    await age(23)
    expect(await world.submissions.sweepFiles()).to.equal(0)
    await age(25)
    expect(await world.submissions.sweepFiles()).to.equal(1)
    expect(await onDisk()).to.deep.equal(before)
    expect(await world.erasures.find(orphan.slice(65))).to.include({ cause: 'orphaned', bytes: 4 })
  })

  it('every file is proved by its hash; one that was changed or lost is named', async () => {
    const proved = await world.submissions.proveFiles()
    expect(proved).to.deep.include({ intact: 2, problems: [] })
    const name = (await onDisk()).find((one) => one.endsWith(artefactId))!
    const file = path.join(world.filesDir, name.slice(0, 2), name)
    const { artefacts } = (await world.submissionStore.find('inst-1', submissionId))!
    const content = await ((await world.files.open(name)) as { stream: Readable }).stream.toArray()
    await writeFile(file, 'tampered with')
    expect((await world.submissions.proveFiles()).problems).to.deep.equal([
      { artefactId, problem: 'changed' },
    ])
    await writeFile(file, Buffer.concat(content))
    expect((await world.submissions.proveFiles()).problems).to.deep.equal([])
    expect(artefacts.length).to.be.greaterThan(0)
  })

  const strangers: [string, Actor][] = [
    [
      'an administrator elsewhere',
      { kind: 'staff', staffId: 's', institutionId: 'inst-2', role: 'administrator' },
    ],
    ['an auditor', { kind: 'staff', staffId: 's', institutionId: 'inst-1', role: 'auditor' }],
    ['another educator', { kind: 'person', personId: 'rami', institutionId: 'inst-1' }],
  ]
  for (const [who, actor] of strangers)
    it(`${who} cannot have a file deleted`, async () => {
      const answer = await world.submissions.eraseEvidence(actor, artefactId, 'because').catch(String)
      expect(answer).to.match(/NotFound|Forbidden/)
      expect(await world.erasures.find(artefactId)).to.equal(null)
    })

  it('deleted on request, the bytes and the name are gone, the record stays, and the page says since when', async () => {
    const { artefacts } = (await world.submissionStore.find('inst-1', submissionId))!
    const { sha256 } = artefacts.find(({ file }) => file)!.file!
    expect(await world.submissions.eraseEvidence(operator, artefactId, 'a parent asked')).to.equal(true)
    expect((await onDisk()).filter((name) => name.includes(artefactId))).to.deep.equal([])
    expect(await world.erasures.find(artefactId)).to.deep.include({
      ...{ cause: 'asked', by: 'system:operator', reason: 'a parent asked', sha256 },
      ...{ submissionId, institutionId: 'inst-1', gone: world.clock.now() },
    })
    const page = await amal.open(`${world.origin}/assignments/${place.assignment.id}`)
    expect(page.text).to.include('It was deleted on request on')
    expect(page.html).to.not.include('room.png')
    for (const path of [`/evidence/${artefactId}`, `/evidence/${artefactId}/preview`])
      expect((await amal.open(world.origin + path)).status).to.equal(404)
    const proved = await world.submissions.proveFiles()
    expect(proved).to.deep.include({ intact: 1, deleted: 3, problems: [] })
  })

  it('a backup that brings deleted bytes back is found out, and they are deleted again', async () => {
    const erasure = (await world.erasures.find(artefactId))!
    const received = await world.intake.receive(Readable.from([png]), 1_000)
    if (!received.ok) throw new Error(received.code)
    await world.files.keep(received.file, storedName({ artefactId, sha256: erasure.sha256 }))
    expect((await world.submissions.proveFiles()).problems).to.deep.equal([
      { artefactId, problem: 'stillThere' },
    ])
    await age(25)
    await world.submissions.sweepFiles()
    expect((await world.submissions.proveFiles()).problems).to.deep.equal([])
  })

  it('a deletion that the storage could not do at once is done by the job that comes back to it', async () => {
    const nour = await world.enrol(place, 'nour', ['educator'])
    const page = await nour.upload(await start(world, place, nour), EVIDENCE, 'file-photo', {
      ...{ name: 'a.mp4', content: mp4(500) },
    })
    const id = /evidence\/([\w-]{36})/.exec(page.html)?.[1] ?? ''
    const remove = world.files.remove.bind(world.files)
    world.files.remove = () => Promise.resolve({ ok: false, code: 'unreachable' })
    expect(await world.submissions.eraseEvidence(operator, id, 'asked')).to.equal(false)
    world.files.remove = remove
    expect((await world.erasures.find(id))?.gone).to.equal(null)
    world.clock.advance(120_000)
    expect(await world.submissions.finishErasures()).to.equal(1)
    expect((await onDisk()).filter((name) => name.includes(id))).to.deep.equal([])
    expect((await world.erasures.find(id))?.gone).to.deep.equal(world.clock.now())
  })

  describe('a file its educator wants gone', () => {
    let lina: Visitor
    let dina: Visitor
    let work: string
    let file: string
    const filesPage = (who: Visitor) => who.open(`${world.origin}/submissions/${work}/files`)
    const form = () => `form[action$="/files/${file}/erasure"]`

    before(async () => {
      lina = await world.enrol(place, 'lina', ['educator'], 'Lina')
      dina = await world.enrol(place, 'dina', ['assessor'], 'Dina')
      work = await sendAll(world, place, lina)
      const { artefacts } = (await world.submissionStore.find('inst-1', work))!
      file = artefacts.find((one) => one.file)!.file!.artefactId
    })

    it('is offered beside what it means now, to its educator and to nobody else', async () => {
      const mine = await lina.open(`${world.origin}/assignments/${place.assignment.id}`)
      expect(mine.$(`a[href="/submissions/${work}/files"]`).length).to.equal(1)
      expect((await filesPage(lina)).text).to.include('They judge what is left')
      expect((await filesPage(dina)).status).to.equal(404)
      const path = `${world.origin}/submissions/${work}/files/${file}/erasure`
      const asDina = await dina.send(path, { _csrf: await world.token(dina) })
      expect(asDina.status).to.equal(404)
      expect((await dina.open(`${world.origin}/evidence/${file}`)).status).to.equal(200)
    })

    it('keeps a reason that is too long on the page', async () => {
      const page = await lina.submit(await filesPage(lina), form(), { reason: 'x'.repeat(501) })
      expect(page.status).to.equal(422)
      expect(page.$(`#reason-${file}`).val()).to.equal('x'.repeat(501))
      expect(page.$('.error-summary a').attr('href')).to.equal(`#reason-${file}`)
    })

    it('is gone for everybody, with a record of who asked; what was written stays', async () => {
      const page = await lina.submit(await filesPage(lina), form(), { reason: 'A child can be seen.' })
      expect(page.text).to.include('The file is deleted. Nothing of it is left')
      const erasure = (await world.erasures.find(file))!
      expect(erasure).to.include({ cause: 'asked', by: 'person:lina', reason: 'A child can be seen.' })
      expect(page.text).to.include(erasure.sha256)
      expect((await onDisk()).filter((name) => name.includes(file))).to.deep.equal([])
      const judging = await begin(world, place, dina, work)
      expect(judging.text).to.include('It was deleted on request on').and.to.include('We moved the desks')
      const [row] = await world.audit
        .latest('inst-1', 50)
        .then((rows) => rows.filter(({ action }) => action === 'evidence.erased'))
      expect(row).to.include({ actor: 'person:lina', subject: `submission:${work}` })
    })

    it('asked for again, nothing more happens and the first reason stands', async () => {
      expect(await world.submissions.eraseEvidence(operator, file, 'again')).to.equal(true)
      expect((await world.erasures.find(file))?.reason).to.equal('A child can be seen.')
    })
  })

  describe('looking for files', () => {
    const manager: Actor = { kind: 'staff', staffId: 's', institutionId: 'inst-1', role: 'administrator' }
    const whose = async (actor: Actor, typed: string) =>
      (await world.submissions.findFiles(actor, 'inst-1', typed))?.map(({ personName }) => personName)

    it('finds those of a nameless person by their number, and those of a work by its address', async () => {
      expect(await whose(manager, `Educator ${shortNumber('amal')}`)).to.deep.equal(['Amal'])
      expect(await whose(manager, `${world.origin}/submissions/${submissionId}?lang=ar`)).to.deep.equal([
        'Amal',
      ])
      expect(await whose(manager, `/evidence/${artefactId.toUpperCase()}`)).to.deep.equal(['Amal'])
      expect(await whose(manager, randomUUID())).to.deep.equal([])
      expect(await whose(manager, 'Amal')).to.equal(undefined)
    })

    it('is for those who see all of the institution', async () => {
      for (const actor of [
        { ...manager, institutionId: 'inst-2' },
        { ...manager, role: 'author' as const },
        { kind: 'person' as const, personId: 'dina', institutionId: 'inst-1' },
      ])
        expect(await whose(actor, submissionId).catch(String)).to.match(/NotFound|Forbidden/)
      expect(await whose({ ...manager, role: 'auditor' }, submissionId)).to.deep.equal(['Amal'])
    })
  })
})
