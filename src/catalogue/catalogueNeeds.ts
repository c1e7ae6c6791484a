import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { NotFound } from '../errors/errors.js'
import type { GuardedAnswer, GuardedRequest } from '../web/guardedFetch.js'
import type { FrameworkStore } from './frameworkStore.js'
import type { LinkCheckStore } from './linkCheckStore.js'
import type { Language } from './localizedText.js'
import type { MicroCredentialStore, StoredMicroCredential } from './microCredentialStore.js'
import type { RetirementStore } from './retirementStore.js'
import type { ReviewCommentStore } from './reviewCommentStore.js'
import type { StackStore } from './stackStore.js'

/** What the catalogue is given. */
export interface CatalogueNeeds {
  microCredentials: MicroCredentialStore
  stacks: StackStore
  retirements: RetirementStore
  comments: ReviewCommentStore
  frameworks: FrameworkStore
  linkChecks: LinkCheckStore
  audit: AuditTrail
  clock: Clock
  /** The languages in which the institution wants every text before it publishes. */
  languagesOf(institutionId: string): Promise<readonly Language[]>
  /** Asks an address outside for something, through the guarded fetch. */
  fetchDocument(request: GuardedRequest): Promise<GuardedAnswer>
  /** The name under which a member of the staff speaks. */
  nameOf(actor: Actor): Promise<string>
}

/** A version of this institution. Throws NotFound where it has none with the id. */
export async function versionOf(
  { microCredentials }: Pick<CatalogueNeeds, 'microCredentials'>,
  institutionId: string,
  id: string,
): Promise<StoredMicroCredential> {
  const found = await microCredentials.byId(institutionId, id)
  if (!found) throw new NotFound('micro-credential')
  return found
}

/** Records an act on one version. */
export const recordAct = (
  { audit, clock }: Pick<CatalogueNeeds, 'audit' | 'clock'>,
  actor: Actor,
  { institutionId, id }: { institutionId: string; id: string },
  action: string,
  reason?: string,
): Promise<void> =>
  audit.record({
    ...{ institutionId, actor, action: `microCredential.${action}`, subject: `microCredential:${id}` },
    ...(reason && { reason }),
    at: clock.now(),
  })
