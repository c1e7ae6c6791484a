import type { Actor } from '../audit/actor.js'
import { cast } from '../practiceLms/cast.js'
import { workName } from '../assessment/norming/normingOpening.js'
import type { Services } from '../services.js'
import type { DemoClock } from './demoClock.js'
import type { DemoCourse } from './course.js'
import { readAnother } from './secondLook.js'

const DAY = 24 * 3600 * 1000

/** Two norming rounds: one that a group has closed and talked about, one that waits for most of the group. */
export async function writeNorming(
  services: Services,
  course: DemoCourse,
  clock: DemoClock,
  today: Date,
): Promise<void> {
  const [lead] = cast.facilitators
  if (!lead) throw new Error('the cast has no facilitator')
  const facilitator = await course.enter(lead)
  const group = await Promise.all(cast.assessors.map((member) => course.enter(member)))
  clock.setTo(new Date(today.getTime() - 6 * DAY))
  const closed = await open(services, course, facilitator, group, {
    title: 'Reading “predictable” alike',
    skip: 0,
    closesAt: new Date(today.getTime() - 2 * DAY),
    key: 'demo-norming-closed',
  })
  for (const [person, actor] of group.entries()) await score(services, actor, closed, 3, person)
  clock.setTo(new Date(today.getTime() - 2 * DAY))
  await services.norming.closeDue()
  await talk(services, closed, facilitator, group)
  clock.setTo(new Date(today.getTime() - DAY))
  const waiting = await open(services, course, facilitator, group, {
    title: 'Three plans from this week',
    skip: 3,
    closesAt: new Date(today.getTime() + 5 * DAY),
    key: 'demo-norming-open',
  })
  for (const [person, actor] of group.slice(1, 3).entries())
    await score(services, actor, waiting, 3 - person, person)
  clock.release()
}

async function open(
  services: Services,
  course: DemoCourse,
  facilitator: Actor,
  group: readonly Actor[],
  asked: { title: string; skip: number; closesAt: Date; key: string },
): Promise<string> {
  const { works } = await services.norming.choices(facilitator, course.cohort.id)
  const now = services.clock.now()
  const answered = works.filter(({ at }) => at <= now)
  const [alike = []] = versionsOf(answered)
    .map((version) => answered.filter(({ microCredentialId }) => microCredentialId === version))
    .sort((one, other) => other.length - one.length)
  const opened = await services.norming.open(facilitator, course.cohort.id, {
    ...asked,
    works: alike.slice(asked.skip, asked.skip + 3).map(workName),
    participants: group.flatMap((actor) => (actor.kind === 'person' ? [actor.personId] : [])),
  })
  if (!('id' in opened)) throw new Error(`the demo's round cannot be opened: ${JSON.stringify(opened)}`)
  return opened.id
}

const versionsOf = (works: readonly { microCredentialId: string }[]): string[] => [
  ...new Set(works.map(({ microCredentialId }) => microCredentialId)),
]

/** Scores the first few works of a round as one of the group reads them. */
async function score(
  services: Services,
  actor: Actor,
  roundId: string,
  works: number,
  person: number,
): Promise<void> {
  for (let number = 1; number <= works; number += 1) {
    const { microCredential } = await services.norming.work(actor, roundId, number)
    const { rubric } = microCredential
    const enough = rubric.levels.findIndex(({ meets }) => meets)
    const usual = rubric.criteria.map(({ id }, index) => ({
      criterionId: id,
      levelId: rubric.levels[(number + index) % 3 === 0 ? enough - 1 : enough]?.id ?? null,
      comment: reasons[(number + index + person) % reasons.length] ?? '',
    }))
    await services.norming.handIn(actor, roundId, number, readAnother(usual, rubric, number, person))
  }
}

const reasons = [
  'The plan names the routine and says what happens when it breaks.',
  'I see the routine, but not what the students do in it.',
  'The reflection says why it was changed after the first week.',
  'A stranger could follow this tomorrow morning.',
]

async function talk(
  services: Services,
  roundId: string,
  facilitator: Actor,
  group: readonly Actor[],
): Promise<void> {
  const [one, other] = group
  const say = (actor: Actor, kind: 'comment' | 'outcome', text: string, key: string) =>
    services.norming.say(actor, roundId, { kind, about: '', text, key })
  if (one)
    await say(
      one,
      'comment',
      'I asked whether a student who was absent could follow it. That made me stricter.',
      'demo-talk-1',
    )
  if (other)
    await say(
      other,
      'comment',
      'I only asked whether the class could. Your question is the better one.',
      'demo-talk-2',
    )
  await say(
    facilitator,
    'outcome',
    '“Predictable” means: a student who comes back after a week knows what happens next without asking.',
    'demo-outcome',
  )
}
