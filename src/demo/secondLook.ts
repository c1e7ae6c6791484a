import type { Actor } from '../audit/actor.js'
import type { Judgement } from '../assessment/assessment.js'
import { meets, type Rubric } from '../catalogue/rubric.js'
import type { Services } from '../services.js'

/** Who gives second looks and decides, and how many rounds were judged so far: what varies, varies by it. */
export interface Colleagues {
  assessors: readonly Actor[]
  facilitator: Actor
  looks: number
}

/**
 * Lets an attempt get its answer where it is due a second look: a colleague judges it alone, mostly alike; where the
 * two differ too much a facilitator decides, in the words of the first.
 * @param said what the first assessor gave
 * @param later moves the clock on, by hours
 */
export async function lookTwice(
  services: Services,
  colleagues: Colleagues,
  work: { assessor: Actor; submissionId: string; assessmentId: string; said: Judgement[] },
  later: (hours: number) => void,
): Promise<void> {
  const { assessor, submissionId, assessmentId, said } = work
  const opened = await services.assessments.open(assessor, assessmentId)
  if (opened.result) return
  const others = colleagues.assessors.filter((one) => one !== assessor)
  const place = colleagues.looks % others.length
  const second = others[place]
  if (!second) return
  later(5)
  const round = await services.assessments.begin(second, submissionId)
  const { rubric } = opened.microCredential
  const read = readAnother(said, rubric, colleagues.looks, place)
  colleagues.looks += 1
  await services.assessments.finalise(second, round.id, read)
  if ((await services.assessments.open(assessor, assessmentId)).result) return
  later(3)
  const deciding = await services.assessments.begin(colleagues.facilitator, submissionId)
  await services.assessments.finalise(colleagues.facilitator, deciding.id, said)
}

/** The same work as another reads it: about one criterion in four a level off, one person mostly stricter. */
export function readAnother(
  said: readonly Judgement[],
  rubric: Rubric,
  look: number,
  person: number,
): Judgement[] {
  return said.map((judgement, index) => {
    const place = rubric.levels.findIndex(({ id }) => id === judgement.levelId)
    const draw = (look * 7 + index * 5 + person * 3) % 11
    const step = draw > 2 ? 0 : person === 1 || draw === 0 ? -1 : 1
    const level = rubric.levels[place + step] ?? rubric.levels[place]
    const unmet = level !== undefined && !meets(rubric, level.id)
    const comment = judgement.comment || (unmet ? 'I could not see this in the evidence yet.' : '')
    return { ...judgement, levelId: level?.id ?? judgement.levelId, comment }
  })
}
