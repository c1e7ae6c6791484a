import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Seals small secrets (private keys, client secrets) for storage at rest. */
export interface SecretBox {
  /** Encrypts UTF-8 text for one purpose; the answer is printable and carries its own nonce and tag. */
  seal(plaintext: string, purpose: string): string
  /** Reverses `seal`. Throws when the key, the purpose or a single bit differs. */
  open(sealed: string, purpose: string): string
}

const VERSION = 'v1'

/**
 * AES-256-GCM with a key derived by HKDF-SHA-256 from the installation's SECRET_KEY, one key per purpose,
 * so that a sealed value copied into another field does not open there.
 */
export function createSecretBox(secretKey: string): SecretBox {
  const keys = new Map<string, Buffer>()
  const keyFor = (purpose: string): Buffer => {
    const known = keys.get(purpose)
    if (known) return known
    const key = Buffer.from(hkdfSync('sha256', secretKey, 'cairn.secret-box', purpose, 32))
    keys.set(purpose, key)
    return key
  }
  return {
    seal(plaintext, purpose) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce)
      const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
      return [VERSION, nonce, cipher.getAuthTag(), body]
        .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
        .join('.')
    },
    open(sealed, purpose) {
      const [version, nonce, tag, body] = sealed.split('.')
      if (version !== VERSION || !nonce || !tag || body === undefined) throw new Error('not a sealed secret')
      const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), Buffer.from(nonce, 'base64url'))
      decipher.setAuthTag(Buffer.from(tag, 'base64url'))
      return decipher.update(Buffer.from(body, 'base64url'), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}

/** Derives a purpose-bound key (32 bytes, base64url) for cookie signing and the like. */
export function deriveKey(secretKey: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secretKey, 'cairn.derived', purpose, 32)).toString('base64url')
}
