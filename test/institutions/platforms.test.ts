import { expect } from 'chai'
import { createAuditStore, type AuditStore } from '../../src/audit/auditStore.js'
import { fixedClock } from '../../src/clock/clock.js'
import { createDeploymentStore } from '../../src/institutions/deploymentStore.js'
import { createInstitutionService } from '../../src/institutions/institutionService.js'
import { createInstitutionStore } from '../../src/institutions/institutionStore.js'
import { createPlatformOrigins } from '../../src/institutions/platformOrigins.js'
import { createPlatformRegistry } from '../../src/institutions/platformRegistry.js'
import { createPlatformService } from '../../src/institutions/platformService.js'
import type { Actor } from '../../src/audit/actor.js'
import { createRegistrationLinkService } from '../../src/institutions/registrationLinkService.js'
import { createRegistrationLinkStore } from '../../src/institutions/registrationLinkStore.js'
import { createRegistrationStore } from '../../src/institutions/registrationStore.js'
import { openTestDatabase, type TestDatabase } from '../support/testDatabase.js'

const operator: Actor = { kind: 'system', name: 'operator' }
const staffOf = (institutionId: string, role: 'administrator' | 'auditor' = 'administrator'): Actor => ({
  kind: 'staff',
  staffId: 'staff-1',
  institutionId,
  role,
})
const moodle = (clientId: string) => ({
  issuer: 'https://moodle.example.org',
  clientId,
  authUrl: 'https://moodle.example.org/mod/lti/auth.php',
  tokenUrl: 'https://moodle.example.org/mod/lti/token.php',
  jwksUrl: 'https://moodle.example.org/mod/lti/certs.php',
})

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'none'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

