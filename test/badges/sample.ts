import { randomUUID } from 'node:crypto'
import { readShippedMicroCredentials } from '../../src/catalogue/shippedCatalogue.js'
import type { MicroCredential } from '../../src/catalogue/microCredential.js'
import { createAuditStore } from '../../src/audit/auditStore.js'
import { createBadges } from '../../src/badges/badges.js'
import type { AwardGrounds } from '../../src/badges/ports.js'
import { fixedClock } from '../../src/clock/clock.js'
import type { Institution } from '../../src/institutions/institution.js'
import { defaultSettings } from '../../src/institutions/settings.js'
import { createSecretBox } from '../../src/secrets/secretBox.js'
import type { GuardedFetch } from '../../src/web/guardedFetch.js'
import { openTestDatabase, type TestDatabase } from '../support/testDatabase.js'

export const academy: Institution = {
  id: 'academy',
  name: 'Refugee Educator Academy',
  url: 'https://academy.example',
  colour: '#2f6f62',
  settings: defaultSettings,
  createdAt: new Date('2026-01-05T08:00:00Z'),
}

/** The five shipped micro-credentials as an institution would publish them. */
export const published: MicroCredential[] = readShippedMicroCredentials().map(({ key, content }) => ({
  ...content,
  id: `${key}-1`,
  institutionId: academy.id,
  key,
  version: 1,
  published: { at: academy.createdAt, by: 'staff:ana' },
}))

const closedInternet: GuardedFetch = Object.assign(
  async () => ({ ok: false as const, code: 'unreachable' as const }),
  { close: async () => undefined },
)

/** The badges room over a real store, with the shipped catalogue and no internet. */
export async function openBadgesRoom(publicUrl = 'https://cairn.example', database?: TestDatabase) {
  const db = database ?? (await openTestDatabase())
  const clock = fixedClock('2026-03-02T09:00:00Z')
  const badges = createBadges({
    connection: db.connection,
    box: createSecretBox('a secret of thirty-two characters!!'),
    catalogue: {
      publicMicroCredential: async (id) => published.find((each) => each.id === id) ?? null,
      publicStack: async () => null,
      latest: async (_institutionId, key) => published.find((each) => each.key === key) ?? null,
      listPublished: async () => published,
    },
    issuers: { byId: async (id) => (id === academy.id ? academy : null) },
    audit: createAuditStore(db.connection),
    guardedFetch: closedInternet,
    publicUrl,
    clock,
  })
  await db.migrate()
  const close = async () => {
    await badges.close()
    await db.close()
  }
  return { badges, db, clock, close }
}

/** Grounds that earn a badge: every criterion at the lowest level that meets. */
export function soundGrounds(changes: Partial<AwardGrounds> = {}): AwardGrounds {
  const microCredential = changes.microCredential ?? published[0]!
  const level = microCredential.rubric.levels.find(({ meets }) => meets)!
  return {
    institution: academy,
    person: { id: randomUUID(), name: 'Noor Haddad', email: 'noor@school.example', ltiUserId: 'user-7' },
    cohortId: 'cohort-1',
    submissionIds: ['submission-1'],
    assessmentIds: ['assessment-1'],
    microCredential,
    levels: microCredential.rubric.criteria.map(({ id }) => ({ criterionId: id, levelId: level.id })),
    evidence: [{ name: 'Lesson plan', description: 'The first week <with> a new arrival' }],
    earnedAt: new Date('2026-03-02T08:30:00Z'),
    language: 'en',
    ...changes,
  }
}
