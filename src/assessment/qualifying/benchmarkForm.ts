import type { MicroCredential } from '../../catalogue/microCredential.js'
import type { FieldError } from '../../web/forms.js'
import type { ViewContext } from '../../web/views.js'
import { descriptorOf } from '../../catalogue/rubric.js'
import type { BenchmarkWritten } from './benchmarkService.js'

const MOST = { title: 200, text: 20_000, reason: 2_000, consent: 500 } as const

const names = {
  text: (slotId: string) => `text-${slotId}`,
  level: (criterionId: string) => `level-${criterionId}`,
  reason: (criterionId: string) => `reason-${criterionId}`,
  next: (criterionId: string) => `next-${criterionId}`,
}

type Asked = Pick<MicroCredential, 'slots' | 'rubric'>
export type BenchmarkValues = Record<string, string>

/** Reads a posted benchmark. What is missing or too long is named at its field; nothing typed is lost. */
export function readBenchmark(
  { slots, rubric }: Asked,
  body: unknown,
): { written: BenchmarkWritten; errors: FieldError[]; values: BenchmarkValues } {
  const values: BenchmarkValues = {}
  const errors: FieldError[] = []
  const read = (field: string, most: number, missing?: string): string => {
    const sent: unknown = Reflect.get(Object(body), field)
    const value = typeof sent === 'string' ? sent.replaceAll('\r\n', '\n').trim() : ''
    values[field] = value
    if (value.length > most) errors.push({ field, message: 'forms.tooLong' })
    else if (value === '' && missing) errors.push({ field, message: missing })
    return value
  }
  const title = read('title', MOST.title, 'benchmarks.problem.title')
  const answers = slots.map(({ id }) => ({ slotId: id, text: read(names.text(id), MOST.text) }))
  if (answers.every(({ text }) => text === ''))
    errors.push({ field: names.text(slots[0]?.id ?? ''), message: 'benchmarks.problem.empty' })
  const reference = rubric.criteria.map(({ id }) => {
    const levelId = read(names.level(id), 100)
    if (!rubric.levels.some((level) => level.id === levelId))
      errors.push({ field: names.level(id), message: 'benchmarks.problem.level' })
    const reason = read(names.reason(id), MOST.reason, 'benchmarks.problem.reason')
    const next = read(names.next(id), MOST.reason)
    return { criterionId: id, levelId, reason, ...(next && { next }) }
  })
  const consent = read('consent', MOST.consent, 'benchmarks.problem.consent')
  if (read('nobody', 10) !== 'yes') errors.push({ field: 'nobody', message: 'benchmarks.problem.nobody' })
  return { written: { title, answers, reference, consent }, errors, values }
}

/** What the form says at first: what was written or judged before. */
export function valuesOf(written: Pick<BenchmarkWritten, 'answers' | 'reference'>): BenchmarkValues {
  return Object.fromEntries([
    ...written.answers.map(({ slotId, text }) => [names.text(slotId), text]),
    ...written.reference.flatMap(({ criterionId, levelId, reason, next }) => [
      [names.level(criterionId), levelId],
      [names.reason(criterionId), reason],
      [names.next(criterionId), next ?? ''],
    ]),
  ]) as BenchmarkValues
}

/** The fields of the form, ready to print. */
export function showBenchmarkForm(
  asked: Asked & Pick<MicroCredential, 'title'>,
  values: BenchmarkValues,
  errors: FieldError[],
  { pick }: Pick<ViewContext, 'pick'>,
) {
  const { slots, rubric } = asked
  return {
    values,
    errors,
    microCredential: pick(asked.title),
    slots: slots.map(({ id, title, instructions }) => ({
      field: names.text(id),
      title: pick(title),
      asked: pick(instructions),
      value: values[names.text(id)] ?? '',
    })),
    criteria: rubric.criteria.map((criterion) => ({
      levelField: names.level(criterion.id),
      reasonField: names.reason(criterion.id),
      nextField: names.next(criterion.id),
      name: pick(criterion.name),
      asks: pick(criterion.asks),
      levelId: values[names.level(criterion.id)] ?? '',
      reason: values[names.reason(criterion.id)] ?? '',
      next: values[names.next(criterion.id)] ?? '',
      levels: rubric.levels.map(({ id, name, meets }) => ({
        value: id,
        name: pick(name),
        text: pick(descriptorOf(criterion, id)),
        meets,
      })),
    })),
  }
}
