import { expect } from 'chai'
import { hashData } from '../../../src/badges/openBadges/canonical.js'
import type { JsonObject } from '../../../src/badges/openBadges/json.js'
import { identityHash } from '../../../src/badges/openBadges/recipient.js'
import { verifyBadge } from '../../../src/badges/openBadges/verify/verifyBadge.js'
import { createWorld } from './world.js'

const host = 'https://badges.example'
const assertion: JsonObject = {
  '@context': 'https://w3id.org/openbadges/v2',
  type: 'Assertion',
  id: `${host}/assertions/1`,
  recipient: {
    type: 'email',
    hashed: true,
    salt: 'salt',
    identity: identityHash('noor@school.example', 'salt'),
  },
  badge: `${host}/classes/1`,
  verification: { type: 'hosted' },
  issuedOn: '2026-01-10T00:00:00Z',
}
const badgeClass: JsonObject = {
  type: 'BadgeClass',
  id: `${host}/classes/1`,
  name: 'Listening',
  issuer: `${host}/issuer`,
}
const issuer: JsonObject = { type: 'Issuer', id: `${host}/issuer`, name: 'The Badge House', url: host }

describe('verifying a hosted Open Badge 2.0', () => {
  let world: ReturnType<typeof createWorld>
  beforeEach(() => {
    world = createWorld({
      [`${host}/assertions/1`]: assertion,
      [`${host}/classes/1`]: badgeClass,
      [`${host}/issuer`]: issuer,
    })
  })

  const verify = async (given: JsonObject | string, recipient?: string) => {
    const text = typeof given === 'string' ? given : JSON.stringify(given)
    const { fetchDocument } = world
    const now = new Date('2026-03-01T00:00:00Z')
    const verdict = await verifyBadge(Buffer.from(text), { fetchDocument, hashData, now }, recipient)
    const failed = verdict.checks.filter(({ passed }) => passed !== true).map(({ meaning }) => meaning)
    return [verdict.overall, ...failed]
  }

  it('says yes to what its issuer serves today, by copy or by address', async () => {
    expect(await verify(assertion, 'Noor@school.example')).to.deep.equal(['valid'])
    expect(await verify(`${host}/assertions/1`)).to.deep.equal(['valid'])
  })

  it('says no to a copy for somebody else, or of another badge', async () => {
    const recipient = { ...(assertion.recipient as JsonObject), identity: 'sha256$00' }
    expect(await verify({ ...assertion, recipient })).to.deep.equal(['invalid', 'hosted.differs'])
    expect(await verify({ ...assertion, badge: `${host}/classes/2` })).to.deep.equal([
      'invalid',
      'hosted.differs',
    ])
    expect(await verify(assertion, 'else@school.example')).to.deep.equal(['invalid', 'recipient.differs'])
  })

  it('says no to one that is gone, with the issuer’s reason', async () => {
    world.documents[`${host}/assertions/1`] = {
      status: 410,
      body: { revoked: true, revocationReason: 'Mistake' },
    }
    expect(await verify(assertion)).to.deep.equal(['invalid', 'status.revoked'])
    expect(await verify(`${host}/assertions/1`)).to.deep.equal(['invalid', 'status.revoked'])
  })

  it('says no to one its issuer does not know', async () => {
    world.documents[`${host}/assertions/1`] = { status: 404, body: {} }
    expect(await verify(assertion)).to.deep.equal(['invalid', 'hosted.missing'])
  })

  it('cannot tell while the issuer does not answer', async () => {
    world.forget(`${host}/assertions/1`)
    expect(await verify(assertion)).to.deep.equal(['cannot-tell', 'hosted.unreachable'])
    world.documents[`${host}/assertions/1`] = assertion
    world.forget(`${host}/issuer`)
    expect((await verify(assertion))[0]).to.equal('cannot-tell')
  })

  it('says no when the badge stands where its issuer never said it would', async () => {
    const foreign = { ...assertion, id: 'https://elsewhere.example/1' }
    world.documents['https://elsewhere.example/1'] = foreign
    expect(await verify(foreign)).to.deep.equal(['invalid', 'issuer.foreign-origin'])
    const allowed = { allowedOrigins: ['elsewhere.example', 'badges.example'] }
    world.documents[`${host}/issuer`] = { ...issuer, verification: allowed }
    expect(await verify(foreign)).to.deep.equal(['valid'])
  })

  it('says no to one that has expired', async () => {
    const expired = { ...assertion, expires: '2026-02-01T00:00:00Z' }
    world.documents[`${host}/assertions/1`] = expired
    expect(await verify(expired)).to.deep.equal(['invalid', 'dates.expired'])
  })

  it('does not pretend to check signed 2.0 badges', async () => {
    expect((await verify({ ...assertion, verification: { type: 'signed' } }))[0]).to.equal('cannot-tell')
  })
})
