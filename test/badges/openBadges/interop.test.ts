import { createHash, createPublicKey, verify } from 'node:crypto'
import { expect } from 'chai'
import { JsonLdParser } from 'jsonld-streaming-parser'
import { RDFC10 } from 'rdfjs-c14n'
import { loadPinnedContext } from '../../../src/badges/openBadges/contexts.js'
import { didWebUrl } from '../../../src/badges/openBadges/didWeb.js'
import { credentialDocument } from '../../../src/badges/openBadges/document.js'
import type { JsonObject } from '../../../src/badges/openBadges/json.js'
import { signCredential } from '../../../src/badges/openBadges/sign.js'
import {
  emptyStatusBits,
  statusListCredential,
  withStatusSet,
} from '../../../src/badges/openBadges/statusList.js'
import { credentialInput, did, listUrl, sampleIssuer } from './sample.js'

const signedAt = new Date('2026-03-01T10:00:05Z')

describe('other people’s software and our badges', () => {
  let issuer: Awaited<ReturnType<typeof sampleIssuer>>
  let credential: JsonObject

  before(async () => {
    issuer = await sampleIssuer()
    credential = await signCredential(credentialDocument(credentialInput), issuer.signer, signedAt)
  })

  describe('an RDF stack that shares no code with ours', () => {
    const quadsOf = async (document: JsonObject) => {
      const parser = new JsonLdParser({
        documentLoader: {
          load: async (url: string) => (await loadPinnedContext(url)).document as JsonObject,
        },
      })
      const quads: Parameters<RDFC10['canonicalize']>[0] = await new Promise((resolve, reject) => {
        const read: never[] = []
        parser.on('data', (quad) => read.push(quad as never))
        parser.on('error', reject)
        parser.on('end', () => resolve(read))
        parser.end(JSON.stringify(document))
      })
      return new RDFC10().canonicalize(quads)
    }

    const holds = async (signed: JsonObject) => {
      const { proof, ...document } = signed
      const { proofValue, ...options } = (proof as JsonObject[])[0]!
      const sha256 = (text: string) => createHash('sha256').update(text).digest()
      const data = Buffer.concat([
        sha256(await quadsOf({ '@context': document['@context'], ...options })),
        sha256(await quadsOf(document)),
      ])
      const key = base58(String(options.verificationMethod).split('#z')[1]!).subarray(2)
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }
      const signature = base58(String(proofValue).slice(1))
      return verify(null, data, createPublicKey({ key: jwk, format: 'jwk' }), signature)
    }

    it('finds the signature intact', async () => {
      expect(await holds(credential)).to.equal(true)
    })

    it('finds a changed badge broken', async () => {
      expect(await holds({ ...credential, awardedDate: '2020-01-01T00:00:00Z' })).to.equal(false)
    })
  })

  describe('@digitalcredentials/verifier-core', () => {
    const realFetch = globalThis.fetch
    let verifyCredential: (input: { credential: never; knownDIDRegistries: object }) => Promise<unknown>
    let list: JsonObject

    before(async () => {
      globalThis.fetch = async (input) => {
        const url = input instanceof Request ? input.url : String(input)
        // 1EdTech's schema may not be copied into the project: this one lets every object pass.
        const bodies: Record<string, JsonObject> = {
          [didWebUrl(did) ?? '']: issuer.document,
          [listUrl]: list,
          [String((credential.credentialSchema as JsonObject[])[0]!.id)]: { type: 'object' },
        }
        const body = bodies[url]
        return body ? Response.json(body) : new Response('not in this world', { status: 404 })
      }
      ;({ verifyCredential } = await import('@digitalcredentials/verifier-core'))
    })

    after(() => {
      globalThis.fetch = realFetch
    })

    const log = async (signed: JsonObject, bits: Uint8Array) => {
      const unsigned = statusListCredential({ url: listUrl, issuer: did, bits }, signedAt)
      list = await signCredential(unsigned, issuer.signer, signedAt)
      const answer = (await verifyCredential({
        credential: structuredClone(signed) as never,
        knownDIDRegistries: [],
      })) as {
        log?: { id: string; valid?: boolean }[]
        errors?: { name: string }[]
      }
      return {
        steps: Object.fromEntries((answer.log ?? []).map(({ id, valid }) => [id, valid])),
        errors: (answer.errors ?? []).map(({ name }) => name),
      }
    }

    it('accepts the badge', async () => {
      const { steps, errors } = await log(credential, emptyStatusBits())
      expect(errors).to.deep.equal([])
      expect(steps).to.include({ valid_signature: true, revocation_status: true, expiration: true })
    })

    it('sees the revocation', async () => {
      const { steps } = await log(credential, withStatusSet(emptyStatusBits(), 4711))
      expect(steps).to.include({ valid_signature: true, revocation_status: false })
    })

    it('rejects a changed badge', async () => {
      const { errors } = await log({ ...credential, awardedDate: '2020-01-01T00:00:00Z' }, emptyStatusBits())
      expect(errors).to.deep.equal(['invalid_signature'])
    })
  })
})

/** Written once more rather than imported, so that this file shares nothing with what it checks. */
function base58(text: string): Buffer {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
  let value = 0n
  for (const character of text) value = value * 58n + BigInt(alphabet.indexOf(character))
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
}
