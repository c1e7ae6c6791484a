import { descriptorOf } from '../../catalogue/rubric.js'
import type { FieldError } from '../../web/forms.js'
import type { ViewContext } from '../../web/views.js'
import type { Judgement } from '../assessment.js'
import { fieldNames } from '../judgementForm.js'
import type { OpenedTrial } from './qualifyingService.js'

/** A sample with its rubric, ready to print; once it is answered, with the reference and its reasons beside each level given. */
export function showTrial(
  { trial, benchmark, microCredential }: OpenedTrial,
  judgements: readonly Judgement[],
  errors: readonly FieldError[],
  { pick }: Pick<ViewContext, 'pick'>,
) {
  const { rubric, slots } = microCredential
  const place = (levelId: string | null | undefined) => rubric.levels.findIndex(({ id }) => id === levelId)
  const nameOf = (levelId: string | undefined) => pick(rubric.levels[place(levelId)]?.name)
  const asked = rubric.criteria.filter(({ id }) =>
    benchmark.reference.some(({ criterionId }) => criterionId === id),
  )
  const criteria = asked.map((criterion) => {
    const given = judgements.find(({ criterionId }) => criterionId === criterion.id)
    return {
      id: criterion.id,
      name: pick(criterion.name),
      asks: pick(criterion.asks),
      levelField: fieldNames.level(criterion.id),
      commentField: fieldNames.comment(criterion.id),
      nextField: fieldNames.next(criterion.id),
      levelId: given?.levelId ?? '',
      comment: given?.comment ?? '',
      next: given?.next ?? '',
      levels: rubric.levels.map((level) => ({
        value: level.id,
        name: pick(level.name),
        text: pick(descriptorOf(criterion, level.id)),
        meets: level.meets,
      })),
    }
  })
  return {
    trial,
    title: pick(microCredential.title),
    sample: benchmark.title,
    answers: slots.flatMap((slot) => {
      const text = benchmark.answers.find(({ slotId }) => slotId === slot.id)?.text ?? ''
      return text ? { title: pick(slot.title), asked: pick(slot.instructions), text } : []
    }),
    criteria,
    errors: errors.map((error) => ({
      ...error,
      args: {
        criterion:
          criteria.find(({ levelField, commentField, nextField }) =>
            [levelField, commentField, nextField].includes(error.field),
          )?.name ?? '',
      },
    })),
    compared: asked.map(({ id, name }) => {
      const mine = trial.finished?.judgements.find(({ criterionId }) => criterionId === id)
      const agreed = benchmark.reference.find(({ criterionId }) => criterionId === id)
      return {
        name: pick(name),
        mine: nameOf(mine?.levelId),
        said: mine?.comment ?? '',
        saidNext: mine?.next ?? '',
        agreed: nameOf(agreed?.levelId),
        reason: agreed?.reason ?? '',
        next: agreed?.next ?? '',
        apart: Math.abs(place(mine?.levelId) - place(agreed?.levelId)),
      }
    }),
  }
}
