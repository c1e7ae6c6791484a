/** What stands in one evidence slot of a benchmark: words alone, so that nobody can be recognised by a face or a voice. */
export interface BenchmarkAnswer {
  slotId: string
  text: string
}

/** The level that was agreed for a criterion, and why: shown to whoever has judged it, never before. */
export interface ReferenceJudgement {
  criterionId: string
  levelId: string
  reason: string
  /** What its educator would best do next; absent where nobody said. */
  next?: string
}

/**
 * A piece of work with an agreed judgement, on which assessors qualify. Made from a real submission whose educator
 * consented and in which nobody can be recognised, or from a sample. Never changed: a better one takes its place.
 */
export interface Benchmark {
  id: string
  institutionId: string
  /** The version whose rubric the reference is of. */
  microCredentialId: string
  microCredentialKey: string
  title: string
  answers: BenchmarkAnswer[]
  reference: ReferenceJudgement[]
  /** The submission it was made from; null for a sample. */
  submissionId: string | null
  /** How its educator agreed, or where the sample is from: in the words of whoever made it. */
  consent: string
  made: { by: string; at: Date }
  withdrawn: { by: string; at: Date } | null
}
