/** What a record says that the records it rests on do not bear out. */
export const problemCodes = {
  'round.changed': 'was changed after it was finalised or given up: its seal does not fit',
  'round.outcome': 'says another outcome than its judgements come to',
  'round.judge': 'was judged by somebody who must not judge it',
  'round.unasked': 'is there although nothing asked for it',
  'round.missing': 'was sent, but no round of judging was opened for it',
  'records.differ': 'has other judgements noted for the statistics than it says',
  'submission.differs': 'stands otherwise than its results say',
  'post.missing': 'has a result that was never queued for the gradebook',
  'post.differs': 'was queued with another score than its result comes to',
  'post.unfounded': 'was queued without a result behind it',
  'award.missing': 'meets everything, but there is no award',
  'award.unfounded': 'rests on no result that meets everything',
  'award.differs': 'names other levels than the result it rests on',
  'award.stands': 'stands although its result was changed to “not yet”',
} as const
export type ProblemCode = keyof typeof problemCodes

export interface Problem {
  code: ProblemCode
  institutionId: string
  /** `assessment:<id>`, `submission:<id>`, `score-post:<id>` or `award:<id>`. */
  subject: string
}
