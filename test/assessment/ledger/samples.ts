import type { AgreedRate } from '../../../src/assessment/ledger/rate.js'
import type { MinutesStatement, WorkItem } from '../../../src/assessment/ledger/workItem.js'

export const day = (text: string) => new Date(`${text}T00:00:00Z`)

/** A first look of Dina's, on 10 March 2026. */
export const item = (more: Partial<WorkItem> = {}): WorkItem => ({
  ...{ id: 'assessment:1', timedAs: 'assessment:1', assessorId: 'dina', fromPool: false },
  ...{ microCredentialKey: 'calm', title: { en: 'A calm room' }, kind: 'first' },
  at: day('2026-03-10'),
  ...more,
})

/** 25 dollars for each item of anybody, from the first day of the year. */
export const rate = (more: Partial<AgreedRate> = {}): AgreedRate => ({
  ...{ id: 'r', institutionId: 'i', assessorId: null, poolOnly: false, microCredentialKey: null },
  ...{ per: 'item', pays: 'money', amount: 2500, currency: 'USD', from: day('2026-01-01') },
  agreed: { by: 's', at: day('2026-01-01') },
  ...more,
})

/** Something Dina says about that item, in the month after. */
export const stated = (minutes: number, more: Partial<MinutesStatement> = {}): MinutesStatement => ({
  ...{ id: `said-${String(minutes)}`, institutionId: 'i', itemId: 'assessment:1', month: '2026-03' },
  ...{ by: 'dina', minutes, reason: 'On paper.', at: day('2026-04-11'), key: 'k' },
  ...more,
})
