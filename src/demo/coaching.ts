import type { Actor } from '../audit/actor.js'
import { cast } from '../practiceLms/cast.js'
import type { Services } from '../services.js'
import type { DemoCourse } from './course.js'

/** How many of the people at work have a coach, and what the first two of them make of it. */
const COACHED = 6

/**
 * Coaching in the demo: somebody who runs the course coaches those who are at work on it now. One lets them read
 * along and is answered, one offers other evidence, so that each page has something to show.
 */
export async function writeCoaching(services: Services, course: DemoCourse): Promise<void> {
  const [lead, second] = cast.facilitators
  if (!lead || !second) throw new Error('the cast has no two facilitators')
  const facilitator = await course.enter(lead)
  const coach = await course.enter(second)
  const { institutionId, id: cohortId } = course.cohort
  const atWork = (await services.cohorts.work(institutionId, cohortId)).filter(
    ({ state }) => state === 'inProgress',
  )
  const chosen = atWork.filter(
    ({ personId }, index) => atWork.findIndex((one) => one.personId === personId) === index,
  )
  const educators = chosen.slice(0, COACHED)
  if (coach.kind !== 'person' || educators.length < 2) return
  await services.cohorts.coaches.assign(
    facilitator,
    cohortId,
    coach.personId,
    educators.map(({ personId }) => personId),
  )
  const [reading, offering] = educators
  if (reading?.submissionId)
    await talk(services, as(reading.personId, institutionId), coach, reading.submissionId)
  if (offering?.submissionId)
    await offer(services, as(offering.personId, institutionId), offering.submissionId)
  const [one] = (await services.cohorts.coachDesk.desk(coach, cohortId)).educators
  if (one) {
    const notes = [
      { kind: 'contact', text: 'Met after school for twenty minutes: which two students to write about.' },
      {
        kind: 'nudge',
        text: 'Your plan is nearly there. Shall we look at the reflection together on Thursday?',
      },
    ] as const
    for (const [index, note] of notes.entries())
      await services.cohorts.coachDesk.write(coach, one.linkId, {
        ...note,
        key: `demo-note-${String(index)}`,
      })
  }
}

const as = (personId: string, institutionId: string): Actor => ({ kind: 'person', personId, institutionId })

async function talk(services: Services, educator: Actor, coach: Actor, submissionId: string): Promise<void> {
  const { submissions } = services
  await submissions.letRead(educator, submissionId, true)
  const { microCredential } = await submissions.asked(educator, submissionId)
  const about = microCredential.slots[0]?.id ?? null
  const say = (actor: Actor, text: string, key: string) =>
    submissions.say(actor, submissionId, { channel: 'coaching', about, text, key })
  await say(
    coach,
    'This is clear. Say in one sentence what the students did, not only what you did.',
    'demo-coach-1',
  )
  await say(
    educator,
    'They chose where to sit and kept to it for a week. I will add that.',
    'demo-educator-1',
  )
}

async function offer(services: Services, educator: Actor, submissionId: string): Promise<void> {
  const { submissions } = services
  const { microCredential } = await submissions.asked(educator, submissionId)
  const slot = microCredential.slots.find(({ kind }) => kind === 'file')
  if (slot)
    await submissions.propose(educator, submissionId, slot.id, {
      kind: 'link',
      reason:
        'My school keeps recordings on its own server and may not hand them out. I can give a link with a password.',
    })
}
