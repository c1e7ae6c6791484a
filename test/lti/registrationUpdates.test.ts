import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import type { Registration } from '../../src/institutions/registration.js'
import { createPracticeLms, type PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

describe('bringing a registration up to date', () => {
  let world: World
  let lms: PracticeLms
  let platform: Registration
  const scoreScope = 'https://purl.imsglobal.org/spec/lti-ags/scope/score'

  before(async () => {
    world = await startWorld()
    lms = await createPracticeLms({ personality: 'canvas' })
    await lms.listen()
    await open(await link())
    platform = await registered()
    lms.activateTool(lms.state.tools[0]!.id)
  })
  after(async () => {
    await lms.close()
    await world.close()
  })

  const link = async (registrationId?: string) => {
    const { institutionId } = world
    const asked = { institutionId, approve: true, ...(registrationId ? { registrationId } : {}) }
    return (await world.tool.services.registrationLinks.create(operator, asked)).url
  }
  const open = async (address: string, update?: string, from = lms) => {
    const page = await new Visitor().open(await from.registrationAddress(address, update))
    return { status: page.status, code: page.$('code').first().text().split(' ')[0], text: page.text }
  }
  const registered = async () => {
    const all = await world.tool.services.platforms.list(operator, world.institutionId)
    return all.find(({ issuer }) => issuer === lms.platform().issuer)!
  }

  it('is offered where the platform named an address for it, and knows what it lets us ask for', () => {
    expect(platform.updateUrl).to.match(/\/lti\/registrations\/\w+$/)
    expect(platform.scopes).to.include(scoreScope)
    expect(platform.name).to.equal('Practice Account')
  })

  it('sends our configuration, which counts when an administrator there accepts it', async () => {
    const tool = lms.state.tools[0]!
    tool.name = 'An old name'
    tool.scopes = tool.scopes.filter((each) => each !== scoreScope)
    const { sent } = await world.tool.services.registrationUpdates.send(operator, platform.id)
    expect(sent).to.deep.equal({ ok: true })
    expect(lms.state.tools[0]).to.include({ name: 'An old name' })
    lms.acceptUpdate(tool.id)
    expect(lms.state.tools[0]).to.deep.include({ name: 'Cairn', clientId: platform.clientId })
    expect(lms.state.tools[0]?.scopes).to.include(scoreScope)
    const [row] = await world.tool.services.audit.latest(world.institutionId, 1)
    expect(row?.action).to.equal('platform.update-sent')
  })

  it('says why where the platform does not let us, and changes nothing', async () => {
    const tool = lms.state.tools[0]!
    const { scopes } = tool
    tool.scopes = [scoreScope]
    const { sent } = await world.tool.services.registrationUpdates.send(operator, platform.id)
    expect(sent).to.deep.equal({ ok: false, code: 'no-permission' })
    tool.scopes = scopes
    const moodle = await world.tool.services.registrationUpdates.send(operator, world.registrationId)
    expect(moodle.sent).to.deep.equal({ ok: false, code: 'not-offered' })
  })

  it('by a link made for it takes over what the platform says anew, keeps who it is, and records both', async () => {
    const tool = lms.state.tools[0]!
    tool.name = 'An old name'
    const before = await registered()
    const answer = await open(await link(platform.id), tool.id)
    expect([answer.status, answer.text.includes('up to date')]).to.deep.equal([200, true])
    const after = await registered()
    expect(after).to.deep.equal({ ...before })
    expect(lms.state.tools).to.have.length(1)
    expect(lms.state.tools[0]?.name).to.equal('Cairn')

    await world.tool.services.platforms.update(operator, platform.id, {
      ...after,
      tokenUrl: `${after.issuer}/old/token`,
      scopes: null,
    })
    await open(await link(platform.id), tool.id)
    expect(await registered()).to.deep.equal(after)
    const [row] = await world.tool.services.audit.latest(world.institutionId, 1)
    expect(row?.action).to.equal('platform.updated')
    expect(row?.changes).to.deep.include({
      what: 'tokenUrl',
      before: `${after.issuer}/old/token`,
      after: after.tokenUrl,
    })
  })

  it('by a link made for it makes no other registration: of another client, or of another platform', async () => {
    const before = await registered()
    const address = await link(platform.id)
    const asNew = await open(address)
    expect([asNew.status, asNew.code]).to.deep.equal([409, 'lti.registration-other'])
    const stranger = await createPracticeLms({ personality: 'canvas' })
    await stranger.listen()
    const elsewhere = await open(address, undefined, stranger)
    expect([elsewhere.status, elsewhere.code]).to.deep.equal([409, 'lti.registration-other'])
    expect(stranger.state.tools).to.have.length(0)
    await stranger.close()
    expect(await registered()).to.deep.equal(before)
    const all = await world.tool.services.platforms.list(operator, world.institutionId)
    expect(all).to.have.length(2)
  })

  it('is not to be had for a platform of another institution', async () => {
    const other = await world.tool.services.institutions.create(operator, { name: 'Another' })
    const asked = { institutionId: other.id, approve: true, registrationId: platform.id }
    const refused = await world.tool.services.registrationLinks.create(operator, asked).catch(String)
    expect(refused).to.contain('NotFound')
  })
})
