import type { JWK } from 'jose'
import { Schema, type Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { SecretBox } from '../secrets/secretBox.js'
import { generateJwtKey } from './openBadges/jwt.js'
import { generateMultikey } from './openBadges/keys.js'

const purpose = 'issuer-key'

interface Row {
  id: string
  institutionId: string
  serial: number
  publicKeyMultibase: string
  publicJwk: JWK
  sealedKeys: string
  createdAt: Date
}

/** The public half: what the DID document lists. Every key stays listed, because old badges need theirs. */
export interface IssuerPublicKeys {
  publicKeyMultibase: string
  jwtKeyId: string
  publicJwk: JWK
}

/** A pair to sign with. */
export interface IssuerKeys extends IssuerPublicKeys {
  secretKeyMultibase: string
  privateJwk: JWK
}

/** Issuers' signing keys: Ed25519 for embedded proofs, RSA for VC-JWT; private halves sealed at rest. */
export function createIssuerKeyStore(connection: Connection, box: SecretBox) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    serial: { type: Number, required: true },
    publicKeyMultibase: { type: String, required: true },
    publicJwk: { type: Schema.Types.Mixed, required: true },
    sealedKeys: { type: String, required: true },
    createdAt: { type: Date, required: true },
  })
  schema.index({ institutionId: 1, serial: 1 }, { unique: true })
  const rows = connection.model('IssuerKey', schema, 'issuerKeys')

  const newest = async (institutionId: string) =>
    toRecord<Row>(await rows.findOne({ institutionId }).sort({ serial: -1 }).lean())

  /** Making an RSA key takes a second of processor time: those who ask for the same one wait for the same one. */
  const beingMade = new Map<string, Promise<void>>()
  const makeFirst = (institutionId: string, createdAt: Date): Promise<void> => {
    const making =
      beingMade.get(institutionId) ??
      addFirst(institutionId, createdAt).finally(() => beingMade.delete(institutionId))
    beingMade.set(institutionId, making)
    return making
  }

  const addFirst = async (institutionId: string, createdAt: Date) => {
    const { publicKeyMultibase, secretKeyMultibase } = generateMultikey()
    const { publicJwk, privateJwk } = await generateJwtKey()
    const sealedKeys = box.seal(JSON.stringify({ secretKeyMultibase, privateJwk }), purpose)
    const row = { institutionId, serial: 1, publicKeyMultibase, publicJwk, sealedKeys, createdAt }
    await addUnlessThere(rows, { id: newId(), ...row })
  }

  return {
    /** The keys an institution signs with now; made on first use, and only once however many ask at a time. */
    async current(institutionId: string, now: Date): Promise<IssuerKeys> {
      if (!(await newest(institutionId))) await makeFirst(institutionId, now)
      const row = await newest(institutionId)
      if (!row) throw new Error(`No issuer key for ${institutionId}`)
      const secret = JSON.parse(box.open(row.sealedKeys, purpose)) as Pick<
        IssuerKeys,
        'secretKeyMultibase' | 'privateJwk'
      >
      return { ...publicHalf(row), ...secret }
    },
    /** Every public key the institution ever signed with, oldest first. */
    async published(institutionId: string): Promise<IssuerPublicKeys[]> {
      return toRecords<Row>(await rows.find({ institutionId }).sort({ serial: 1 }).lean()).map(publicHalf)
    },
  }
}

function publicHalf({ serial, publicKeyMultibase, publicJwk }: Row): IssuerPublicKeys {
  return { publicKeyMultibase, jwtKeyId: `rs256-${serial}`, publicJwk }
}

export type IssuerKeyStore = ReturnType<typeof createIssuerKeyStore>
