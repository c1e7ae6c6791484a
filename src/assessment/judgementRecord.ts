import type { MicroCredential } from '../catalogue/microCredential.js'
import { openCriteria, type Assessment } from './assessment.js'
import type { Round } from './round.js'

/** On what occasion somebody judged: a round of an attempt, a sample they qualify on, or a sample a group compares. */
export const judgementKinds = [
  'first',
  'second',
  'adjudication',
  'appeal',
  'correction',
  'benchmark',
  'norming',
] as const satisfies readonly (Round | 'benchmark' | 'norming')[]
export type JudgementKind = (typeof judgementKinds)[number]

/** One person's judgement of one criterion of one piece of work: what agreement is counted from. Never changed. */
export interface JudgementRecord {
  institutionId: string
  microCredentialKey: string
  microCredentialVersion: number
  criterionId: string
  /** The work that was judged; for samples the sample's id. */
  submissionId: string
  attempt: number
  assessorId: string
  /** Place of the level in the rubric, from 0, the lowest. */
  level: number
  /** How many levels the rubric has. */
  levels: number
  /** The place from which a criterion is met. */
  meetsFrom: number
  at: Date
  kind: JudgementKind
}

/** The records of a finalised round: one for each criterion judged in it. Settled ones were not judged again. */
export function recordsOf(
  { finalised, ...assessment }: Assessment,
  microCredential: MicroCredential,
): JudgementRecord[] {
  if (!finalised) return []
  const { levels } = microCredential.rubric
  return openCriteria(assessment, microCredential).flatMap(({ id }) => {
    const given = finalised.judgements.find(({ criterionId }) => criterionId === id)
    const level = levels.findIndex((one) => one.id === given?.levelId)
    if (level < 0) return []
    return {
      institutionId: assessment.institutionId,
      microCredentialKey: microCredential.key,
      microCredentialVersion: microCredential.version,
      criterionId: id,
      submissionId: assessment.submissionId,
      attempt: assessment.attempt,
      assessorId: finalised.by,
      level,
      levels: levels.length,
      meetsFrom: levels.findIndex(({ meets }) => meets),
      at: finalised.at,
      kind: assessment.round,
    }
  })
}
