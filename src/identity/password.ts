import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { takeTurns } from './turns.js'

/** A password as it is kept: scrypt with the parameters it was made with, so that they can be raised later. */
export interface PasswordHash {
  salt: string
  hash: string
  /** CPU and memory cost, a power of two. */
  n: number
  r: number
  p: number
}

const current = { n: 2 ** 15, r: 8, p: 3 }
const BYTES = 32

/** Of the four threads that also read files, resolve names and compress pages, guessers get two. */
const inTurn = takeTurns(2)

function derive(password: string, salt: Buffer, cost: typeof current): Promise<Buffer> {
  const { n, r, p } = cost
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        scrypt(password.normalize('NFKC'), salt, BYTES, { N: n, r, p, maxmem: 256 * n * r }, (error, key) => {
          if (error) reject(error)
          else resolve(key)
        })
      }),
  )
}

/** Makes the hash of a new password (OWASP's scrypt parameters; about a tenth of a second). */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, current)
  return { salt: salt.toString('base64url'), hash: hash.toString('base64url'), ...current }
}

/** What is compared when nobody has the e-mail address, so that the answer takes as long. */
const nobody: PasswordHash = {
  salt: Buffer.alloc(16).toString('base64url'),
  hash: Buffer.alloc(BYTES).toString('base64url'),
  ...current,
}

/** Whether the password is the one; takes as long for nobody (null), to whom every password is wrong. */
export async function passwordMatches(password: string, kept: PasswordHash | null): Promise<boolean> {
  const { salt, hash, ...cost } = kept ?? nobody
  const key = await derive(password, Buffer.from(salt, 'base64url'), cost)
  return timingSafeEqual(key, Buffer.from(hash, 'base64url')) && kept !== null
}
