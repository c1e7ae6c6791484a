import type { WorkItem } from './workItem.js'

export const perWhat = ['item', 'hour'] as const
export const paysWhat = ['money', 'pdHours'] as const

/** Whose work a rate is for, and on what. */
export interface RateScope {
  /** One person's; null: everybody's without a rate of their own. */
  assessorId: string | null
  /** Only of the pool; false where `assessorId` says whose. */
  poolOnly: boolean
  /** Null: every micro-credential without a rate of its own. */
  microCredentialKey: string | null
}

/**
 * What was agreed: so much for each item or hour, in money or in PD hours, from a day on. Never changed; a later one
 * of the same scope takes its place from its own day on.
 */
export interface AgreedRate extends RateScope {
  id: string
  institutionId: string
  per: (typeof perWhat)[number]
  pays: (typeof paysWhat)[number]
  /** In hundredths of the currency or of a PD hour. */
  amount: number
  /** ISO 4217; null for PD hours. */
  currency: string | null
  from: Date
  agreed: { by: string; at: Date }
}

/** What of a rate a line of the ledger keeps for itself. */
export type KeptRate = Pick<AgreedRate, 'per' | 'pays' | 'amount' | 'currency'>

/** A person's own goes before the pool's, that before everybody's; of two alike, the one for the micro-credential. */
const particular = ({ assessorId, poolOnly, microCredentialKey }: RateScope): number =>
  (assessorId !== null ? 4 : poolOnly ? 2 : 0) + (microCredentialKey === null ? 0 : 1)

const newestFirst = (a: AgreedRate, b: AgreedRate): number =>
  b.from.getTime() - a.from.getTime() || b.agreed.at.getTime() - a.agreed.at.getTime()

/** The rate of an item: the most particular one that holds at its moment, of several the latest. Null where none does. */
export function rateOf(
  item: Pick<WorkItem, 'assessorId' | 'fromPool' | 'microCredentialKey' | 'at'>,
  rates: readonly AgreedRate[],
): AgreedRate | null {
  const fits = rates.filter(
    ({ assessorId, poolOnly, microCredentialKey, from }) =>
      from <= item.at &&
      (assessorId === null || assessorId === item.assessorId) &&
      (!poolOnly || item.fromPool) &&
      (microCredentialKey === null || microCredentialKey === item.microCredentialKey),
  )
  const [best] = fits.sort((a, b) => particular(b) - particular(a) || newestFirst(a, b))
  return best ?? null
}

export type RateStanding = 'holds' | 'comes' | 'replaced'

/** How each rate stands now: it holds, its day is to come, or a later one of the same scope has taken its place. */
export function rateStandings(
  rates: readonly AgreedRate[],
  now: Date,
): { rate: AgreedRate; standing: RateStanding }[] {
  const held = new Set<string>()
  return [...rates].sort(newestFirst).map((rate) => {
    if (rate.from > now) return { rate, standing: 'comes' as const }
    const scope = JSON.stringify([rate.assessorId, rate.poolOnly, rate.microCredentialKey])
    const standing = held.has(scope) ? ('replaced' as const) : ('holds' as const)
    held.add(scope)
    return { rate, standing }
  })
}

/** What a rate comes to for one item, in hundredths; null for an hourly one while minutes are unknown. */
export function comesTo(rate: KeptRate, minutes: number | null): number | null {
  if (rate.per === 'item') return rate.amount
  return minutes === null ? null : Math.round((rate.amount * minutes) / 60)
}
