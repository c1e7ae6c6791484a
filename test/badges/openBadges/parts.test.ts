import { expect } from 'chai'
import { didWeb, didWebUrl } from '../../../src/badges/openBadges/didWeb.js'
import { createHashThread } from '../../../src/badges/openBadges/hashThread.js'
import type { JsonObject } from '../../../src/badges/openBadges/json.js'
import {
  generateMultikey,
  privateKeyFrom,
  publicKeyFrom,
  signatureMatches,
  signBytes,
} from '../../../src/badges/openBadges/keys.js'
import { fromBase58btc, toBase58btc } from '../../../src/badges/openBadges/multibase.js'
import { identityHash, identityMatches } from '../../../src/badges/openBadges/recipient.js'
import { credentialDocument } from '../../../src/badges/openBadges/document.js'
import {
  decodeStatusBits,
  emptyStatusBits,
  encodeStatusBits,
  statusAt,
  statusListLength,
  withStatusSet,
} from '../../../src/badges/openBadges/statusList.js'
import { credentialInput } from './sample.js'

describe('did:web', () => {
  const pairs: [string, string][] = [
    ['did:web:cairn.example', 'https://cairn.example/.well-known/did.json'],
    ['did:web:cairn.example:issuers:7', 'https://cairn.example/issuers/7/did.json'],
    ['did:web:cairn.example%3A8443:issuers:7', 'https://cairn.example:8443/issuers/7/did.json'],
    ['did:web:localhost%3A3000:issuers:7', 'http://localhost:3000/issuers/7/did.json'],
  ]
  for (const [id, url] of pairs) {
    it(`${id} lies at ${url}`, () => {
      expect(didWebUrl(id)).to.equal(url)
    })
  }

  it('is made from our address, port and path included', () => {
    expect(didWeb('http://localhost:3000', 'issuers', '7')).to.equal('did:web:localhost%3A3000:issuers:7')
    expect(didWeb('https://a.example/cairn', 'issuers', '7')).to.equal('did:web:a.example:cairn:issuers:7')
  })

  for (const wrong of [
    'did:key:z6Mk',
    'did:web:',
    'did:web:a b',
    'did:web:a:..:b',
    'did:web:a%2Fb',
    'did:web:a@b',
    'did:web:a:%2e%2e',
  ]) {
    it(`${JSON.stringify(wrong)} leads nowhere`, () => {
      expect(didWebUrl(wrong)).to.equal(null)
    })
  }
})

describe('issuer keys', () => {
  it('sign what their own public half accepts, and no other', () => {
    const [mine, other] = [generateMultikey(), generateMultikey()]
    const data = Buffer.from('a badge')
    const signature = signBytes(privateKeyFrom(mine), data)
    expect(signatureMatches(publicKeyFrom(mine.publicKeyMultibase)!, data, signature)).to.equal(true)
    expect(signatureMatches(publicKeyFrom(other.publicKeyMultibase)!, data, signature)).to.equal(false)
  })

  it('start with the marks of Ed25519 and of nothing else', () => {
    expect(generateMultikey().publicKeyMultibase).to.match(/^z6Mk/)
    expect(publicKeyFrom('zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169')).to.equal(null)
    expect(publicKeyFrom('hello')).to.equal(null)
  })

  it('keep leading zero bytes in base58', () => {
    const bytes = Uint8Array.from([0, 0, 1, 255])
    expect(fromBase58btc(toBase58btc(bytes))).to.deep.equal(Buffer.from(bytes))
    expect(toBase58btc(Buffer.from('Hello World!'))).to.equal('z2NEpo7TZRRrLZSi2U')
  })
})

describe('a status list', () => {
  it('has its first entry in the most significant bit', () => {
    expect(withStatusSet(emptyStatusBits(), 0)[0]).to.equal(0x80)
    expect(withStatusSet(emptyStatusBits(), 7)[0]).to.equal(1)
  })

  it('survives its encoding and is never shorter than the specification allows', () => {
    const bits = withStatusSet(emptyStatusBits(), statusListLength - 1)
    const decoded = decodeStatusBits(encodeStatusBits(bits))
    expect(decoded && statusAt(decoded, statusListLength - 1)).to.equal(true)
    expect(decodeStatusBits(encodeStatusBits(new Uint8Array(16)))).to.equal(null)
  })

  it('is not unpacked when it is a bomb or no list at all', () => {
    expect(decodeStatusBits(encodeStatusBits(new Uint8Array(64 * 1024 * 1024)))).to.equal(null)
    expect(decodeStatusBits('unonsense')).to.equal(null)
  })

  it('has no entry outside itself', () => {
    expect(() => withStatusSet(emptyStatusBits(), statusListLength)).to.throw(RangeError)
    expect(statusAt(emptyStatusBits(), -1)).to.equal(null)
  })
})

describe('the recipient', () => {
  it('is hashed over the folded address and the salt', () => {
    const hash = identityHash('a@b.example', 'salt')
    expect(identityMatches(hash, 'salt', ' A@B.example')).to.equal(true)
    expect(identityMatches(hash, 'pepper', 'a@b.example')).to.equal(false)
  })
})

describe('canonicalization in its own thread', () => {
  const thread = createHashThread()
  const proof: JsonObject = { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022' }
  after(() => thread.close())

  it('gives the bytes the inline one gives', async () => {
    const { hashData } = await import('../../../src/badges/openBadges/canonical.js')
    const credential = credentialDocument(credentialInput)
    expect(Buffer.from(await thread.hashData(credential, proof))).to.deep.equal(
      await hashData(credential, proof),
    )
  })

  it('refuses a clique of blank nodes at once', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `_:b${at}`)
    const issuers = names.map((id) => ({
      id,
      type: ['Profile'],
      parentOrg: names.map((other) => ({ id: other, type: ['Profile'] })),
    }))
    const clique: JsonObject = { ...credentialDocument(credentialInput), issuer: issuers }
    const started = performance.now()
    const failed = await thread.hashData(clique, proof).then(
      () => false,
      () => true,
    )
    expect(failed).to.equal(true)
    expect(performance.now() - started).to.be.lessThan(4000)
  })

  it('cuts a document off at the deadline and serves the next one', async () => {
    const hasty = createHashThread(1)
    const credential = credentialDocument(credentialInput)
    const reason = await hasty.hashData(credential, proof).catch((error: Error) => error.message)
    expect(reason).to.equal('deadline')
    await hasty.close()
    expect((await thread.hashData(credential, proof)).length).to.equal(64)
  })

  it('turns work away rather than queueing without end', async () => {
    const small = createHashThread(4000, 1)
    const credential = credentialDocument(credentialInput)
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => small.hashData(credential, proof)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).to.have.length(2)
    await small.close()
  })
})
