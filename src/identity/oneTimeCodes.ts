import { createHash, randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const PERIOD_S = 30
/** A code counts one period early and one late: telephones are not exactly on time (RFC 6238 §5.2). */
const WINDOW = 1
const RECOVERY_CODES = 10
/** No letter or digit that is mistaken for another; ten of these are 49 bits, tried at most eight times in a quarter of an hour. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const RECOVERY_LENGTH = 10

const totpOf = (secret: string, label = 'Cairn') =>
  new TOTP({ issuer: 'Cairn', label, secret: Secret.fromBase32(secret), period: PERIOD_S, digits: 6 })

/** A sealed code secret opens for the account it was made for and for no other. */
export const codePurpose = (staffId: string): string => `staff-codes ${staffId}`

/** A new secret for an authenticator app: 160 bits (RFC 4226 §4), base32. */
export const newCodeSecret = (): string => new Secret({ size: 20 }).base32

/** The `otpauth:` address an authenticator app reads from a QR code. */
export const codeAddress = (secret: string, email: string): string => totpOf(secret, email).toString()

/** The number of the period a code belongs to, so that each is taken once (RFC 6238 §5.2), or null for a wrong one. */
export function periodOfCode(secret: string, code: string, now: Date): number | null {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = totpOf(secret).validate({ token, timestamp: now.getTime(), window: WINDOW })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / PERIOD_S) + delta
}

/** Ten codes for the day the telephone is gone, as they are shown: `abcde-fghjk`. */
export function newRecoveryCodes(): string[] {
  const letter = () => ALPHABET[randomInt(ALPHABET.length)] ?? ''
  const code = () => Array.from({ length: RECOVERY_LENGTH }, letter).join('')
  return Array.from({ length: RECOVERY_CODES }, code).map((each) => `${each.slice(0, 5)}-${each.slice(5)}`)
}

/**
 * How a recovery code is kept. The account's id goes in, so that equal codes of two accounts do not look alike. Random codes
 * behind a lock need no slow hash.
 */
export function recoveryHash(staffId: string, code: string): string {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, '')
  return createHash('sha256').update(`${staffId} ${plain}`).digest('base64url')
}
