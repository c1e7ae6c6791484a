import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { Clock } from '../clock/clock.js'
import type { SecretBox } from '../secrets/secretBox.js'
import type { ToolKeyRecord, ToolKeyStore } from './toolKeyStore.js'

const purpose = 'lti-tool-key'
const makePair = promisify(generateKeyPair)

/** A fresh key is published this long before it signs, so that platforms that keep our key set have seen it. */
const settleMs = 10 * 60_000
/** A retired key is published this long: far beyond the life of anything it signed (five minutes). */
const overlapMs = 24 * 3_600_000
const rereadMs = 60_000

export interface SigningKey {
  kid: string
  /** PKCS #8, PEM. */
  privateKey: string
}

/** A key as administrators see it: published and waiting to sign, signing, or served for what it signed before. */
export interface KeyStanding {
  kid: string
  createdAt: Date
  state: 'waiting' | 'signing' | 'retired'
  until: Date | null
}

export interface PublishedKey {
  kid: string
  /** SPKI, PEM. */
  publicKey: string
}

/**
 * The key pairs with which the tool signs what it sends to platforms: RSA of 2048 bits, one for all platforms (so that the key set tells nobody how many there are), private
 * halves sealed at rest. Made off the event loop on first need.
 */
export function createToolKeys(options: { store: ToolKeyStore; secrets: SecretBox; clock: Clock }) {
  const { store, secrets, clock } = options
  let kept: { at: number; keys: Promise<ToolKeyRecord[]> } | null = null

  function keys(): Promise<ToolKeyRecord[]> {
    const now = clock.now().getTime()
    if (kept && now - kept.at < rereadMs) return kept.keys
    const read = readOrMake()
    kept = { at: now, keys: read }
    read.catch(() => {
      kept = null
    })
    return read
  }

  async function readOrMake(): Promise<ToolKeyRecord[]> {
    const found = await store.all()
    if (found.length > 0) return found
    await make()
    return store.all()
  }

  async function make(): Promise<ToolKeyRecord> {
    const pair = await makePair('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const key: ToolKeyRecord = {
      id: randomBytes(12).toString('hex'),
      publicKey: pair.publicKey,
      sealedPrivateKey: secrets.seal(pair.privateKey, purpose),
      createdAt: clock.now(),
      retired: null,
    }
    await store.add(key)
    return key
  }

  function signing(all: readonly ToolKeyRecord[]): ToolKeyRecord {
    const now = clock.now().getTime()
    const settled = all.filter((key) => now - key.createdAt.getTime() >= settleMs)
    const key = settled[0] ?? all[all.length - 1]
    if (!key) throw new Error('the tool has no key pair')
    return key
  }

  function standing(key: ToolKeyRecord, signer: ToolKeyRecord): KeyStanding {
    const { id: kid, createdAt, retired } = key
    if (key === signer) return { kid, createdAt, state: 'signing', until: null }
    if (!retired) return { kid, createdAt, state: 'waiting', until: new Date(createdAt.getTime() + settleMs) }
    return { kid, createdAt, state: 'retired', until: new Date(retired.at.getTime() + overlapMs) }
  }

  const served = async () => {
    const now = clock.now().getTime()
    return (await keys()).filter((key) => !key.retired || now - key.retired.at.getTime() < overlapMs)
  }

  return {
    /** The key to sign with now. */
    async current(): Promise<SigningKey> {
      const key = signing(await keys())
      return { kid: key.id, privateKey: secrets.open(key.sealedPrivateKey, purpose) }
    },
    /** Everything platforms may still need to check a signature of ours. */
    async published(): Promise<PublishedKey[]> {
      return (await served()).map((key) => ({ kid: key.id, publicKey: key.publicKey }))
    },
    /** Those that are published, newest first. */
    async list(): Promise<KeyStanding[]> {
      const signer = signing(await keys())
      return (await served()).map((key) => standing(key, signer))
    },
    /** Makes a new key: published at once, signing after ten minutes, the old ones served for another day. */
    async rotate(): Promise<string> {
      const old = await keys()
      const fresh = await make()
      const now = clock.now()
      await store.retire(
        old.map((key) => key.id),
        now,
      )
      const gone = old.filter((key) => key.retired && now.getTime() - key.retired.at.getTime() >= overlapMs)
      await store.forget(gone.map((key) => key.id))
      kept = null
      return fresh.id
    },
  }
}

export type ToolKeys = ReturnType<typeof createToolKeys>
