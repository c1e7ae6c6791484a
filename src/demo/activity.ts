import { Readable } from 'node:stream'
import type { Story } from '../catalogue/storyDocument.js'
import { readStories } from '../catalogue/shippedCatalogue.js'
import type { Actor } from '../audit/actor.js'
import { cast, type CastMember } from '../practiceLms/cast.js'
import { nothingSaid } from '../submissions/details.js'
import type { Services } from '../services.js'
import { addWorkingDays } from '../clock/clock.js'
import type { DemoAssignment, DemoCourse } from './course.js'
import type { DemoClock } from './demoClock.js'
import { evidenceFile } from './evidenceFile.js'
import { judgementsOf, momentsOf } from './feedback.js'
import { lookTwice, type Colleagues } from './secondLook.js'
import { spread } from './spread.js'

type StoryAttempt = Story['attempts'][number]

/** How far somebody has come with one assignment. */
type Reach = 'nothing' | 'begun' | 'sent' | 'claimed' | 'notYet' | 'sentAgain' | 'earned'

/** How many of a hundred have come how far, for the assignments in the order of the course. */
const reaches: readonly [Reach, number][][] = [
  [
    ['earned', 42],
    ['notYet', 10],
    ['sentAgain', 5],
    ['claimed', 4],
    ['sent', 9],
    ['begun', 14],
    ['nothing', 16],
  ],
  [
    ['earned', 14],
    ['notYet', 9],
    ['sentAgain', 3],
    ['claimed', 3],
    ['sent', 12],
    ['begun', 20],
    ['nothing', 39],
  ],
  [
    ['earned', 2],
    ['sent', 6],
    ['begun', 18],
    ['nothing', 74],
  ],
]

const DAY = 24 * 3600 * 1000

/**
 * Writes the seven weeks before today: people arrive, send evidence, are assessed, try again and earn, each through
 * the services and at its own moment of the held clock. The first three educators of the cast are left untouched:
 * theirs is the story to be walked through by hand.
 */
export async function writeActivity(
  services: Services,
  course: DemoCourse,
  clock: DemoClock,
  today: Date,
): Promise<void> {
  const started = new Date(today.getTime() - 46 * DAY)
  const assessors = await Promise.all(cast.assessors.map((member) => course.enter(member)))
  const [lead] = cast.facilitators
  if (!lead) throw new Error('the cast has no facilitator')
  const colleagues: Colleagues = { assessors, facilitator: await course.enter(lead), looks: 0 }
  for (const [index, member] of cast.educators.entries()) {
    if (index < 3 || index % 19 === 18) continue
    clock.setTo(new Date(started.getTime() + (index % 5) * DAY))
    const educator = await course.enter(member)
    for (const [order, assignment] of course.assignments.slice(0, reaches.length).entries()) {
      const reach = reachOf(index, order)
      if (reach === 'nothing') continue
      const story = storyFor(assignment.key, member)
      const begun = beginning(reach, assignment.week, index, started, today)
      await live({
        services,
        clock,
        educator,
        assignment,
        story,
        reach,
        begun,
        today,
        assessor: pickOne(assessors, index),
        colleagues,
      })
    }
  }
  clock.release()
}

/** When somebody began: those still at work mostly lately, a few at once, the others in the week the course asked for it. */
function beginning(reach: Reach, week: number, index: number, started: Date, today: Date): Date {
  const daysAgo: Partial<Record<Reach, number>> = {
    begun: 1 + ((index * 7) % 13),
    notYet: 7 + ((index * 5) % 8),
    sentAgain: 9 + (index % 4),
  }
  const ago = daysAgo[reach]
  // A few could not wait, and were done before the course came to it.
  if (reach === 'earned' && index % 7 === 4) return new Date(started.getTime() + (index % 5) * DAY)
  return ago === undefined
    ? new Date(started.getTime() + (week * 7 - 6 + ((index * 5) % 9)) * DAY)
    : new Date(today.getTime() - ago * DAY)
}

interface Life {
  services: Services
  clock: DemoClock
  educator: Actor
  assessor: Actor
  colleagues: Colleagues
  assignment: DemoAssignment
  story: Story
  reach: Reach
  begun: Date
  today: Date
}

