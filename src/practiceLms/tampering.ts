import type { JWTHeaderParameters, JWTPayload } from 'jose'

/** How the next signed message is spoilt, for tests that a tool refuses it. `strangerKey` signs with a key that
 * is not in the key set; `compact` changes the finished token as text. */
export interface Tamper {
  claims?(claims: JWTPayload): JWTPayload
  header?(header: JWTHeaderParameters): JWTHeaderParameters
  strangerKey?: boolean
  compact?(token: string): string | Promise<string>
}

export interface Tampering {
  next(tamper: Tamper): void
  take(): Tamper
}

/** Holds at most one way to spoil the next message; honest again afterwards. */
export function createTampering(): Tampering {
  let pending: Tamper = {}
  return {
    next(tamper) {
      pending = tamper
    },
    take() {
      const tamper = pending
      pending = {}
      return tamper
    },
  }
}
