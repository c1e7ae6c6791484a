import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../clock/clock.js'
import { newId } from '../database/ids.js'
import type { Addresses } from './addresses.js'
import { carriedEvidence, isIssued, type Award, type IssuedAward } from './award.js'
import type { AwardStore } from './awardStore.js'
import { credentialInput } from './credentialOfAward.js'
import type { IssuerKeyStore } from './issuerKeyStore.js'
import { multikeyId } from './openBadges/didWeb.js'
import { credentialDocument } from './openBadges/document.js'
import { signJwt } from './openBadges/jwt.js'
import { privateKeyFrom } from './openBadges/keys.js'
import { signCredential } from './openBadges/sign.js'
import type { AwardAudit, AwardGrounds, PublicCatalogue } from './ports.js'
import type { StatusListStore } from './statusListStore.js'

export interface IssuingNeeds {
  awards: AwardStore
  issuerKeys: IssuerKeyStore
  statusLists: StatusListStore
  catalogue: Pick<PublicCatalogue, 'publicMicroCredential'>
  audit: AwardAudit
  addresses: Addresses
  clock: Clock
}

/** The award as it is before anything is signed: the grounds, copied, with the ids that must never change. */
export function awardFrom(grounds: AwardGrounds, turn = 1): Award {
  const { institution, person, microCredential } = grounds
  const identity = person.email ?? person.ltiUserId
  return {
    id: newId(),
    institutionId: institution.id,
    personId: person.id,
    microCredentialKey: microCredential.key,
    turn,
    microCredentialId: microCredential.id,
    version: microCredential.version,
    title: microCredential.title,
    competency: microCredential.competency,
    pdHours: microCredential.pdHours,
    language: grounds.language,
    recipientName: person.name,
    issuer: { name: institution.name, url: institution.url, colour: institution.colour },
    cohortId: grounds.cohortId,
    submissionIds: grounds.submissionIds,
    assessmentIds: grounds.assessmentIds,
    levels: grounds.levels,
    gradedInCourse: grounds.gradedInCourse ?? null,
    evidence: carriedEvidence(grounds.evidence),
    earnedAt: grounds.earnedAt,
    subjectId: `urn:uuid:${randomUUID()}`,
    recipient: identity
      ? {
          identity,
          identityType: person.email ? 'emailAddress' : 'ltiUserId',
          salt: randomBytes(16).toString('base64url'),
        }
      : null,
    issued: null,
    visibility: 'private',
    visibilityChanged: null,
    revoked: null,
  }
}

/**
 * Finishes an award from wherever it was left: a place in a status list, then the signatures. Each step is one conditional update,
 * so a crash between them, or twenty at once, still make one credential.
 */
export function createIssuing(needs: IssuingNeeds) {
  const { awards, issuerKeys, statusLists, catalogue, audit, addresses, clock } = needs

  async function reread(id: string): Promise<Award> {
    const award = await awards.byId(id)
    if (!award) throw new Error(`Award ${id} is gone`)
    return award
  }

  async function placed(award: Award): Promise<Award> {
    if (award.statusListId !== undefined) return award
    const { listId, index } = await statusLists.allocate(award.institutionId)
    await awards.place(award.id, listId, index)
    return reread(award.id)
  }

  async function signed(award: Award): Promise<{ credential: string; jwt: string; at: Date }> {
    const microCredential = await catalogue.publicMicroCredential(award.microCredentialId)
    if (!microCredential) throw new Error(`Award ${award.id} rests on an unpublished version`)
    const at = clock.now()
    const keys = await issuerKeys.current(award.institutionId, at)
    const did = addresses.issuerDid(award.institutionId)
    const document = credentialDocument(credentialInput(award, microCredential, addresses, at))
    const signer = {
      verificationMethod: multikeyId(did, keys.publicKeyMultibase),
      privateKey: privateKeyFrom(keys),
    }
    const [credential, jwt] = await Promise.all([
      signCredential(document, signer, at),
      signJwt(document, { kid: `${did}#${keys.jwtKeyId}`, privateJwk: keys.privateJwk }),
    ])
    return { at, credential: JSON.stringify(credential), jwt }
  }

  /** The award with its credential. Safe to call again and at the same time. Throws when a step cannot be done now. */
  return async function finish(award: Award): Promise<IssuedAward> {
    if (isIssued(award)) return award
    const withPlace = await placed(award)
    if (!withPlace.issued && (await awards.issue(withPlace.id, await signed(withPlace)))) {
      await audit.record({
        institutionId: award.institutionId,
        actor: { kind: 'system', name: 'badges' },
        action: 'award.issued',
        subject: `award:${award.id}`,
        at: clock.now(),
      })
    }
    const done = await reread(award.id)
    if (!isIssued(done)) throw new Error(`Award ${award.id} was not issued`)
    return done
  }
}
