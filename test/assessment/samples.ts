import type { Assessment, FinalJudgement, Finalised } from '../../src/assessment/assessment.js'
import { microCredential, sentAt } from '../submissions/samples.js'

/** A round of judging that waits for somebody. */
export const round = (more: Partial<Assessment> = {}): Assessment => ({
  id: `${more.submissionId ?? 'sub-1'}-${more.round ?? 'first'}-${String(more.turn ?? 1)}`,
  institutionId: 'inst-1',
  cohortId: 'cohort-1',
  assignmentId: 'assignment-1',
  submissionId: 'sub-1',
  personId: 'amal',
  microCredentialId: 'mc-1',
  attempt: 1,
  round: 'first',
  turn: 1,
  because: 'sent',
  dueBy: sentAt.promisedBy,
  barred: ['amal'],
  claimed: null,
  drafts: {},
  carried: [],
  asked: null,
  corrects: null,
  finalised: null,
  withdrawn: null,
  noticed: null,
  toFollow: null,
  createdAt: sentAt.at,
  ...more,
})

/** Judgements of the sample rubric's three criteria, by their levels. */
export const judged = (...levels: string[]): FinalJudgement[] =>
  microCredential.rubric.criteria.map(({ id }, index) => ({
    criterionId: id,
    levelId: levels[index] ?? 'proficient',
    comment: `${id}: ${levels[index] ?? 'proficient'}`,
  }))

/** What somebody finalised, `day` days into the story. */
export const finalised = (
  by: string,
  day: number,
  levels: string[],
  more: Partial<Finalised> = {},
): Finalised => ({
  by,
  at: new Date(sentAt.at.getTime() + day * 24 * 3600 * 1000),
  outcome: levels.every((level) => level === 'proficient') ? 'met' : 'notYet',
  judgements: judged(...levels),
  second: null,
  ...more,
})
