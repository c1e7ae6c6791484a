import { createBenchmarkService } from '../assessment/qualifying/benchmarkService.js'
import { createQualifyingService } from '../assessment/qualifying/qualifyingService.js'
import { createSnippetService } from '../assessment/snippets/snippetService.js'
import type { PoolService } from '../assessment/pool/poolService.js'
import { isIssued } from '../badges/award.js'
import type { Badges } from '../badges/badges.js'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import type { CohortAccess } from '../cohorts/ports.js'
import { defaultSettings } from '../institutions/settings.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import { createAssessing } from './assessing.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** How assessors qualify, and on what; and the words they keep. */
export function createQualifying(
  { clock }: Ground,
  stores: Stores,
  others: {
    access: CohortAccess
    catalogue: CatalogueService
    submissions: SubmissionService
    badges: Badges
    pool: PoolService
  },
) {
  const { audit, trials, institutions } = stores
  const { catalogue, submissions } = others

  const settings = async (institutionId: string) =>
    (await institutions.byId(institutionId))?.settings ?? defaultSettings
  const assessing = createAssessing(stores)

  return {
    benchmarks: createBenchmarkService({
      benchmarks: stores.benchmarks,
      cohorts: others.access,
      submissions,
      assessments: stores.assessments,
      catalogue,
      audit,
      clock,
    }),
    qualifying: createQualifyingService({
      benchmarks: stores.benchmarks,
      trials,
      qualifications: stores.qualifications,
      judgements: stores.judgements,
      catalogue,
      /** Whoever assesses already, for everything; whoever holds a badge, for what it stands for, where that is wanted. */
      mayQualifyFor: async ({ institutionId, personId }) => {
        if ((await assessing(institutionId, personId)).assesses) return 'all'
        if (!(await settings(institutionId)).earnersMayAssess) return new Set()
        const awards = await others.badges.awards.ofPerson(institutionId, personId)
        return new Set(
          awards
            .filter(isIssued)
            .filter(({ revoked }) => revoked === null)
            .map(({ microCredentialKey }) => microCredentialKey),
        )
      },
      usesPool: async (institutionId) => (await stores.pool.members(institutionId)).length > 0,
      afterPassed: async (actor, { institutionId, personId }) => {
        if (!(await assessing(institutionId, personId)).assesses)
          await others.pool.join(actor, institutionId, personId, 'earned')
      },
      rules: settings,
      audit,
      clock,
    }),
    snippets: createSnippetService({
      store: stores.snippets,
      assessing,
      latest: catalogue.latest,
      assessorsShare: async (institutionId) => (await settings(institutionId)).assessorsShareSnippets,
      audit,
      clock,
    }),
  }
}
