import { meets } from '../catalogue/rubric.js'
import type { Actor } from '../audit/actor.js'
import { cast } from '../practiceLms/cast.js'
import type { Services } from '../services.js'
import type { DemoCourse } from './course.js'
import type { DemoClock } from './demoClock.js'

const DAY = 24 * 3_600_000
const appeal =
  'What was missing stands in the last lines of my reflection. Please read them again with that in mind.'
const correction = 'I read the second page again. What I missed the first time is there.'

/** Of those who were told "not yet", one asked somebody new to look three days ago, and one got a corrected answer since. */
export async function writeChanges(services: Services, course: DemoCourse, clock: DemoClock): Promise<void> {
  const [lead] = cast.facilitators
  const facilitator = lead && (await course.enter(lead))
  const now = clock.now()
  const threeDaysAgo = new Date(now.getTime() - 3 * DAY)
  const [asking, corrected] = await toldBefore(services, course, threeDaysAgo)
  clock.setTo(threeDaysAgo)
  if (asking) await services.assessments.appeal(asking.educator, asking.submissionId, appeal)
  clock.setTo(new Date(now.getTime() - DAY))
  if (facilitator && corrected) await correct(services, facilitator, corrected)
  clock.release()
}

type Told = Awaited<ReturnType<typeof toldBefore>>[number]

/** The first two who were told "not yet" before a moment, and have not tried again. */
async function toldBefore({ cohorts, submissions }: Services, { cohort }: DemoCourse, before: Date) {
  const { institutionId, id } = cohort
  const told = []
  for (const { personId, submissionId, assignmentId, state } of await cohorts.work(institutionId, id)) {
    if (state !== 'tryAgain' || !submissionId) continue
    const educator: Actor = { kind: 'person', personId, institutionId }
    const { results, microCredential } = await submissions.work(educator, assignmentId)
    const stands = results.at(-1)
    if (!stands?.finalisedAt || stands.finalisedAt >= before) continue
    told.push({ educator, submissionId, stands, rubric: microCredential.rubric })
    if (told.length === 2) break
  }
  return told
}

/** One thing that was missed turns out to be there. */
async function correct(
  { assessments }: Services,
  facilitator: Actor,
  { stands, rubric }: Told,
): Promise<void> {
  const enough = rubric.levels.find((level) => level.meets)
  const missed = stands.feedback.find(({ levelId }) => !meets(rubric, levelId))
  if (!enough || !missed) return
  const judgements = stands.feedback.map(({ criterionId, levelId, comment, next }) =>
    criterionId === missed.criterionId
      ? { criterionId, levelId: enough.id, comment: 'It is there, on the second page.' }
      : { criterionId, levelId, comment, ...(next && { next }) },
  )
  await assessments.correct(facilitator, stands.assessmentId, judgements, correction)
}
