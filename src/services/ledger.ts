import { createClosedMonthStore } from '../assessment/ledger/closedMonthStore.js'
import { createDoneStore } from '../assessment/ledger/doneStore.js'
import { createLedgerService } from '../assessment/ledger/ledgerService.js'
import { createLedgerStore } from '../assessment/ledger/ledgerStore.js'
import { createTimeStore } from '../assessment/ledger/timeStore.js'
import { createTiming } from '../assessment/ledger/timing.js'
import { createWorkDone } from '../assessment/ledger/workDone.js'
import type { AssessmentService } from '../assessment/assessmentService.js'
import type { NormingService } from '../assessment/norming/normingService.js'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import { createAssessing } from './assessing.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** What assessors did, how long it took, and what it comes to. Call after `createStores`: it reads their models. */
export function createLedger(
  { connection, clock }: Ground,
  stores: Stores,
  others: { assessments: AssessmentService; norming: NormingService; catalogue: CatalogueService },
) {
  const { pool, people, audit } = stores
  const { assessments, norming, catalogue } = others
  const times = createTimeStore(connection)
  const assessing = createAssessing(stores)
  return {
    ledgerTiming: createTiming({ times, assessments, norming, clock }),
    ledger: createLedgerService({
      work: createWorkDone({
        done: createDoneStore(connection),
        catalogue,
        memberships: (institutionId) => pool.memberships(institutionId),
      }),
      times,
      store: createLedgerStore(connection),
      months: createClosedMonthStore(connection),
      assessesSomewhere: async (institutionId, personId) =>
        (await assessing(institutionId, personId)).assesses,
      poolOf: async (institutionId) =>
        (await pool.list(institutionId)).filter(({ left }) => left === null).map(({ personId }) => personId),
      knowsMicroCredential: async (institutionId, key) =>
        (await catalogue.latest(institutionId, key)) !== null,
      people,
      audit,
      clock,
    }),
  }
}
