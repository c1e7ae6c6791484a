import { decodeProtectedHeader } from 'jose'
import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { createPracticeLms, type PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { startWorld, type World } from '../support/world.js'

const minute = 60_000

describe('changing the key the tool signs with', () => {
  let world: World
  let lms: PracticeLms
  let platformId: string
  let later = 0
  const clock = { now: () => new Date(Date.now() + later) }

  before(async () => {
    world = await startWorld({ clock })
    // A platform that keeps our key set for five minutes, as ours says it may, and does not look again before that.
    lms = await createPracticeLms({ personality: 'canvas', now: clock.now, keepToolKeysMs: 5 * minute })
    await lms.listen()
    const { institutionId, url } = world
    const tool = lms.registerTool({
      loginUrl: `${url}/lti/login`,
      redirectUris: [`${url}/lti/launch`],
      keysUrl: `${url}/lti/keys`,
    })
    const urls = lms.platform()
    const added = await world.tool.services.platforms.add(operator, {
      institutionId,
      issuer: urls.issuer,
      clientId: tool.clientId,
      authUrl: urls.authorizationUrl,
      tokenUrl: urls.tokenUrl,
      jwksUrl: urls.keysUrl,
      deploymentId: tool.deploymentId,
      family: 'canvas',
      approve: true,
    })
    platformId = added.id
  })
  after(async () => {
    await lms.close()
    await world.close()
  })

  const served = async () => {
    const answer = await fetch(`${world.url}/lti/keys`)
    return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
  }
  const states = async () => (await world.tool.services.toolKeys.list(operator)).map(({ state }) => state)
  /** Whether the platform takes what we sign at this moment, each time anew. */
  const works = async () => {
    const platform = await world.tool.services.platforms.get(operator, platformId)
    const findings = await world.tool.services.checkPlatform(platform)
    return findings.filter(({ check }) => check === 'scope').every(({ outcome }) => outcome === 'yes')
  }
  /** A message signed now that a platform will see later. */
  const signedNow = async () => {
    const { services } = world.tool
    const all = await services.platforms.deployments(operator, world.institutionId)
    const deployment = all.find(({ registrationId }) => registrationId === platformId)
    const returnUrl = `${lms.platform().issuer}/back`
    const settings = {
      returnUrl,
      acceptTypes: ['ltiResourceLink'],
      acceptMultiple: true,
      acceptLineItem: true,
    }
    const { jwt } = await services.lti.answerDeepLink(
      { registrationId: platformId, deploymentId: deployment?.id ?? '' },
      settings,
      [],
    )
    return decodeProtectedHeader(jwt).kid
  }

  it('interrupts nothing at a platform that keeps the old key set, and the old key stays until its last word is old', async () => {
    later += 20 * minute
    expect(await works()).to.equal(true)
    const [old] = await served()
    const fresh = await world.tool.services.toolKeys.rotate(operator)
    expect(await states()).to.deep.equal(['waiting', 'signing'])
    expect(await works(), 'at once').to.equal(true)
    expect(await signedNow()).to.equal(old)
    later += 2 * minute
    expect(await served()).to.have.members([fresh, old])
    later += 7 * minute
    expect(await works(), 'shortly before it signs').to.equal(true)
    expect(await signedNow()).to.equal(old)
    later += 2 * minute
    expect(await signedNow()).to.equal(fresh)
    expect(await works(), 'with the new one').to.equal(true)
    expect(await states()).to.deep.equal(['signing', 'retired'])
    expect(await served(), 'what the old one signed is still under way').to.include(old)
    later += 25 * 60 * minute
    expect(await served()).to.deep.equal([fresh])
    expect(await works()).to.equal(true)
  })

  it('is recorded, keeps the private half sealed, and is for those who look after the installation', async () => {
    const { services } = world.tool
    const kid = await services.toolKeys.rotate(operator)
    const [row] = await services.audit.latest(null, 1)
    expect(row).to.include({ action: 'tool-key.rotated', subject: `tool-key:${kid}` })
    const ada = { kind: 'staff', staffId: 'x', institutionId: world.institutionId, role: 'owner' } as const
    expect(await services.toolKeys.rotate(ada).catch((error: unknown) => String(error))).to.contain(
      'Forbidden',
    )
    expect(world.log.join()).not.to.contain('PRIVATE KEY')
  })
})
