import { expect } from 'chai'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { IssuedAward } from '../../src/badges/award.js'
import { offerShippedCatalogue } from '../../src/catalogue/shippedCatalogue.js'
import { loadConfig } from '../../src/config.js'
import { operator } from '../../src/audit/actor.js'
import { startTool, type Tool } from '../../src/tool.js'
import { createLogger } from '../../src/web/log.js'
import { openCommandLine, type CommandLine } from './commandLine.js'

describe('awards on the command line, beside a running tool', function () {
  this.timeout(60_000)
  let cairn: CommandLine
  let tool: Tool
  let award: IssuedAward

  before(async () => {
    cairn = await openCommandLine()
    const config = loadConfig({ ...cairn.environment, PORT: '0', NODE_ENV: 'test' }, cairn.root)
    tool = await startTool(config, { jobs: false, logger: createLogger('silent') })
    const { institutions, catalogue, badges } = tool.services
    const institution = await institutions.create(operator, { name: 'Harbour Institute' })
    await offerShippedCatalogue(catalogue, operator, institution.id, new Date())
    const microCredential = (await catalogue.latest(institution.id, 'trauma-informed-practice'))!
    const meets = microCredential.rubric.levels.find((level) => level.meets)!
    const issued = await badges.awards.consider({
      institution,
      person: { id: 'person-1', name: 'Amal Haddad', email: 'amal@example.org', ltiUserId: '4' },
      cohortId: 'cohort-1',
      submissionIds: ['submission-1'],
      assessmentIds: ['assessment-1'],
      microCredential,
      levels: microCredential.rubric.criteria.map(({ id }) => ({ criterionId: id, levelId: meets.id })),
      evidence: [],
      earnedAt: new Date(),
      language: 'en',
    })
    award = issued!
  })
  after(async () => {
    await tool.close()
    await cairn.close()
  })

  it('are listed, and shown with every record they rest on', async () => {
    const list = await cairn.run(['award', 'list', '--json'])
    expect(list.json).to.have.nested.property('awards[0].id', award.id)
    const shown = await cairn.run(['award', 'show', award.id])
    for (const word of ['Amal Haddad', 'submission:submission-1', 'assessment:assessment-1', 'award.issued'])
      expect(shown.out).to.contain(word)
    expect((await cairn.run(['award', 'show', 'nope'])).code).to.equal(1)
  })

  it('verify, until they are revoked with a reason', async () => {
    const file = path.join(cairn.root, 'badge.json')
    await writeFile(file, award.issued.credential)
    const good = await cairn.run(['verify', file, '--recipient', 'amal@example.org'])
    expect([good.code, good.out.startsWith('Yes')], good.out).to.deep.equal([0, true])
    const stranger = await cairn.run(['verify', file, '--recipient', 'eve@example.org', '--json'])
    expect([stranger.code, stranger.json['overall']]).to.deep.equal([1, 'invalid'])

    expect((await cairn.run(['award', 'revoke', award.id])).code).to.equal(2)
    const revoked = await cairn.run([
      'award',
      'revoke',
      award.id,
      '--reason',
      'Given to the wrong person',
      '--json',
    ])
    expect(revoked.json).to.include({ id: award.id, state: 'revoked' })
    expect((await cairn.run(['award', 'revoke', award.id, '--reason', 'again'])).err).to.contain(
      'revoked before',
    )
    const bad = await cairn.run(['verify', file])
    expect([bad.code, bad.out.startsWith('No')], bad.out).to.deep.equal([1, true])
  })

  it('are told from files that are no badge, and from files that are not there', async () => {
    const file = path.join(cairn.root, 'letter.txt')
    await writeFile(file, 'Dear reader')
    expect((await cairn.run(['verify', file])).out).to.contain('This is not an Open Badge')
    expect((await cairn.run(['verify', path.join(cairn.root, 'nothing')])).err).to.contain('cannot be read')
  })
})
