import { samplesOf } from '../assessment/qualifying/shippedBenchmarks.js'
import { shippedSnippets } from '../assessment/snippets/shippedSnippets.js'
import { operator, type Actor } from '../audit/actor.js'
import { readStories } from '../catalogue/shippedCatalogue.js'
import { cast } from '../practiceLms/cast.js'
import type { Services } from '../services.js'
import type { DemoCourse } from './course.js'
import type { DemoPlace } from './place.js'

/** An assessor without an LMS account; printed at start, of no use anywhere else. */
export const demoAssessor = {
  email: 'assessor@harbour.example',
  name: 'Solveig Amundsen',
  password: 'quiet-stones-by-the-sea',
}

/** Makes the benchmarks and the first shared words of the demo, and a pool in which some have qualified and one has not yet. */
export async function makeAssessors(services: Services, course: DemoCourse, place: DemoPlace): Promise<void> {
  const { institutionId, catalogue } = place
  for (const story of readStories()) {
    const asked = catalogue.find(({ key }) => key === story.microCredential)
    if (!asked) continue
    for (const { id, ...sample } of samplesOf(story, asked))
      await services.benchmarks.make(operator, institutionId, asked.id, sample, `${institutionId}-${id}`)
  }
  for (const words of shippedSnippets(institutionId)) await services.snippets.give(operator, words)
  const guest = await services.guests.open(operator, { ...demoAssessor, institutionId })
  await services.pool.join(operator, institutionId, guest.personId, 'invited')
  await qualify(services, { kind: 'person', institutionId, personId: guest.personId }, 2)
  const [experienced, newcomer] = cast.assessors
  for (const [member, times] of [
    [experienced, 5],
    [newcomer, 0],
  ] as const) {
    if (!member) continue
    const actor = await course.enter(member)
    if (actor.kind !== 'person') continue
    await services.pool.join(operator, institutionId, actor.personId, 'lms')
    await qualify(services, actor, times)
  }
}

/** Lets somebody judge the first sample of the first so many micro-credentials exactly as its reference has it. */
async function qualify(services: Services, actor: Actor, most: number): Promise<void> {
  for (const { key } of (await services.qualifying.standing(actor)).slice(0, most)) {
    const trialId = await services.qualifying.begin(actor, key)
    const { benchmark } = await services.qualifying.open(actor, trialId)
    const judgements = benchmark.reference.map(({ criterionId, levelId }) => ({
      criterionId,
      levelId,
      comment: '',
    }))
    await services.qualifying.answer(actor, trialId, judgements)
  }
}
