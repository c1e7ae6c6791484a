/** Coaching is between an educator and those who coach them; answering is about what assessors said. */
export const channels = ['coaching', 'answer'] as const
export type Channel = (typeof channels)[number]

/** What somebody is in a conversation. Names of assessors are never told. */
export type Voice = 'educator' | 'coach' | 'assessor'

/** One thing said about a submission. Never changed, never deleted: the conversation stays with the submission. */
export interface Remark {
  id: string
  institutionId: string
  submissionId: string
  attempt: number
  channel: Channel
  /** The slot (coaching) or the criterion (answers) it is about; null: the whole. */
  about: string | null
  by: string
  voice: Voice
  text: string
  at: Date
  /** Made with the form, so that sending it twice says it once. */
  key: string
}

/** What one person is to one submission. */
export interface Part {
  owner: boolean
  /** Coaches its educator, who lets them read along. */
  coach: boolean
  /** Assesses or facilitates in its course. */
  staff: boolean
}

/**
 * What a person may hear. An educator and the coach they let in hear everything; those who assess never hear what
 * was said in coaching, so that they judge the evidence and not the help.
 */
export const hears = ({ owner, coach, staff }: Part, channel: Channel): boolean =>
  owner || coach || (staff && channel === 'answer')

export type SpeakingDecision =
  { kind: 'speak'; voice: Voice } | { kind: 'nobodyThere' | 'nothingAnswered' | 'notTheirs' }

/**
 * As what a person may speak. Coaching takes a coach who reads along; answers begin when an assessor has answered.
 * @param state whether a coach reads along, and whether any attempt has been answered
 */
export function decideSpeaking(
  part: Part,
  channel: Channel,
  state: { coached: boolean; answered: boolean },
): SpeakingDecision {
  if (!hears(part, channel)) return { kind: 'notTheirs' }
  if (channel === 'coaching' && !state.coached) return { kind: 'nobodyThere' }
  if (channel === 'answer' && !state.answered) return { kind: 'nothingAnswered' }
  return { kind: 'speak', voice: part.owner ? 'educator' : part.coach ? 'coach' : 'assessor' }
}