/** One person's way with one assignment, as far as it goes. Nothing happens later than today. */
async function live(life: Life): Promise<void> {
  const { services, clock, educator, assessor, assignment, story, reach, begun, today } = life
  const [first, second] = story.attempts
  if (!first || !second) throw new Error(`the story ${story.id} has no second attempt`)
  let now = begun
  const later = (hours: number): void => {
    now = new Date(Math.min(now.getTime() + hours * 3_600_000, today.getTime() - 3_600_000))
    clock.setTo(now)
  }
  later(0)
  const submission = await services.submissions.start(educator, assignment.assignment.id)
  later(30)
  if (reach === 'begun') return fill(services, educator, submission.id, first, 2)
  await fill(services, educator, submission.id, first)
  if (reach === 'sent' || reach === 'claimed')
    now = new Date(today.getTime() - (((begun.getDate() * 3) % 8) + 1) * DAY)
  later(2)
  await services.submissions.send(educator, submission.id)
  if (reach === 'sent') return
  // Begun lately: nobody would have it in hand any more.
  if (reach === 'claimed') {
    now = new Date(Math.max(now.getTime(), today.getTime() - 2 * DAY))
    later(begun.getDate() % 24)
  }
  const assessment = await services.assessments.begin(assessor, submission.id)
  if (reach === 'claimed') return
  now = addWorkingDays(now, 2)
  later(1)
  const straight = reach === 'earned' && begun.getDate() % 3 !== 0
  const answer = async (assessmentId: string, attempt: StoryAttempt) => {
    const said = judgementsOf(story, attempt)
    const moments = await momentsOf(services, submission.institutionId, submission.id, attempt)
    await services.assessments.finalise(assessor, assessmentId, said, moments)
    const work = { assessor, submissionId: submission.id, assessmentId, said }
    await lookTwice(services, life.colleagues, work, later)
  }
  await answer(assessment.id, straight ? allMet(first, second) : first)
  if (straight || reach === 'notYet') return
  later(40)
  await fill(services, educator, submission.id, second)
  await services.submissions.send(educator, submission.id)
  if (reach === 'sentAgain') return
  const again = await services.assessments.begin(assessor, submission.id)
  later(26)
  await answer(again.id, second)
}

/** Puts an attempt's answers into its slots, or only the first few of them. */
async function fill(
  services: Services,
  educator: Actor,
  submissionId: string,
  attempt: StoryAttempt,
  most = 99,
): Promise<void> {
  const { microCredential } = await services.submissions.asked(educator, submissionId)
  const answers = attempt.answers.slice(0, most)
  await services.submissions.saveDraft(educator, submissionId, {
    tab: 'demo',
    slots: answers
      .filter((answer) => answer.kind !== 'file')
      .map((answer) => {
        const prompts = microCredential.slots.find(({ id }) => id === answer.slotId)?.prompts?.length ?? 1
        const content =
          answer.kind === 'text'
            ? { text: answer.text }
            : answer.kind === 'link'
              ? { url: answer.url, details: shownToAll }
              : { answers: spread(answer.text, prompts) }
        return { slotId: answer.slotId, content, base: '' }
      }),
  })
  for (const answer of answers) {
    const slot = microCredential.slots.find(({ id }) => id === answer.slotId)
    if (answer.kind !== 'file' || !slot) continue
    const { name, content } = await evidenceFile(answer)
    const received = await services.submissions.receive(slot, name, Readable.from([content]))
    if (!received.ok) throw new Error(`${name} was refused: ${received.code}`)
    await services.submissions.attach(educator, submissionId, received.file, 'demo')
  }
}

/** A link without students, shown to whoever opens the badge. */
const shownToAll = { ...nothingSaid, students: 'none', audience: 'public' } as const

/** A first attempt that meets everything: what the second one was told replaces what the first one missed. */
function allMet(first: StoryAttempt, second: StoryAttempt): StoryAttempt {
  const mended = new Map(second.judgements.map((judgement) => [judgement.criterionId, judgement]))
  return { ...first, judgements: first.judgements.map((one) => mended.get(one.criterionId) ?? one) }
}

const stories = readStories()

function storyFor(key: string, member: CastMember): Story {
  const ofKey = stories.filter(({ microCredential }) => microCredential === key)
  const own = ofKey.find(({ language }) => language === (member.locale === 'ar' ? 'ar' : 'en')) ?? ofKey[0]
  if (!own) throw new Error(`no story is told for ${key}`)
  return own
}

function reachOf(index: number, order: number): Reach {
  let draw = (index * 37 + order * 53 + 11) % 100
  for (const [reach, share] of reaches[order] ?? []) {
    if (draw < share) return reach
    draw -= share
  }
  return 'nothing'
}

function pickOne(actors: readonly Actor[], index: number): Actor {
  const actor = actors[index % actors.length]
  if (!actor) throw new Error('nobody to choose from')
  return actor
}