describe('platforms of an institution', () => {
  const clock = fixedClock('2026-03-02T09:00:00Z')
  let database: TestDatabase
  let audit: AuditStore
  let desk: ReturnType<typeof makeDesk>
  let ended: string[]

  function makeDesk(connection: TestDatabase['connection']) {
    const institutions = createInstitutionStore(connection)
    const registrations = createRegistrationStore(connection)
    const deployments = createDeploymentStore(connection)
    const shared = { institutions, audit, clock }
    const platforms = createPlatformService({
      ...shared,
      registrations,
      deployments,
      allowPrivateNetworks: false,
      endSessionsOf: (id) => Promise.resolve(ended.push(id)),
    })
    return {
      institutions: createInstitutionService({ ...shared, settingsChanged: () => undefined }),
      platforms,
      registry: createPlatformRegistry({ registrations, deployments, platforms }),
      links: createRegistrationLinkService({
        ...shared,
        registrations,
        links: createRegistrationLinkStore(connection),
        publicUrl: 'https://cairn.example.org',
      }),
      origins: createPlatformOrigins(registrations, clock),
    }
  }

  before(async () => {
    database = await openTestDatabase()
    audit = createAuditStore(database.connection)
    desk = makeDesk(database.connection)
    await database.migrate()
  })
  beforeEach(async () => {
    ended = []
    clock.advance(60_000)
    await database.clear()
  })
  after(() => database.close())

  const institution = async (name = 'Academy') => (await desk.institutions.create(operator, { name })).id

  it('lets several registrations share an issuer, and never overwrites one', async () => {
    const institutionId = await institution()
    const first = await desk.platforms.add(operator, { ...moodle('a'), institutionId, approve: false })
    await desk.platforms.add(operator, { ...moodle('b'), institutionId, approve: false })
    const again = desk.platforms.add(operator, {
      ...moodle('a'),
      jwksUrl: 'https://attacker.example.org/keys',
      institutionId,
      approve: true,
    })
    expect(await refusal(again)).to.equal('platform_known')
    expect((await desk.registry.findByIssuer('https://moodle.example.org')).length).to.equal(2)
    expect(await desk.registry.registration(first.id)).to.deep.equal(first)
  })

  it('adds one registration when the same one arrives ten times at once', async () => {
    const institutionId = await institution()
    const platform = { ...moodle('a'), institutionId, family: 'moodle' as const, name: 'Moodle' }
    const added = await Promise.all(
      Array.from({ length: 10 }, () => desk.registry.add({ ...platform, approved: true, deploymentId: '1' })),
    )
    expect(added.filter((each) => each !== null).length).to.equal(1)
  })

  it('makes a platform added without approval wait, and its deployment with it', async () => {
    const institutionId = await institution()
    const added = await desk.platforms.add(operator, {
      ...moodle('a'),
      institutionId,
      deploymentId: '7',
      approve: false,
    })
    expect(added.status).to.equal('pending')
    expect((await desk.registry.findDeployment(added.id, '7'))?.status).to.equal('pending')
    await desk.platforms.approve(staffOf(institutionId), added.id)
    expect((await desk.registry.registration(added.id))?.approved).to.deep.equal({
      by: 'staff:staff-1',
      at: clock.now(),
    })
    expect((await desk.registry.findDeployment(added.id, '7'))?.status).to.equal('active')
  })

  it('activates only the first deployment of an approved platform, however many arrive at once', async () => {
    const institutionId = await institution()
    const { id } = await desk.platforms.add(operator, { ...moodle('a'), institutionId, approve: true })
    const met = await Promise.all(
      ['1', '1', '2', '3', '1', '2'].map((name) => desk.registry.noteDeployment(id, name)),
    )
    const all = await desk.platforms.deployments(operator, institutionId)
    expect(all.length).to.equal(3)
    expect(all.filter(({ status }) => status === 'active').length).to.equal(1)
    expect(new Set(met.map((each) => each.id)).size).to.equal(3)
    expect((await desk.registry.noteDeployment(id, '9')).status).to.equal('pending')
  })

  it('refuses addresses that are not https or not public', async () => {
    const institutionId = await institution()
    for (const tokenUrl of [
      'http://moodle.example.org/t',
      'https://127.0.0.1/t',
      'https://localhost/t',
      'https://[::1]/t',
      'https://10.1.2.3/t',
      'ftp://moodle.example.org/t',
      'nonsense',
    ])
      expect(
        await refusal(
          desk.platforms.add(operator, { ...moodle('a'), tokenUrl, institutionId, approve: true }),
        ),
        tokenUrl,
      ).to.equal('platform_url')
  })

  it('ends the sessions of a platform that is disabled and records who did it', async () => {
    const institutionId = await institution()
    const { id } = await desk.platforms.add(operator, { ...moodle('a'), institutionId, approve: true })
    clock.advance(1_000)
    await desk.platforms.disable(staffOf(institutionId), id)
    expect(ended).to.have.members([id])
    expect((await desk.registry.registration(id))?.status).to.equal('disabled')
    expect((await audit.of(`registration:${id}`)).map(({ action }) => action)).to.have.members([
      'platform.added',
      'platform.approved',
      'platform.disabled',
    ])
  })

  it("shows another institution's staff nothing, and lets auditors look only", async () => {
    const mine = await institution('Mine')
    const theirs = await institution('Theirs')
    const { id } = await desk.platforms.add(operator, {
      ...moodle('a'),
      institutionId: theirs,
      approve: false,
    })
    expect(await desk.platforms.list(staffOf(mine))).to.deep.equal([])
    expect(await refusal(desk.platforms.list(staffOf(mine), theirs))).to.equal('not_found')
    expect(await refusal(desk.platforms.approve(staffOf(mine), id))).to.equal('not_found')
    expect(await refusal(desk.platforms.approve(staffOf(theirs, 'auditor'), id))).to.equal(
      'auditors_look_only',
    )
    expect((await desk.platforms.list(staffOf(theirs, 'auditor'))).length).to.equal(1)
    expect(
      await refusal(desk.platforms.list({ kind: 'person', personId: 'p', institutionId: theirs })),
    ).to.equal('staff_only')
  })

  it('gives a registration link to exactly one of twenty who use it at once, and to none after its time', async () => {
    const institutionId = await institution()
    const { url, expiresAt } = await desk.links.create(operator, { institutionId, approve: true, hours: 2 })
    expect(expiresAt.getTime() - clock.now().getTime()).to.equal(2 * 3_600_000)
    const token = url.slice(url.lastIndexOf('/') + 1)
    expect(await desk.links.find(token)).to.include({ institutionId, approve: true, used: null })
    const taken = await Promise.all(Array.from({ length: 20 }, () => desk.links.take(token)))
    expect(taken.filter(Boolean).length).to.equal(1)
    expect(await desk.links.find(token)).to.equal(null)

    const late = await desk.links.create(operator, { institutionId, approve: false, hours: 1 })
    clock.advance(3_600_000)
    expect(await desk.links.take(late.url.slice(late.url.lastIndexOf('/') + 1))).to.equal(false)
  })

  it('keeps no token of a registration link, only its hash', async () => {
    const { url } = await desk.links.create(operator, { institutionId: await institution(), approve: false })
    const row = await database.connection.collection('registrationLinks').findOne({})
    expect(JSON.stringify(row)).not.to.contain(url.slice(url.lastIndexOf('/') + 1))
  })

  it('names the origins that may frame us, and forgets a disabled platform within seconds', async () => {
    const institutionId = await institution()
    const { id } = await desk.platforms.add(operator, { ...moodle('a'), institutionId, approve: true })
    await desk.registry.noteSeen(id, { origin: 'https://school.example.org' })
    const canvas = await desk.platforms.add(operator, {
      institutionId,
      issuer: 'https://canvas.instructure.com',
      clientId: '10000000000001',
      authUrl: 'https://sso.canvaslms.com/api/lti/authorize_redirect',
      tokenUrl: 'https://sso.canvaslms.com/login/oauth2/token',
      jwksUrl: 'https://sso.canvaslms.com/api/lti/security/jwks',
      approve: true,
    })
    const own = 'https://canvas.school.example.org'
    const selfRun = await desk.platforms.add(operator, {
      institutionId,
      issuer: canvas.issuer,
      clientId: canvas.clientId,
      authUrl: `${own}/api/lti/authorize_redirect`,
      tokenUrl: `${own}/login/oauth2/token`,
      jwksUrl: `${own}/api/lti/security/jwks`,
      approve: true,
    })
    expect(selfRun.name).to.equal('canvas.school.example.org')
    expect(await desk.origins(selfRun.id), 'none of hosted Canvas').to.deep.equal([own])
    expect(await desk.origins(id)).to.have.members([
      'https://moodle.example.org',
      'https://school.example.org',
    ])
    expect(await desk.origins(canvas.id)).to.have.members([
      'https://*.instructure.com',
      'https://canvas.instructure.com',
      'https://sso.canvaslms.com',
    ])
    await desk.platforms.disable(operator, id)
    clock.advance(6_000)
    expect(await desk.origins(id)).to.deep.equal([])
  })
})
