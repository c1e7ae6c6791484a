import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { from as importMultikey } from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import { issue } from '@digitalbazaar/vc'
import { credentialDocument } from '../../src/badges/openBadges/document.js'
import { hashData } from '../../src/badges/openBadges/canonical.js'
import { loadPinnedContext } from '../../src/badges/openBadges/contexts.js'
import { didWebUrl } from '../../src/badges/openBadges/didWeb.js'
import type { JsonObject } from '../../src/badges/openBadges/json.js'
import { signCredential } from '../../src/badges/openBadges/sign.js'
import { emptyStatusBits, statusListCredential } from '../../src/badges/openBadges/statusList.js'
import { verifyBadge } from '../../src/badges/openBadges/verify/verifyBadge.js'
import { credentialInput, did, listUrl, sampleIssuer } from '../badges/openBadges/sample.js'
import { createWorld } from '../badges/openBadges/world.js'
import { openBadgesRoom, soundGrounds } from '../badges/sample.js'

export interface Measure {
  name: string
  value: number
  unit: string
  against?: string
  ratio?: number
}

/**
 * Badges issued and verified per second of processor time (one core), since the machine is shared. Signing stands against
 * `@digitalbazaar/vc` on the same document with the same pinned contexts.
 */
export async function benchBadges(rounds = 150): Promise<Measure[]> {
  const now = credentialInput.issuedAt
  const document = credentialDocument(credentialInput)
  const issuer = await sampleIssuer()
  const signed = await signCredential(document, issuer.signer, now)
  const list = await signCredential(
    statusListCredential({ url: listUrl, issuer: did, bits: emptyStatusBits() }, now),
    issuer.signer,
    now,
  )
  const { fetchDocument } = createWorld({ [didWebUrl(did) ?? '']: issuer.document, [listUrl]: list })
  const given = Buffer.from(JSON.stringify(signed))

  const reference = await perSecond(rounds, await referenceSigner(document, issuer.multikey))
  const sign = await perSecond(rounds, () => signCredential(document, issuer.signer, now))
  const verify = await perSecond(rounds, async () => {
    const verdict = await verifyBadge(given, { fetchDocument, hashData, now })
    if (verdict.overall !== 'valid') throw new Error('the bench’s own badge is not valid')
  })

  const room = await openBadgesRoom()
  const issued = await perSecond(rounds, () => room.badges.awards.consider(soundGrounds()))
  await room.close()
  return [
    {
      name: 'credentials signed',
      value: sign,
      unit: '/s per core',
      against: '@digitalbazaar/vc',
      ratio: sign / reference,
    },
    { name: 'badges issued (place, JSON, JWT, stored)', value: issued, unit: '/s per core' },
    { name: 'badges verified (issuer, status list, every check)', value: verify, unit: '/s per core' },
  ]
}

async function perSecond(rounds: number, work: () => Promise<unknown>): Promise<number> {
  for (let warm = 0; warm < 10; warm++) await work()
  const before = process.cpuUsage()
  for (let round = 0; round < rounds; round++) await work()
  const { user, system } = process.cpuUsage(before)
  return Math.round((rounds / (user + system)) * 1e7) / 10
}

async function referenceSigner(
  document: JsonObject,
  multikey: { publicKeyMultibase: string; secretKeyMultibase: string },
): Promise<() => Promise<unknown>> {
  const id = `${did}#${multikey.publicKeyMultibase}`
  const key = await importMultikey({ type: 'Multikey', id, controller: did, ...multikey })
  const suite = new DataIntegrityProof({ signer: key.signer(), cryptosuite })
  return () => issue({ credential: structuredClone(document), suite, documentLoader: loadPinnedContext })
}
