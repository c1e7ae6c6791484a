import type { Clock } from '../clock/clock.js'
import { newId } from '../database/ids.js'
import type { Cohort, CohortRole } from './cohort.js'
import type { EnrolmentStore } from './enrolmentStore.js'
import type { Listed } from './rosterListing.js'
import type { RosterMember, RosterSource } from './ports.js'
import type { RosterState, RosterStore } from './rosterStore.js'

const LEASE_MS = 120_000
const DAY_MS = 24 * 3_600_000
const FIRST_DELAY_MS = 5 * 60_000
/** After so long a chain of differences the whole list is read again: one lost answer must not be lost for ever. */
const WHOLE_EVERY_MS = 7 * DAY_MS
const MOST_PAGES = 2_000
/** So many members are met and written together, however small the pages of the LMS: each writing waits for the disk. */
const TOGETHER = 250

/** Knows the people a roster names, making those we have not met. Answers our id for each of the LMS's. */
export type MeetMany = (
  lms: { institutionId: string; registrationId: string },
  told: readonly { sub: string; name: string | null; email: string | null }[],
) => Promise<Map<string, string>>

export interface ReadingDeps {
  rosters: RosterStore
  enrolments: EnrolmentStore
  meet: MeetMany
  source: RosterSource
  clock: Clock
  /** More pages than this are not a course; the rest is left unread, and nobody is taken for gone. */
  mostPages?: number
}

/** What a reading came to; `busy` when another process is at it. */
export type Reading =
  | { kind: 'read'; read: NonNullable<RosterState['read']> }
  | { kind: 'failed'; reason: string }
  | { kind: 'busy' }

/**
 * Reads the roster of a cohort (NRPS §2) page by page into our own records: in memory are a few hundred members and the ids seen so far.
 * Interrupted anywhere it is simply read again; a page that brings no news writes nothing.
 */
export function createRosterReading(deps: ReadingDeps) {
  const { rosters, enrolments, source, clock, mostPages = MOST_PAGES } = deps
  const me = newId()
  const from = (ms: number): Date => new Date(clock.now().getTime() + ms)

  async function take(cohort: Cohort, members: readonly RosterMember[], seen: Map<string, CohortRole[]>) {
    const told = members.map(({ platformUserId: sub, name, email }) => ({ sub, name, email }))
    const ids = await deps.meet(cohort, told)
    const listed = new Map<string, Listed>()
    for (const member of members) {
      const personId = ids.get(member.platformUserId)
      if (!personId) continue
      // Somebody a second page names again has the roles of both.
      const roles = [...new Set([...(seen.get(member.platformUserId) ?? []), ...member.roles])]
      if (member.present) seen.set(member.platformUserId, roles)
      const { platformUserId, testLearner, present } = member
      listed.set(personId, { personId, platformUserId, roles, testLearner, present })
    }
    return enrolments.seeListed(
      { institutionId: cohort.institutionId, cohortId: cohort.id },
      [...listed.values()],
      clock.now(),
    )
  }

  async function readPages(cohort: Cohort, start: string, whole: boolean) {
    const { registrationId, deploymentId, institutionId, id: cohortId } = cohort
    const began = clock.now()
    const seen = new Map<string, CohortRole[]>()
    const total = { listed: 0, came: 0, left: 0 }
    const visited = new Set<string>()
    const waiting: RosterMember[] = []
    const takeSome = async () => {
      const changed = await take(cohort, waiting.splice(0, TOGETHER), seen)
      total.came += changed.came
      total.left += changed.left
    }
    let differencesUrl: string | null = null
    let url: string | null = start
    while (url && !visited.has(url) && visited.size < mostPages) {
      visited.add(url)
      const page = visited.size === 1 && whole ? 'first' : 'further'
      const answer = await source.page({ registrationId, deploymentId, url, page })
      if (!answer.ok) return answer
      waiting.push(...answer.value.members)
      differencesUrl = answer.value.differencesUrl ?? differencesUrl
      url = answer.value.next
      if (url && !(await rosters.keep(cohortId, me, from(LEASE_MS))))
        return { ok: false as const, reason: 'interrupted' }
      while (waiting.length >= TOGETHER) await takeSome()
    }
    if (waiting.length > 0) await takeSome()
    const complete = url === null
    // A list that is cut short or empty says nothing of those it does not name.
    if (whole && complete && seen.size > 0)
      total.left += await enrolments.markMissing(
        { institutionId, cohortId },
        (id) => seen.has(id),
        began,
        clock.now(),
      )
    total.listed = seen.size
    return { ok: true as const, value: { ...total, complete, differencesUrl, began } }
  }

  return async function read(cohort: Cohort): Promise<Reading> {
    const { institutionId, id: cohortId, rosterUrl } = cohort
    if (!rosterUrl) return { kind: 'failed', reason: 'no-roster' }
    const state = await rosters.take(institutionId, cohortId, { by: me, until: from(LEASE_MS) }, clock.now())
    if (!state) return { kind: 'busy' }
    const chain = state.read?.complete ? state.differences : null
    const follows = chain && clock.now().getTime() - chain.since.getTime() < WHOLE_EVERY_MS ? chain : null
    let answer = follows
      ? await readPages(cohort, follows.url, false)
      : await readPages(cohort, rosterUrl, true)
    // Differences are a convenience of the LMS: where they fail, the whole list counts.
    const whole = follows === null || !answer.ok
    if (follows && !answer.ok) answer = await readPages(cohort, rosterUrl, true)
    if (!answer.ok) {
      const times = (state.failed?.times ?? 0) + 1
      const failed = { at: clock.now(), reason: answer.reason, times }
      const dueAt = from(Math.min(FIRST_DELAY_MS * 2 ** Math.min(times - 1, 10), DAY_MS))
      await rosters.release(cohortId, me, { dueAt, failed })
      return { kind: 'failed', reason: answer.reason }
    }
    const { differencesUrl, began, listed, ...counts } = answer.value
    const known = whole ? listed : (state.read?.listed ?? 0) + counts.came - counts.left
    const read = { at: clock.now(), listed: known, ...counts }
    const since = whole || !follows ? began : follows.since
    const differences = differencesUrl ? { url: differencesUrl, since } : null
    await rosters.release(cohortId, me, { dueAt: from(DAY_MS), read, failed: null, differences })
    return { kind: 'read', read }
  }
}

export type ReadRoster = ReturnType<typeof createRosterReading>
