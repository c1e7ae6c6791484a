import { z } from 'zod'
import type { Criterion } from '../catalogue/rubric.js'
import type { FieldError } from '../web/forms.js'
import type { Judgement } from './assessment.js'
import type { JudgementProblem } from './finalising.js'

const MAX_COMMENT = 10_000

export const fieldNames = {
  level: (criterionId: string) => `level-${criterionId}`,
  comment: (criterionId: string) => `comment-${criterionId}`,
  next: (criterionId: string) => `next-${criterionId}`,
}

const level = z.string('assessment.problem.noLevel').max(100, 'assessment.problem.noLevel')
const comment = z
  .string('assessment.problem.unreadable')
  .transform((text) => text.replace(/\r\n?/g, '\n'))
  .pipe(z.string().max(MAX_COMMENT, 'assessment.problem.tooLong'))

/** A posted assessment page. `judgements` is null when the form carried none at all. */
export interface PostedJudgements {
  judgements: Judgement[] | null
  errors: FieldError[]
}

/** Reads a level, a comment and what to do next for each criterion. What cannot be read is named; of a far too long comment the beginning is kept. */
export function readJudgements(criteria: readonly Criterion[], body: unknown): PostedJudgements {
  const fields = z.record(z.string(), z.unknown()).catch({}).parse(body)
  const errors: FieldError[] = []
  const read = (schema: z.ZodType<string>, name: string): string => {
    const given = fields[name] ?? ''
    const parsed = schema.safeParse(given)
    if (parsed.success) return parsed.data
    errors.push({ field: name, message: parsed.error.issues[0]?.message ?? 'assessment.problem.unreadable' })
    return typeof given === 'string' ? given.slice(0, MAX_COMMENT) : ''
  }
  const posted = criteria.some(({ id }) =>
    Object.values(fieldNames).some((nameOf) => fields[nameOf(id)] !== undefined),
  )
  if (!posted) return { judgements: null, errors }
  const judgements = criteria.map(({ id }) => {
    const next = read(comment, fieldNames.next(id))
    return {
      criterionId: id,
      levelId: read(level, fieldNames.level(id)) || null,
      comment: read(comment, fieldNames.comment(id)),
      ...(next && { next }),
    }
  })
  return { judgements, errors }
}

/** What keeps an assessment from being finalised, as errors at the fields where it is mended. */
export const problemErrors = (problems: readonly JudgementProblem[]): FieldError[] =>
  problems.map(({ criterionId, code }) => ({
    field: code === 'noLevel' ? fieldNames.level(criterionId) : fieldNames.comment(criterionId),
    message: `assessment.problem.${code}`,
  }))
