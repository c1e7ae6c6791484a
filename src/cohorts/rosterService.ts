import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Invalid } from '../errors/errors.js'
import type { Cohort } from './cohort.js'
import { requireRole } from './cohortAccess.js'
import type { CohortStore } from './cohortStore.js'
import type { CohortAccess } from './ports.js'
import type { Reading, ReadRoster } from './rosterReading.js'
import type { RosterState, RosterStore } from './rosterStore.js'

/** A launch asks for the roster no oftener than this. */
const ASKED_EVERY_MS = 15 * 60_000
const BATCH = 20
/** How many cohorts this process remembers to have asked for. */
const REMEMBERED = 10_000

/** Keeps the people of each cohort as the LMS lists them: soon after a launch, once a day, and when a facilitator asks. */
export function createRosterService(deps: {
  access: CohortAccess
  cohorts: CohortStore
  rosters: RosterStore
  read: ReadRoster
  audit: AuditTrail
  clock: Clock
}) {
  const { access, cohorts, rosters, read, audit, clock } = deps
  const asked = new Map<string, number>()

  return {
    /** Somebody came in from the course: its roster is read soon, by the job, unless that happened lately. */
    async launched(cohort: Cohort): Promise<void> {
      const now = clock.now()
      if (!cohort.rosterUrl || now.getTime() - (asked.get(cohort.id) ?? -Infinity) < ASKED_EVERY_MS) return
      if (asked.size >= REMEMBERED) asked.clear()
      asked.set(cohort.id, now.getTime())
      const state = await rosters.find(cohort.institutionId, cohort.id)
      const last = Math.max(state?.read?.at.getTime() ?? 0, state?.failed?.at.getTime() ?? 0)
      if (now.getTime() - last >= ASKED_EVERY_MS) await rosters.ask(cohort.institutionId, cohort.id, now)
    },

    /** Reads every roster that is due, one after another; answers how many. Any number of processes may do so at once. */
    async readDue(): Promise<number> {
      let count = 0
      for (const { id, institutionId } of await rosters.due(clock.now(), BATCH)) {
        const cohort = await cohorts.find(institutionId, id)
        if (cohort && (await read(cohort)).kind === 'read') count += 1
      }
      return count
    },

    /** How the roster of a cohort stands, for its people page. */
    state: (cohort: Cohort): Promise<RosterState | null> => rosters.find(cohort.institutionId, cohort.id),

    /** Reads the roster now, at a facilitator's word. Throws Invalid `cohorts.no_roster` where the LMS offers none. */
    async refresh(actor: Actor, cohortId: string): Promise<Reading> {
      const standing = await access.standing(actor, cohortId)
      requireRole(standing, 'facilitator')
      const { cohort } = standing
      if (!cohort.rosterUrl) throw new Invalid('cohorts.no_roster')
      const at = clock.now()
      await rosters.ask(cohort.institutionId, cohort.id, at)
      await audit.record({
        institutionId: cohort.institutionId,
        actor,
        action: 'roster.refreshed',
        subject: `cohort:${cohort.id}`,
        at,
      })
      return read(cohort)
    },
  }
}

export type RosterService = ReturnType<typeof createRosterService>
