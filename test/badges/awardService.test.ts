import { expect } from 'chai'
import { readStatus, subjectOf } from './reading.js'
import { openBadgesRoom, published, soundGrounds, academy } from './sample.js'
import { operator, type Actor } from '../../src/audit/actor.js'
import { CairnError } from '../../src/errors/errors.js'
import { verifyBadge } from '../../src/badges/openBadges/verify/verifyBadge.js'

const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof CairnError ? `${error.status} ${error.code}` : String(error)),
  )

describe('awards', () => {
  let room: Awaited<ReturnType<typeof openBadgesRoom>>
  before(async () => {
    room = await openBadgesRoom()
  })
  after(() => room.close())

  const issue = async (changes = {}) => (await room.badges.awards.consider(soundGrounds(changes)))!
  const holder = (award: { personId: string }): Actor => ({
    kind: 'person',
    personId: award.personId,
    institutionId: academy.id,
  })
  const verify = (text: string, recipient?: string) => room.badges.verify(Buffer.from(text), recipient)

  it('are issued once from one person and micro-credential, however many ask at once', async () => {
    const grounds = soundGrounds()
    const all = await Promise.all(Array.from({ length: 20 }, () => room.badges.awards.consider(grounds)))
    expect(new Set(all.map((award) => award?.issued.credential)).size).to.equal(1)
    expect(await room.badges.awards.ofPerson(academy.id, grounds.person.id)).to.have.length(1)
    const acts = (await room.badges.awards.show(operator, all[0]!.id)).acts.map(({ action }) => action)
    expect(acts).to.deep.equal(['award.issued'])
  })

  it('are taken back with the result they rest on, once, and earned again only by what is judged afterwards', async () => {
    const grounds = soundGrounds()
    const first = (await room.badges.awards.consider(grounds))!
    const at = new Date(grounds.earnedAt.getTime() + 60_000)
    const fallen = {
      institutionId: academy.id,
      personId: grounds.person.id,
      microCredentialKey: grounds.microCredential.key,
      submissionId: grounds.submissionIds[0]!,
      reason: 'Judged anew.',
      at,
    }
    expect(await room.badges.awards.withdraw({ ...fallen, submissionId: 'another' })).to.equal(false)
    expect(await room.badges.awards.withdraw(fallen)).to.equal(true)
    expect(await room.badges.awards.withdraw(fallen)).to.equal(false)
    expect((await room.badges.awards.consider(grounds))?.id).to.equal(first.id)
    const again = { ...grounds, earnedAt: new Date(at.getTime() + 60_000) }
    const [second, twice] = await Promise.all([
      room.badges.awards.consider(again),
      room.badges.awards.consider(again),
    ])
    expect(second?.id).to.equal(twice?.id)
    expect(second?.id).to.not.equal(first.id)
    expect(await room.badges.awards.withdraw(fallen)).to.equal(false)
    const held = await room.badges.awards.ofPerson(academy.id, grounds.person.id)
    expect(held.map(({ revoked }) => revoked?.reason ?? null)).to.deep.equal([null, 'Judged anew.'])
    expect((await verify(second!.issued.credential)).overall).to.equal('valid')
    expect((await verify(first.issued.credential)).overall).to.not.equal('valid')
  })

  it('are issued once by two processes at the same time, and both sign with the same key', async () => {
    const other = await openBadgesRoom('https://cairn.example', {
      ...room.db,
      connection: room.db.connection.useDb('cairn'),
      close: async () => undefined,
    })
    const grounds = soundGrounds({ institution: { ...academy, id: 'fresh' } })
    const [one, two] = await Promise.all([
      room.badges.awards.consider(grounds),
      other.badges.awards.consider(grounds),
    ])
    expect(one?.issued.jwt).to.equal(two?.issued.jwt)
    const keys = await room.db.connection.collection('issuerKeys').countDocuments({ institutionId: 'fresh' })
    expect(keys).to.equal(1)
    await other.badges.close()
  })

  it('say what the educator earned, in a credential that verifies', async () => {
    const award = await issue()
    const verdict = await verify(award.issued.credential, 'NOOR@school.example')
    expect([verdict.overall, verdict.checks.filter(({ passed }) => !passed)]).to.deep.equal(['valid', []])
    expect(verdict.record?.name).to.equal(published[0]!.title.en)
    expect((await verify(award.issued.jwt)).overall).to.equal('valid')
  })

  it('verify for all five shipped micro-credentials, in English and in Arabic', async () => {
    for (const microCredential of published)
      for (const language of ['en', 'ar'] as const) {
        const award = await issue({ microCredential, language })
        expect((await verify(award.issued.credential)).overall).to.equal(
          'valid',
          `${microCredential.key} ${language}`,
        )
      }
  })

  it('verify whatever their owner wrote as evidence', async () => {
    const award = await issue({
      evidence: [
        { name: '', url: 'not an address' },
        { name: 'x', url: 'javascript:alert(1)', description: '{ "a": ]]>' },
        { name: 'Film', url: 'https://films.example/a b?c=é' },
        { name: 'Film again', url: 'https://films.example/a b?c=é' },
        { name: 'Long', narrative: '\u0000ن'.repeat(500_000) },
        ...Array.from({ length: 200 }, () => ({ name: 'More', narrative: 'y'.repeat(9_000) })),
      ],
    })
    expect((await verify(award.issued.credential)).overall).to.equal('valid')
    expect(award.evidence[1]).to.deep.equal({ name: 'x', description: '{ "a": ]]> javascript:alert(1)' })
  })

  it('are not issued while a criterion is unmet or unjudged', async () => {
    const { levels, microCredential } = soundGrounds()
    const lowest = microCredential.rubric.levels[0]!.id
    expect(await room.badges.awards.consider(soundGrounds({ levels: levels.slice(1) }))).to.equal(null)
    const unmet = [{ ...levels[0]!, levelId: lowest }, ...levels.slice(1)]
    expect(await room.badges.awards.consider(soundGrounds({ levels: unmet }))).to.equal(null)
  })

  it('get places in the status list that nobody else has', async () => {
    const awards = await Promise.all(Array.from({ length: 20 }, () => issue()))
    expect(
      new Set(awards.map(({ statusListId, statusIndex }) => `${statusListId} ${statusIndex}`)).size,
    ).to.equal(20)
  })

  it('left half made by a crash are finished, with the ids they began with', async () => {
    const { awardFrom } = await import('../../src/badges/awardIssuing.js')
    const { createAwardStore } = await import('../../src/badges/awardStore.js')
    const half = awardFrom(soundGrounds())
    room.db.connection.deleteModel('Award')
    await createAwardStore(room.db.connection).add(half)
    expect(await room.badges.awards.finishInterrupted()).to.equal(1)
    const { award } = await room.badges.awards.show(operator, half.id)
    expect(subjectOf(award).id).to.equal(half.subjectId)
    expect(await room.badges.awards.finishInterrupted()).to.equal(0)
  })

  it('do not keep the address behind the hash, and hash an LMS id where there is no address', async () => {
    const award = await issue({ person: { id: 'p-1', name: null, email: null, ltiUserId: 'user-7' } })
    expect(award.recipient).to.equal(null)
    expect(subjectOf(award).identifier).to.have.nested.property('[0].identityType', 'ltiUserId')
    expect((await verify(award.issued.credential, 'user-7')).overall).to.equal('valid')
  })

  it('of somebody the LMS tells nothing about are identified by their own id alone', async () => {
    const award = await issue({ person: { id: 'p-2', name: null, email: null, ltiUserId: null } })
    expect(subjectOf(award)).to.not.have.property('identifier')
    expect((await verify(award.issued.credential)).overall).to.equal('valid')
  })

  it('revoked say so to every verifier, keep their credential, and cannot be revoked twice', async () => {
    const award = await issue()
    const neighbour = await issue()
    await room.badges.awards.revoke(operator, award.id, ' Issued to the wrong person ')
    const verdict = await verify(award.issued.credential)
    expect(verdict.checks.find(({ id }) => id === 'status')?.meaning).to.equal('status.revoked')
    expect((await verify(neighbour.issued.credential)).overall).to.equal('valid')
    const { award: kept, acts } = await room.badges.awards.show(operator, award.id)
    expect(kept.issued?.credential).to.equal(award.issued.credential)
    expect(acts.find(({ action }) => action === 'award.revoked')?.reason).to.equal(
      'Issued to the wrong person',
    )
    expect(await failure(room.badges.awards.revoke(operator, award.id, 'again'))).to.equal(
      '409 already_revoked',
    )
  })

  it('are revoked by managers only, and with a reason', async () => {
    const award = await issue()
    const staff = (role: 'auditor' | 'owner', institutionId = academy.id): Actor => ({
      kind: 'staff',
      staffId: 's',
      institutionId,
      role,
    })
    const revoke = (actor: Actor, reason = 'r') => failure(room.badges.awards.revoke(actor, award.id, reason))
    expect(await revoke(staff('auditor'))).to.equal('403 auditors_look_only')
    expect(await revoke(staff('owner', 'another'))).to.equal('404 not_found')
    expect(await revoke(holder(award))).to.equal('403 staff_only')
    expect(await revoke(staff('owner'), '  ')).to.equal('422 revocation_reason')
    expect(await revoke(staff('owner'))).to.equal(null)
  })

  it('are private until their holder, and nobody else, opens them', async () => {
    const award = await issue()
    const { awards } = room.badges
    const stranger: Actor = { kind: 'person', personId: 'somebody', institutionId: academy.id }
    expect(await awards.visibleTo(null, award.id)).to.equal(null)
    expect(await failure(awards.setVisibility(stranger, award.id, 'public'))).to.equal('404 not_found')
    expect(await failure(awards.setVisibility(operator, award.id, 'public'))).to.equal('403 holder_only')
    await awards.setVisibility(holder(award), award.id, 'public')
    expect((await awards.visibleTo(null, award.id))?.id).to.equal(award.id)
    await awards.setVisibility(holder(award), award.id, 'private')
    expect(await awards.visibleTo(null, award.id)).to.equal(null)
  })

  it('keep their signing keys sealed', async () => {
    await issue()
    const row = await room.db.connection.collection('issuerKeys').findOne({})
    expect(JSON.stringify(row)).to.not.match(/z3u2|"d":/)
  })

  it('share one status list that is signed anew only when something was revoked', async () => {
    const award = await issue()
    const first = await readStatus(room, award)
    expect(await readStatus(room, award)).to.equal(first)
    await room.badges.awards.revoke(operator, award.id, 'r')
    expect(await readStatus(room, award)).to.not.equal(first)
  })

  it('are not accepted when the same words are signed by nobody we know', async () => {
    const award = await issue()
    const verdict = await verifyBadge(Buffer.from(award.issued.credential), {
      fetchDocument: async () => ({ ok: false, code: 'unreachable' }),
      hashData: () => Promise.reject(new Error('busy')),
      now: room.clock.now(),
    })
    expect(verdict.overall).to.equal('cannot-tell')
  })
})
