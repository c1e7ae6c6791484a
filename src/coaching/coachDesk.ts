import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { mayCoach } from '../cohorts/cohort.js'
import type { CohortAccess } from '../cohorts/ports.js'
import type { WorkSource } from '../cohorts/progress.js'
import { Forbidden, NotFound } from '../errors/errors.js'
import type { PeopleNames } from '../identity/person.js'
import type { CoachLinkStore } from './coachLinkStore.js'
import type { CoachNoteStore, NoteKind } from './coachNoteStore.js'
import type { ReadAlongStore } from './readAlongStore.js'

/** A coach's own pages: whom they coach, how far those are, and what coaches wrote down for each other. */
export function createCoachDesk(deps: {
  links: CoachLinkStore
  notes: CoachNoteStore
  readAlongs: ReadAlongStore
  cohorts: CohortAccess
  work: WorkSource
  people: PeopleNames
  audit: AuditTrail
  clock: Clock
}) {
  /** The actor's own open link; anybody else's is not found, like one that does not exist or has ended. */
  async function ownLink(actor: Actor, linkId: string) {
    if (actor.kind !== 'person') throw new NotFound('only people coach')
    const link = await deps.links.find(actor.institutionId, linkId)
    if (link?.coachId !== actor.personId || link.ended) throw new NotFound('not their coaching')
    return { link, standing: await deps.cohorts.standing(actor, link.cohortId) }
  }

  return {
    /** The educators of a course the actor coaches, with what each is at. For those who may coach there. */
    async desk(actor: Actor, cohortId: string) {
      const standing = await deps.cohorts.standing(actor, cohortId)
      if (!mayCoach(standing.enrolment.roles)) throw new Forbidden('role_missing')
      const { institutionId } = standing.cohort
      const links = await deps.links.ofCohort(institutionId, cohortId)
      const own = links.filter(({ coachId }) => coachId === standing.enrolment.personId)
      const [names, rows] = await Promise.all([
        deps.people.names(
          institutionId,
          own.map(({ educatorId }) => educatorId),
        ),
        own.length > 0 ? deps.work(institutionId, cohortId) : [],
      ])
      const educators = own.map(({ id, educatorId }) => {
        // What the course graded has no evidence here to talk about.
        const theirs = rows.flatMap(({ submissionId, ...row }) =>
          row.personId === educatorId && submissionId !== null ? [{ ...row, submissionId }] : [],
        )
        const since = theirs.map((row) => row.since.getTime())
        return {
          linkId: id,
          name: names.get(educatorId) ?? null,
          states: theirs.map(({ state }) => state),
          lastAt: since.length > 0 ? new Date(Math.max(...since)) : null,
        }
      })
      return { ...standing, educators: educators.sort(byName) }
    },
    /** One educator: their works, which of them are open to their coaches, and what coaches wrote down. */
    async educator(actor: Actor, linkId: string) {
      const { link, standing } = await ownLink(actor, linkId)
      const { institutionId, cohortId, educatorId } = link
      const [rows, assignments, notes] = await Promise.all([
        deps.work(institutionId, cohortId),
        deps.cohorts.mappedAssignments(cohortId),
        deps.notes.of(institutionId, cohortId, educatorId),
      ])
      // What the course graded has no evidence here to talk about.
      const theirs = rows.flatMap(({ submissionId, ...row }) =>
        row.personId === educatorId && submissionId !== null ? [{ ...row, submissionId }] : [],
      )
      const open = await deps.readAlongs.openOf(
        institutionId,
        theirs.map(({ submissionId }) => submissionId),
      )
      const names = await deps.people.names(institutionId, [educatorId, ...notes.map(({ by }) => by)])
      return {
        ...standing,
        link,
        name: names.get(educatorId) ?? null,
        works: theirs.map((row) => ({
          ...row,
          title: assignments.find(({ id }) => id === row.assignmentId)?.title ?? '',
          open: open.has(row.submissionId),
        })),
        notes: notes.map((note) => ({ ...note, name: names.get(note.by) ?? null })),
      }
    },
    /** Writes a note, a contact or a nudge down. The same form sent twice writes it once. */
    async write(
      actor: Actor,
      linkId: string,
      note: { kind: NoteKind; text: string; key: string },
    ): Promise<void> {
      const { link } = await ownLink(actor, linkId)
      const { institutionId, cohortId, educatorId, coachId } = link
      const at = deps.clock.now()
      if (!(await deps.notes.add({ institutionId, cohortId, educatorId, by: coachId, ...note, at }))) return
      await deps.audit.record({
        institutionId,
        actor,
        action: `coach.${note.kind}`,
        subject: `person:${educatorId}`,
        at,
      })
    },
  }
}

const byName = (a: { name: string | null }, b: { name: string | null }): number =>
  (a.name ?? '\uffff').localeCompare(b.name ?? '\uffff')

export type CoachDesk = ReturnType<typeof createCoachDesk>
