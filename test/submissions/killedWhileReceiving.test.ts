import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import { startWorld, type World } from '../support/world.js'
import { startServer, type Started } from '../tool/process.js'
import { filmOf, sendInterrupted } from './film.js'
import { senderFor } from './sender.js'

describe('a film that is sent while lines break and the tool is killed', function () {
  this.timeout(120_000)
  let world: World
  let server: Started | null = null

  before(async () => {
    world = await startWorld()
  })
  after(async () => {
    server?.process.kill('SIGKILL')
    await server?.ended()
    await world.close()
  })

  async function begin(): Promise<Started> {
    const started = startServer(world.environment)
    await started.ready()
    return started
  }

  it('20 MB, interrupted twenty times and twice by kill -9, arrive byte for byte', async () => {
    const { services } = world.tool
    const asked = (await services.catalogue.latest(world.institutionId, 'trauma-informed-practice'))!
    const slot = asked.slots.find(({ limits }) => limits.accept?.includes('video'))!
    const assignment = world.lms.createAssignment({ title: 'Calm', lineItem: { scoreMaximum: 100 } }).id
    const mapping = await world.launch(cast.facilitators[0]!.key, { assignment })
    await mapping.visitor.submit(mapping.page, 'form[action$="/mapping"]', { microCredentialId: asked.id })
    const educator = await world.launch(cast.educators[2]!.key, { assignment })
    const page = await educator.visitor.submit(educator.page, 'form[action$="/submissions"]')
    await world.tool.close()
    server = await begin()

    const film = filmOf(20_000_000)
    const sender = senderFor(educator.visitor, page, slot.id)
    const { url } = await sendInterrupted(sender, film, {
      name: 'lesson.mp4',
      times: 20,
      broken: async (time) => {
        if (time !== 7 && time !== 14) return
        server?.process.kill('SIGKILL')
        await server?.ended()
        server = await begin()
      },
    })
    expect(await sender.attach(url)).to.deep.equal({ status: 200, code: 'attached' })
    const shown = await educator.visitor.open(page.url)
    const href = shown.$(`#slot-${slot.id} a[download]`).attr('href') ?? ''
    const stored = Buffer.from(await (await sender.ask('GET', href)).arrayBuffer())
    expect(stored.length).to.equal(film.bytes)
    expect(createHash('sha256').update(stored).digest('hex')).to.equal(film.sha256())
  })
})
