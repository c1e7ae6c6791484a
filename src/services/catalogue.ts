import type { Actor } from '../audit/actor.js'
import { createCatalogueService } from '../catalogue/catalogueService.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** What an institution offers, and how it comes to be written and approved. */
export function createCatalogue({ clock, guardedFetch }: Ground, stores: Stores) {
  const nameOf = async (actor: Actor): Promise<string> => {
    if (actor.kind !== 'staff') return 'Cairn'
    return (await stores.staff.standing(actor.staffId))?.name ?? ''
  }
  return createCatalogueService({
    microCredentials: stores.microCredentials,
    stacks: stores.stacks,
    retirements: stores.retirements,
    comments: stores.reviewComments,
    frameworks: stores.frameworks,
    linkChecks: stores.linkChecks,
    fetchDocument: guardedFetch,
    audit: stores.audit,
    clock,
    languagesOf: () => Promise.resolve(['en', 'ar'] as const),
    nameOf,
  })
}
