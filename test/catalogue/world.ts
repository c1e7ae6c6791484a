import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { actorId } from '../../src/audit/actor.js'
import { createAuditStore } from '../../src/audit/auditStore.js'
import { createCatalogueService } from '../../src/catalogue/catalogueService.js'
import type { Language } from '../../src/catalogue/localizedText.js'
import { createFrameworkStore } from '../../src/catalogue/frameworkStore.js'
import { createLinkCheckStore } from '../../src/catalogue/linkCheckStore.js'
import { createMicroCredentialStore } from '../../src/catalogue/microCredentialStore.js'
import { createRetirementStore } from '../../src/catalogue/retirementStore.js'
import { createReviewCommentStore } from '../../src/catalogue/reviewCommentStore.js'
import { createStackStore } from '../../src/catalogue/stackStore.js'
import { fixedClock } from '../../src/clock/clock.js'
import { connect } from '../../src/database/connection.js'
import { openEmbeddedStore } from '../../src/database/embedded/index.js'
import type { GuardedAnswer } from '../../src/web/guardedFetch.js'
import { migrate } from '../../src/database/migrations.js'

/** The catalogue over a real store in a directory of its own; `wants` is what every institution asks for. */
export async function catalogueWorld(wants: { languages: readonly Language[] } = { languages: ['en'] }) {
  const dir = await mkdtemp(path.join(tmpdir(), 'cairn-catalogue-'))
  const store = await openEmbeddedStore({ dir, sync: false })
  const { connection, close } = await connect(store.uri)
  const microCredentials = createMicroCredentialStore(connection)
  const stacks = createStackStore(connection)
  const retirements = createRetirementStore(connection)
  const comments = createReviewCommentStore(connection)
  const frameworks = createFrameworkStore(connection)
  const linkChecks = createLinkCheckStore(connection)
  /** What lies at which address outside; anything else does not answer. */
  const outside = new Map<string, GuardedAnswer>()
  const audit = createAuditStore(connection)
  await migrate(connection)
  const clock = fixedClock('2026-03-02T09:00:00Z')
  const languagesOf = () => Promise.resolve(wants.languages)
  return {
    ...{ outside, microCredentials, stacks, audit, clock, wants },
    catalogue: createCatalogueService({
      ...{ microCredentials, stacks, retirements, comments, audit, clock, languagesOf },
      ...{ frameworks, linkChecks },
      fetchDocument: ({ url }) =>
        Promise.resolve(outside.get(url) ?? { ok: false as const, code: 'unreachable' as const }),
      nameOf: (actor) => Promise.resolve(`${actorId(actor)} by name`),
    }),
    async stop() {
      await close()
      await store.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export type CatalogueWorld = Awaited<ReturnType<typeof catalogueWorld>>
