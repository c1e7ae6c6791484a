import { expect } from 'chai'
import { play, readCases, type LaunchCase } from './support/launchCase.js'
import { TestPlatform } from './support/platform.js'
import { openTool, type Tool } from './support/tool.js'

/** The certification list (CERT §6.1), the security profile, and what ltijs lets through: one file per case in test/fixtures/launches. */
describe('launch conformance', () => {
  let tool: Tool
  let platform: TestPlatform
  const rejected = readCases('rejected')
  const accepted = readCases('accepted')

  before(async () => {
    tool = await openTool()
    platform = await (await TestPlatform.start()).register(tool)
  })
  after(async () => {
    await tool.close()
    await platform.stop()
  })
  beforeEach(() => {
    tool.arrivals.length = 0
    tool.log.length = 0
    // Logins of other cases spend the budget for unknown key ids; each case begins a while later.
    tool.clock.shiftMs += 60_000
  })

  it('has at least 90 refused and 50 accepted launches, the certification list among them', () => {
    expect(rejected.length).to.be.at.least(90)
    expect(accepted.length).to.be.at.least(50)
    const certified = (cases: { case: LaunchCase }[]) =>
      cases.filter((each) => each.case.source.startsWith('CERT'))
    const bad = certified(rejected).map(({ case: { source } }) => /\((\d+)\)/.exec(source)?.[1])
    expect(new Set(bad).size).to.equal(12)
    expect(certified(rejected).every(({ case: { as } }) => as.length === 2)).to.equal(true)
    expect(certified(accepted)).to.have.length(18)
  })

  for (const { name, case: the } of rejected)
    for (const role of the.as)
      it(`refuses: ${name} (${role})`, async () => {
        const rowsBefore = await tool.rows()
        const answer = await play({ tool, platform }, the, role)
        expect([answer.status, codeOn(answer.text)]).to.deep.equal([the.expect['status'], the.expect['code']])
        expect(tool.arrivals).to.have.length(0)
        expect(await tool.rows()).to.deep.equal(rowsBefore)
        expect(answer.cookies.join()).not.to.contain('__Host-cairn=')
        // Both logins that were begun are still there: a bad message uses nothing up.
        expect(await pendingNow()).to.equal(2)
        const lines = tool.log.join('\n')
        expect(lines).to.contain(`"code":"${String(the.expect['code'])}"`)
        for (const secret of ['Sam', 'Tina', 'example.org', 'eyJ']) expect(lines).not.to.contain(secret)
      })

  for (const { name, case: the } of accepted)
    for (const role of the.as)
      it(`accepts: ${name}`, async () => {
        const answer = await play({ tool, platform }, the, role)
        expect([answer.status, codeOn(answer.text)]).to.deep.equal([303, null])
        const wanted = JSON.stringify(the.expect).replaceAll('{platform}', platform.url)
        expect(tool.arrivals[0]).to.deep.include(JSON.parse(wanted) as object)
        expect(tool.arrivals).to.have.length(1)
        expect(await pendingNow()).to.equal(1)
      })

  async function pendingNow(): Promise<number> {
    const soon = new Date(tool.clock.now().getTime() + 600_000 - 30_000)
    return tool.connection.collection('ltiLogins').countDocuments({ expiresAt: { $gt: soon } })
  }
})

/** The code for support on the kind page, or null. */
function codeOn(html: string): string | null {
  return /<code dir="ltr">([\w.-]+)/.exec(html)?.[1] ?? null
}
