import type { Actor } from '../audit/actor.js'
import { NotFound } from '../errors/errors.js'
import { mustReach } from '../institutions/authority.js'
import { versionOf, type CatalogueNeeds } from './catalogueNeeds.js'
import type { MicroCredential } from './microCredential.js'
import type { StoredMicroCredential } from './microCredentialStore.js'
import { reviewDue } from './review.js'
import type { RetirementAct } from './retirementStore.js'
import type { Stack } from './stack.js'

/** One micro-credential as its authors see it in a list. */
export interface Shelved {
  newest: StoredMicroCredential
  published: StoredMicroCredential | null
  retired: RetirementAct | null
}

const byTitle = (one: MicroCredential, other: MicroCredential) =>
  one.title.en.localeCompare(other.title.en, 'en')

/** The newest of each key; `versions` runs from the newest to the oldest. */
function newestOfEach(versions: StoredMicroCredential[]): StoredMicroCredential[] {
  const byKey = new Map<string, StoredMicroCredential>()
  for (const version of versions) if (!byKey.has(version.key)) byKey.set(version.key, version)
  return [...byKey.values()].sort(byTitle)
}

/** What others ask of the catalogue: what is offered, what was published, what its authors have in hand. */
export function createReading(needs: CatalogueNeeds) {
  const { microCredentials, retirements, stacks, clock } = needs

  async function listOffered(institutionId: string): Promise<MicroCredential[]> {
    const [published, retired] = await Promise.all([
      microCredentials.published(institutionId),
      retirements.list(institutionId),
    ])
    const now = clock.now()
    return newestOfEach(published).filter(
      (one) => one.approval && !reviewDue(one, now) && !retired.has(one.key),
    )
  }

  return {
    /** One version, draft or published; null where this institution has none with the id. */
    find: (institutionId: string, id: string): Promise<MicroCredential | null> =>
      microCredentials.byId(institutionId, id),
    /** The newest published version of a key; null where nothing is published under it. */
    latest: (institutionId: string, key: string): Promise<StoredMicroCredential | null> =>
      microCredentials.newestPublished(institutionId, key),
    /** The newest published version of each micro-credential, by English title: also what is retired or due for review. */
    async listPublished(institutionId: string): Promise<MicroCredential[]> {
      return newestOfEach(await microCredentials.published(institutionId))
    },
    /** What can be put into an assignment today: published, approved for today, not retired. */
    listOffered,
    /** A published version that can be put into an assignment today, whatever newer one there is; null where it cannot. */
    async offered(institutionId: string, id: string): Promise<MicroCredential | null> {
      const version = await microCredentials.byId(institutionId, id)
      if (!version?.published || !version.approval || reviewDue(version, clock.now())) return null
      return (await retirements.standing(institutionId, version.key)) ? null : version
    },
    /** Whether work on a micro-credential may begin: not once it is retired. */
    async mayBegin(institutionId: string, key: string): Promise<boolean> {
      return (await retirements.standing(institutionId, key)) === null
    },
    /** A published version by its id alone, for its public page; null for drafts and unknown ids. */
    publicMicroCredential: (id: string): Promise<MicroCredential | null> => microCredentials.publicById(id),
    /** A stack by its id alone, for its public page; null for unknown ids. */
    publicStack: (id: string): Promise<Stack | null> => stacks.publicById(id),
    /** The institution's stacks, by key. */
    listStacks: (institutionId: string): Promise<Stack[]> => stacks.list(institutionId),
    /** The institution's stacks that a micro-credential counts towards. */
    stacksWith: (institutionId: string, key: string): Promise<Stack[]> =>
      stacks.withMember(institutionId, key),

    /** Everything staff have in hand, by English title. Throws NotFound for a foreign institution. */
    async shelf(actor: Actor, institutionId: string): Promise<Shelved[]> {
      mustReach(actor, institutionId)
      const [all, retired] = await Promise.all([
        microCredentials.all(institutionId),
        retirements.list(institutionId),
      ])
      const descending = all.toReversed()
      return newestOfEach(descending).map((newest) => ({
        newest,
        published: descending.find(({ key, published }) => key === newest.key && published) ?? null,
        retired: retired.get(newest.key) ?? null,
      }))
    },
    /** One version for staff, with the others of its key, the newest first, and whether it is retired. */
    async dossier(actor: Actor, institutionId: string, id: string) {
      mustReach(actor, institutionId)
      const version = await versionOf(needs, institutionId, id)
      const [versions, retired] = await Promise.all([
        microCredentials.versions(institutionId, version.key),
        retirements.standing(institutionId, version.key),
      ])
      return { version, versions, retired }
    },
    /** How many published micro-credentials have to be looked at again. */
    async dueForReview(actor: Actor, institutionId: string): Promise<number> {
      mustReach(actor, institutionId)
      const now = clock.now()
      const [published, retired] = await Promise.all([
        microCredentials.published(institutionId),
        retirements.list(institutionId),
      ])
      return newestOfEach(published).filter(
        (one) => !retired.has(one.key) && (!one.approval || reviewDue(one, now)),
      ).length
    },
    /** One published version before this one, to compare with. Throws NotFound where there is none. */
    async predecessor(actor: Actor, institutionId: string, id: string) {
      mustReach(actor, institutionId)
      const version = await versionOf(needs, institutionId, id)
      const versions = await microCredentials.versions(institutionId, version.key)
      const before = versions.find((one) => one.version < version.version)
      if (!before) throw new NotFound('an earlier version')
      return { version, before }
    },
  }
}
