import { expect } from 'chai'
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import { hashData } from '../../../src/badges/openBadges/canonical.js'
import { credentialDocument } from '../../../src/badges/openBadges/document.js'
import { didWebUrl } from '../../../src/badges/openBadges/didWeb.js'
import { registeredClaims, signJwt } from '../../../src/badges/openBadges/jwt.js'
import type { JsonObject } from '../../../src/badges/openBadges/json.js'
import { signCredential } from '../../../src/badges/openBadges/sign.js'
import {
  emptyStatusBits,
  statusListCredential,
  withStatusSet,
} from '../../../src/badges/openBadges/statusList.js'
import { verifyBadge } from '../../../src/badges/openBadges/verify/verifyBadge.js'
import type { Verdict } from '../../../src/badges/openBadges/verify/verifyBadge.js'
import { credentialInput, did, listUrl, sampleIssuer, smallInput } from './sample.js'
import { createWorld, tamperings } from './world.js'

const now = new Date('2026-03-02T00:00:00Z')
const didUrl = didWebUrl(did) ?? ''

describe('verifying an Open Badge 3.0', () => {
  let issuer: Awaited<ReturnType<typeof sampleIssuer>>
  let credential: JsonObject
  let world: ReturnType<typeof createWorld>

  const listed = (bits: Uint8Array, by = issuer) =>
    signCredential(
      statusListCredential({ url: listUrl, issuer: did, bits }, credentialInput.issuedAt),
      by.signer,
      now,
    )
  const verify = (given: JsonObject | string, recipient?: string) =>
    verifyBadge(
      Buffer.from(typeof given === 'string' ? given : JSON.stringify(given)),
      { fetchDocument: world.fetchDocument, hashData, now },
      recipient,
    )
  const meanings = (verdict: Verdict) => Object.fromEntries(verdict.checks.map((c) => [c.id, c.meaning]))

  before(async () => {
    issuer = await sampleIssuer()
    credential = await signCredential(credentialDocument(credentialInput), issuer.signer, now)
  })

  beforeEach(async () => {
    world = createWorld({ [didUrl]: issuer.document, [listUrl]: await listed(emptyStatusBits()) })
  })

  it('says yes to a whole badge, and names every check', async () => {
    const verdict = await verify(credential)
    expect(verdict.overall).to.equal('valid')
    expect(meanings(verdict)).to.deep.equal({
      readable: 'readable.found',
      shape: 'shape.right',
      subject: 'subject.named',
      proof: 'proof.intact',
      issuer: 'issuer.own-key',
      status: 'status.current',
      dates: 'dates.lasting',
    })
    expect(verdict.record?.results.at(-1)).to.deep.equal({
      name: 'Professional development hours',
      level: '12',
    })
  })

  it('asks only the issuer and its status list, never a context server', async () => {
    await verify(credential)
    expect(new Set(world.asked)).to.deep.equal(new Set([didUrl, listUrl]))
  })

  it('says no when any single value was changed', async () => {
    const accepted: string[] = []
    const small = await signCredential(credentialDocument(smallInput), issuer.signer, now)
    expect((await verify(small)).overall).to.equal('valid')
    for (const { path, tampered } of tamperings(small)) {
      if ((await verify(tampered)).overall === 'valid') accepted.push(path)
    }
    expect(accepted).to.deep.equal([])
  })

  it('says no when something unsigned was added', async () => {
    expect((await verify({ ...credential, grade: 'A+' })).overall).to.equal('invalid')
  })

  it('says no to a nested context that gives words another meaning', async () => {
    const subject = {
      ...(credential.credentialSubject as JsonObject),
      '@context': { name: 'https://schema.org/description' },
    }
    const verdict = await verify({ ...credential, credentialSubject: subject })
    expect(meanings(verdict).shape).to.equal('shape.redefines-terms')
  })

  it('shows a revocation', async () => {
    world.documents[listUrl] = await listed(withStatusSet(emptyStatusBits(), 4711))
    const verdict = await verify(credential)
    expect([verdict.overall, meanings(verdict).status]).to.deep.equal(['invalid', 'status.revoked'])
  })

  it('is not moved by a neighbour in the list being revoked', async () => {
    world.documents[listUrl] = await listed(withStatusSet(withStatusSet(emptyStatusBits(), 4710), 4712))
    expect((await verify(credential)).overall).to.equal('valid')
  })

  it('cannot tell while the status list is out of reach', async () => {
    world.forget(listUrl)
    expect((await verify(credential)).overall).to.equal('cannot-tell')
  })

  it('does not believe a status list signed by somebody else', async () => {
    world.documents[listUrl] = await listed(emptyStatusBits(), await sampleIssuer())
    const verdict = await verify(credential)
    expect([verdict.overall, meanings(verdict).status]).to.deep.equal(['cannot-tell', 'status.unsigned-list'])
  })

  it('does not believe a status list with one bit cleared behind the signature', async () => {
    const revoked = await listed(withStatusSet(emptyStatusBits(), 4711))
    const clean = statusListCredential(
      { url: listUrl, issuer: did, bits: emptyStatusBits() },
      credentialInput.issuedAt,
    )
    world.documents[listUrl] = { ...revoked, credentialSubject: clean.credentialSubject }
    expect((await verify(credential)).overall).to.equal('cannot-tell')
  })

  it('says no to a key the issuer does not list', async () => {
    const forged = await signCredential(
      credentialDocument(credentialInput),
      (await sampleIssuer()).signer,
      now,
    )
    const verdict = await verify(forged)
    expect([verdict.overall, meanings(verdict).issuer]).to.deep.equal(['invalid', 'issuer.unlisted-key'])
  })

  it('says no to a key of another issuer', async () => {
    const other = 'did:web:other.example'
    const stranger = await sampleIssuer(other)
    world.documents[didWebUrl(other) ?? ''] = stranger.document
    const forged = await signCredential(credentialDocument(credentialInput), stranger.signer, now)
    const verdict = await verify(forged)
    expect([verdict.overall, meanings(verdict).issuer]).to.deep.equal(['invalid', 'issuer.foreign-key'])
  })

  it('says no when the DID document is about someone else', async () => {
    world.documents[didUrl] = { ...issuer.document, id: 'did:web:other.example' }
    expect((await verify(credential)).overall).to.equal('invalid')
  })

  for (const end of ['revoked', 'expires']) {
    it(`says no to a key whose ${end} date has passed`, async () => {
      const methods = (issuer.document.verificationMethod as JsonObject[]).map((method) => ({
        ...method,
        [end]: '2026-03-01T23:00:00Z',
      }))
      world.documents[didUrl] = { ...issuer.document, verificationMethod: methods }
      expect(meanings(await verify(credential)).issuer).to.equal('issuer.retired-key')
    })
  }

  it('says no to a key that is listed but not for assertions', async () => {
    world.documents[didUrl] = { ...issuer.document, assertionMethod: [] }
    expect((await verify(credential)).overall).to.equal('invalid')
  })

  it('cannot tell while the issuer is out of reach', async () => {
    world.forget(didUrl)
    expect((await verify(credential)).overall).to.equal('cannot-tell')
  })

  it('says no to a badge that starts in the future or has expired', async () => {
    const at = async (dates: JsonObject) =>
      meanings(
        await verify(
          await signCredential({ ...credentialDocument(credentialInput), ...dates }, issuer.signer, now),
        ),
      ).dates
    expect(await at({ validFrom: '2026-04-01T00:00:00Z' })).to.equal('dates.not-yet')
    expect(await at({ validUntil: '2026-03-01T12:00:00Z' })).to.equal('dates.expired')
    expect(await at({ validUntil: '2027-03-01T12:00:00Z' })).to.equal('dates.current')
  })

  it('says no to a badge about nobody, though the JSON schema would allow it', async () => {
    const document = credentialDocument(credentialInput)
    const { achievement, type } = document.credentialSubject as JsonObject
    const signed = await signCredential(
      { ...document, credentialSubject: { type, achievement } },
      issuer.signer,
      now,
    )
    expect(meanings(await verify(signed)).subject).to.equal('subject.nobody')
  })

  it('compares the recipient only when asked, whatever the case of the address', async () => {
    expect((await verify(credential, ' noor.haddad@SCHOOL.example ')).overall).to.equal('valid')
    expect(meanings(await verify(credential, 'someone@else.example')).recipient).to.equal('recipient.differs')
  })

  it('cannot tell about a cryptosuite it does not know', async () => {
    const [proof] = credential.proof as JsonObject[]
    expect(
      (await verify({ ...credential, proof: [{ ...proof, cryptosuite: 'ecdsa-sd-2023' }] })).overall,
    ).to.equal('cannot-tell')
  })

  describe('as a VC-JWT', () => {
    const document = credentialDocument(credentialInput)

    it('says yes to the issuer’s own key', async () => {
      const verdict = await verify(await signJwt(document, issuer.jwtSigner))
      expect([verdict.overall, verdict.form]).to.deep.equal(['valid', 'jwt'])
    })

    it('does not trust a key that the badge brings along', async () => {
      const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
      const jwt = await new SignJWT({ ...document, ...registeredClaims(document) })
        .setProtectedHeader({ alg: 'ES256', jwk: await exportJWK(publicKey) })
        .sign(privateKey)
      const verdict = await verify(jwt)
      expect([verdict.overall, meanings(verdict).issuer]).to.deep.equal(['invalid', 'issuer.unlisted-key'])
    })

    it('says no to a forged signature under the issuer’s key id', async () => {
      const { privateJwk } = (await sampleIssuer()).jwtSigner
      const verdict = await verify(await signJwt(document, { kid: issuer.jwtSigner.kid, privateJwk }))
      expect(meanings(verdict).proof).to.equal('proof.broken')
    })

    it('says no when a claim contradicts the credential, even under the issuer’s signature', async () => {
      const jwt = await new SignJWT({
        ...document,
        ...registeredClaims(document),
        sub: 'urn:uuid:somebody-else',
      })
        .setProtectedHeader({ alg: 'RS256', kid: issuer.jwtSigner.kid })
        .sign(await importJWK(issuer.jwtSigner.privateJwk, 'RS256'))
      expect(meanings(await verify(jwt)).proof).to.equal('proof.claims-differ')
    })

    it('says no to an unsigned token', async () => {
      const part = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const verdict = await verify(
        `${part({ alg: 'none' })}.${part({ ...document, ...registeredClaims(document) })}.`,
      )
      expect(meanings(verdict).proof).to.equal('proof.unsigned')
    })
  })
})
