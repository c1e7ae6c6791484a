import type { EvidenceSlot } from './evidenceSlot.js'
import type { MicroCredentialContent } from './microCredential.js'
import type { PublishProblem } from './publishProblem.js'

/** Larger than any video worth watching in an assessment; an institution may hold uploads to less. */
const mostBytes = 5_000_000_000

function limitsAreSane({ kind, limits }: EvidenceSlot): boolean {
  const { minWords, maxWords, maxBytes, accept } = limits
  const bounded = minWords !== undefined || maxWords !== undefined
  const filed = maxBytes !== undefined || accept !== undefined
  if (kind === 'file') return !bounded && maxBytes !== undefined && maxBytes <= mostBytes && !!accept?.length
  if (kind === 'link') return !bounded && !filed
  return !filed && (minWords ?? 0) <= (maxWords ?? Infinity)
}

/** Ids used twice, limits that cannot be kept, reflections without a question, and required evidence nobody judges. */
export function slotProblems({ slots, rubric }: MicroCredentialContent): PublishProblem[] {
  const judged = new Set(rubric.criteria.flatMap((criterion) => criterion.slots))
  return slots.flatMap((slot, index) => {
    const field = `slots.${slot.id}`
    const problems: PublishProblem[] = []
    if (slots.findIndex((other) => other.id === slot.id) !== index) problems.push({ field, code: 'repeated' })
    if (!limitsAreSane(slot)) problems.push({ field: `${field}.limits`, code: 'limits' })
    if (slot.kind === 'reflection' && !slot.prompts?.length) {
      problems.push({ field: `${field}.prompts`, code: 'missing' })
    }
    if (slot.required && !judged.has(slot.id)) problems.push({ field, code: 'slotNotUsed' })
    return problems
  })
}
