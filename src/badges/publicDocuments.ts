import type { Clock } from '../clock/clock.js'
import type { Addresses } from './addresses.js'
import type { AwardStore } from './awardStore.js'
import { achievementInput, issuerInput } from './credentialOfAward.js'
import type { IssuerKeyStore } from './issuerKeyStore.js'
import { achievementDocument } from './openBadges/achievement.js'
import { credentialsV2, openBadges303 } from './openBadges/contexts.js'
import { didDocument, multikeyId } from './openBadges/didWeb.js'
import type { JsonObject } from './openBadges/json.js'
import { privateKeyFrom } from './openBadges/keys.js'
import { signCredential } from './openBadges/sign.js'
import { emptyStatusBits, statusListCredential, withStatusSet } from './openBadges/statusList.js'
import type { Issuers, PublicCatalogue } from './ports.js'
import type { StatusListStore } from './statusListStore.js'

export interface DocumentNeeds {
  awards: AwardStore
  issuerKeys: IssuerKeyStore
  statusLists: StatusListStore
  catalogue: PublicCatalogue
  issuers: Issuers
  addresses: Addresses
  clock: Clock
}

/** How many signed status lists are kept ready; one is some kilobytes. */
const keptLists = 500

/** The documents machines read about issuers, achievements and revocations. Null where there is nothing. */
export function createPublicDocuments(needs: DocumentNeeds) {
  const { awards, issuerKeys, statusLists, catalogue, issuers, addresses, clock } = needs
  const signedLists = new Map<string, { places: string; list: JsonObject }>()

  async function profile(institutionId: string): Promise<JsonObject | null> {
    const institution = await issuers.byId(institutionId)
    if (!institution) return null
    const { id, name, url } = issuerInput(institutionId, institution, addresses)
    return { id, type: ['Profile'], name, url }
  }

  async function signList(listId: string, institutionId: string, places: number[]): Promise<JsonObject> {
    const did = addresses.issuerDid(institutionId)
    const now = clock.now()
    const keys = await issuerKeys.current(institutionId, now)
    const bits = places.reduce(withStatusSet, emptyStatusBits())
    return signCredential(
      statusListCredential({ url: addresses.statusList(listId), issuer: did, bits }, now),
      {
        verificationMethod: multikeyId(did, keys.publicKeyMultibase),
        privateKey: privateKeyFrom(keys),
      },
      now,
    )
  }

  return {
    profile,

    /** The issuer's DID document; it stands from the first day, before any badge, so that its address can be checked. */
    async did(institutionId: string): Promise<JsonObject | null> {
      if (!(await issuers.byId(institutionId))) return null
      await issuerKeys.current(institutionId, clock.now())
      const keys = await issuerKeys.published(institutionId)
      return didDocument(
        addresses.issuerDid(institutionId),
        {
          multikeys: keys.map((key) => key.publicKeyMultibase),
          jwks: keys.map((key) => ({ id: key.jwtKeyId, jwk: { ...key.publicJwk } })),
        },
        [addresses.ob2Issuer(institutionId)],
      )
    },

    /** The signed status list: drawn from the revoked awards each time, signed again only when they have changed. */
    async statusList(listId: string): Promise<JsonObject | null> {
      const row = await statusLists.byId(listId)
      if (!row) return null
      const revoked = await awards.revokedPlaces(listId)
      const places = revoked.join()
      const kept = signedLists.get(listId)
      if (kept?.places === places) return kept.list
      const list = await signList(listId, row.institutionId, revoked)
      if (signedLists.size >= keptLists) signedLists.clear()
      signedLists.set(listId, { places, list })
      return list
    },

    /** A published micro-credential as an Open Badges 3.0 achievement. */
    async achievement(id: string, language: 'en' | 'ar'): Promise<JsonObject | null> {
      const microCredential = await catalogue.publicMicroCredential(id)
      const creator = microCredential && (await profile(microCredential.institutionId))
      if (!microCredential || !creator) return null
      return {
        '@context': [credentialsV2, openBadges303],
        ...achievementDocument(achievementInput(microCredential, language, addresses), creator),
      }
    },
  }
}

export type PublicDocuments = ReturnType<typeof createPublicDocuments>
