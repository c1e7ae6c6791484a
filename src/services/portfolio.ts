import type { Badges } from '../badges/badges.js'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import { createPortfolioService } from '../portfolio/portfolioService.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** What educators choose to show. */
export function createPortfolio(
  { clock }: Ground,
  { portfolioEntries, portfolioLinks, people, institutions, audit }: Stores,
  others: { submissions: SubmissionService; badges: Badges; catalogue: CatalogueService },
) {
  const { submissions, badges, catalogue } = others
  return createPortfolioService({
    ...{ entries: portfolioEntries, links: portfolioLinks, awards: badges.awards },
    ...{ submissions, catalogue, people, institutions, audit, clock },
  })
}
