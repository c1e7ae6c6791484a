import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Assessment } from './assessment.js'

type Sealed = Pick<
  Assessment,
  | 'institutionId'
  | 'submissionId'
  | 'personId'
  | 'microCredentialId'
  | 'attempt'
  | 'round'
  | 'turn'
  | 'asked'
  | 'corrects'
  | 'carried'
  | 'finalised'
  | 'wentBack'
  | 'withdrawn'
>

/**
 * A mark over everything a round says once it is finalised, went back, or is given up because nobody came, made with a key that is not
 * in the store (HMAC-SHA-256, base64url), so that a row edited behind the tool's back no longer fits its own mark.
 */
export function sealOf(round: Sealed, key: string): string {
  const {
    institutionId,
    submissionId,
    personId,
    microCredentialId,
    attempt,
    turn,
    asked,
    corrects,
    carried,
  } = round
  const said = round.finalised && { ...round.finalised, seal: undefined }
  const { withdrawn } = round
  const inVain = withdrawn?.because ? { ...withdrawn, seal: undefined } : undefined
  const facts = {
    institutionId,
    submissionId,
    personId,
    microCredentialId,
    attempt,
    round: round.round,
    turn,
    wentBack: round.wentBack ? { ...round.wentBack, seal: undefined } : undefined,
  }
  return createHmac('sha256', key)
    .update(JSON.stringify(inOrder({ ...facts, asked, corrects, carried, said, inVain })))
    .digest('base64url')
}

/** Whether a round that is done still is what was sealed; null where it was done before rounds were sealed. */
export function sealFits(round: Sealed, key: string): boolean | null {
  const seal = round.finalised?.seal ?? round.wentBack?.seal ?? round.withdrawn?.seal
  if (seal === undefined) return null
  const [kept, made] = [Buffer.from(seal), Buffer.from(sealOf(round, key))]
  return kept.length === made.length && timingSafeEqual(kept, made)
}

/** The same value with the keys of every object in order and nothing undefined, as a store may return it otherwise. */
function inOrder(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(inOrder)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, inOrder(one)]),
  )
}
