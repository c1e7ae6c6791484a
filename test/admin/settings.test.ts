import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { settingsFrom } from '../../src/institutions/settings.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const password = 'correct horse battery'

describe('the settings of an institution', () => {
  let world: World
  before(async () => {
    world = await startWorld()
    for (const role of ['administrator', 'auditor'] as const)
      await world.tool.services.staff.create(operator, {
        email: `${role}@example.org`,
        name: role,
        password,
        institutionId: world.institutionId,
        role,
      })
  })
  after(() => world.close())

  const address = () => `${world.url}/admin/institutions/${world.institutionId}/settings`
  async function signIn(role: string): Promise<Visitor> {
    const visitor = new Visitor()
    const door = await visitor.open(`${world.url}/admin`)
    await visitor.submit(door, 'main form', { email: `${role}@example.org`, password })
    return visitor
  }
  const stored = async () =>
    (await world.tool.services.institutions.get(operator, world.institutionId)).settings

  it('are changed by an administrator, counted at once, and recorded with what stood before', async () => {
    const visitor = await signIn('administrator')
    const page = await visitor.open(address())
    const saved = await visitor.submit(page, 'main form', { promiseWorkingDays: '٨', sessionHours: '6' })
    expect(saved.text).to.contain('Saved')
    expect(saved.$('#sessionHours').val()).to.equal('6')
    expect(await stored()).to.deep.include({ promiseWorkingDays: 8, sessionHours: 6 })
    const [row] = await world.tool.services.audit.latest(world.institutionId, 1)
    expect(row).to.deep.include({
      action: 'institution.settings-changed',
      changes: [
        { what: 'promiseWorkingDays', before: 5, after: 8 },
        { what: 'sessionHours', before: 12, after: 6 },
      ],
    })
    const records = await visitor.open(address().replace('settings', 'records'))
    expect(records.text).to.contain('Hours until a session ends: 12 became 6')
  })

  it('leave no trace where nothing changes', async () => {
    const visitor = await signIn('administrator')
    const before = (await world.tool.services.audit.latest(world.institutionId, 500)).length
    await visitor.submit(await visitor.open(address()), 'main form')
    expect(await world.tool.services.audit.latest(world.institutionId, 500)).to.have.length(before)
  })

  it('keep what was typed and say between which numbers it has to be', async () => {
    const visitor = await signIn('administrator')
    const page = await visitor.open(address())
    for (const typed of ['0', '25', '1.5', '', 'a day', '1e1']) {
      const refused = await visitor.submit(page, 'main form', {
        sessionHours: typed,
        promiseWorkingDays: '9',
      })
      expect(refused.status, typed).to.equal(422)
      expect(refused.$('#sessionHours-error').text()).to.contain('from 1 to 24')
      expect(refused.$('#promiseWorkingDays').val()).to.equal('9')
    }
    expect((await stored()).promiseWorkingDays).to.equal(8)
  })

  it('are seen by an auditor, who has no form and is refused without one', async () => {
    const visitor = await signIn('auditor')
    const page = await visitor.open(address())
    expect(page.text).to.contain('Working days until an answer')
    expect(page.$('main form').length).to.equal(0)
    const token = String(page.$('input[name=_csrf]').first().val())
    const sent = await visitor.send(address(), { _csrf: token, sessionHours: '3', promiseWorkingDays: '3' })
    expect(sent.status).to.equal(403)
  })

  it('stand as they do normally where an older version stored nothing, or nonsense', () => {
    expect(settingsFrom({ sessionHours: 400, promiseWorkingDays: '7', gone: true })).to.deep.equal({
      ...settingsFrom({}),
    })
    expect(settingsFrom(null)).to.deep.include({ sessionHours: 12, promiseWorkingDays: 5 })
  })
})
