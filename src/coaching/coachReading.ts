import type { Clock } from '../clock/clock.js'
import type { PeopleNames } from '../identity/person.js'
import type { CoachLinkStore } from './coachLinkStore.js'
import type { CoachNoteStore } from './coachNoteStore.js'
import type { ReadAlongStore } from './readAlongStore.js'

/** A submission, as far as coaching needs to know it. */
export interface CoachedWork {
  id: string
  institutionId: string
  cohortId: string
  personId: string
}

/** One coach of an educator, as the educator sees them. */
export interface CoachSeen {
  name: string | null
  /** When they last read this work; null where they have not. */
  readAt: Date | null
}

const NUDGE_DAYS = 14

/** What the room of evidence asks about coaches: who reads along, and what they said. */
export function createCoachReading(deps: {
  links: CoachLinkStore
  readAlongs: ReadAlongStore
  notes: CoachNoteStore
  people: PeopleNames
  clock: Clock
}) {
  return {
    hasCoached: (institutionId: string, coachId: string, educatorId: string): Promise<boolean> =>
      deps.links.hasCoached(institutionId, coachId, educatorId),
    everCoached: (institutionId: string, coachId: string): Promise<ReadonlySet<string>> =>
      deps.links.everCoached(institutionId, coachId),
    /** Whether a person coaches the educator of this work now, and its educator lets them read it. */
    async readsAlong(work: CoachedWork, personId: string): Promise<boolean> {
      const links = await deps.links.ofEducator(work.institutionId, work.cohortId, work.personId)
      if (!links.some(({ coachId }) => coachId === personId)) return false
      return (await deps.readAlongs.openOf(work.institutionId, [work.id])).has(work.id)
    },
    /** Whether coaches may read this work now, and who they are. */
    async coachesOf(work: CoachedWork): Promise<{ open: boolean; coaches: CoachSeen[] }> {
      const { institutionId, id } = work
      const [links, open, readings] = await Promise.all([
        deps.links.ofEducator(institutionId, work.cohortId, work.personId),
        deps.readAlongs.openOf(institutionId, [id]),
        deps.readAlongs.readingsOf(institutionId, id),
      ])
      const names = await deps.people.names(
        institutionId,
        links.map(({ coachId }) => coachId),
      )
      const coaches = links.map(({ coachId }) => ({
        name: names.get(coachId) ?? null,
        readAt: readings.find((one) => one.coachId === coachId)?.lastAt ?? null,
      }))
      return { open: open.has(id), coaches }
    },
    /** Lets the educator's coaches read this work, or no longer. Whoever calls has made sure that it is their own. */
    async letRead(work: CoachedWork, on: boolean): Promise<boolean> {
      const at = deps.clock.now()
      const { institutionId, id: submissionId, personId: educatorId } = work
      return on
        ? deps.readAlongs.open({ institutionId, submissionId, educatorId, opened: { at } })
        : deps.readAlongs.close(institutionId, submissionId, at)
    },
    /** Notes that a coach has looked at this work. */
    noteReading: (work: CoachedWork, coachId: string): Promise<void> =>
      deps.readAlongs.noteReading(work.institutionId, work.id, coachId, deps.clock.now()),
    /** What coaches said to an educator in the last two weeks, newest first, with names. */
    async nudges(institutionId: string, cohortId: string, educatorId: string) {
      const since = new Date(deps.clock.now().getTime() - NUDGE_DAYS * 24 * 3600 * 1000)
      const found = await deps.notes.nudgesTo(institutionId, cohortId, educatorId, since)
      const names = await deps.people.names(
        institutionId,
        found.map(({ by }) => by),
      )
      return found.map(({ text, at, by }) => ({ text, at, name: names.get(by) ?? null }))
    },
  }
}

export type CoachReading = ReturnType<typeof createCoachReading>
