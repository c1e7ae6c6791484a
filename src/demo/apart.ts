import type { Actor } from '../audit/actor.js'
import { cast } from '../practiceLms/cast.js'
import type { Services } from '../services.js'
import type { DemoCourse } from './course.js'

const SCHOOL = 'Northgate Elementary School'

/**
 * Fairness in the demo: something that waits comes back because a piece of it cannot be read, an educator and an
 * assessor work at one school, and a facilitator keeps two others apart who know each other.
 */
export async function writeFairness(services: Services, course: DemoCourse): Promise<void> {
  const { institutionId, id: cohortId } = course.cohort
  const [lead] = cast.facilitators
  const [reader, colleague, neighbour] = cast.assessors
  if (!lead || !reader || !colleague || !neighbour) throw new Error('the cast is too small')
  const rows = await services.cohorts.work(institutionId, cohortId)
  const waiting = rows.filter(({ state }) => state === 'submitted')
  const [first, second, third] = waiting
  if (first?.submissionId) await sendBack(services, await course.enter(reader), first.submissionId)
  if (second) {
    await services.schools.say({ kind: 'person', institutionId, personId: second.personId }, SCHOOL)
    await services.schools.say(await course.enter(colleague), SCHOOL.toUpperCase())
  }
  const assessor = await course.enter(neighbour)
  if (third && assessor.kind === 'person')
    await services.declarations.declarePair(await course.enter(lead), cohortId, {
      assessorId: assessor.personId,
      educatorId: third.personId,
      reason: 'They share a house and planned the first weeks together.',
    })
}

async function sendBack({ assessments }: Services, assessor: Actor, submissionId: string): Promise<void> {
  const { id } = await assessments.begin(assessor, submissionId)
  const { submission, assessment } = await assessments.mayGoBack(assessor, id)
  const attempt = submission.attempts.find(({ number }) => number === assessment.attempt)
  const slotId = attempt?.openSlots.find((slot) =>
    submission.artefacts.some((one) => one.slotId === slot && one.file),
  )
  const words = 'The second page is black from top to bottom. Please take the photo again by daylight.'
  const said = { slotId: slotId ?? attempt?.openSlots[0] ?? '', reason: 'cannotRead', words }
  await assessments.sendBack(assessor, id, [said])
}
