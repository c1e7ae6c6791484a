import type { LocalizedText } from '../../catalogue/localizedText.js'
import type { Round } from '../round.js'

/** A piece of assessor's work that is done: a finalised round of judging, or a work scored in a norming round. */
export interface WorkItem {
  /** `assessment:<id>` or `norming:<round>:<number>:<person>`: the record it comes from. */
  id: string
  /** Under which key its time was measured: mostly its own id; a correction's before it had one (`correctionKey`). */
  timedAs: string
  assessorId: string
  /** Whether they were in the institution's pool when they did it. */
  fromPool: boolean
  microCredentialKey: string
  title: LocalizedText
  kind: Round | 'norming'
  /** When it was finalised or handed in. */
  at: Date
}

export const assessmentItem = (assessmentId: string): string => `assessment:${assessmentId}`

/** Where the time of a correction is kept while it is being written: it becomes a round only when it is sent. */
export const correctionKey = (correctedId: string): string => `correcting:${correctedId}`

/** One person's score of one work (`number` from 1) of a norming round. */
export const normingItem = (roundId: string, number: number, personId: string): string =>
  `norming:${roundId}:${String(number)}:${personId}`

/** Minutes somebody says they worked on an item, with the reason. Never changed: the newest stands. */
export interface MinutesStatement {
  id: string
  institutionId: string
  itemId: string
  /** The month of the item, "2026-03". */
  month: string
  by: string
  minutes: number
  reason: string
  at: Date
  /** Made with the form, so that sending it twice writes it once. */
  key: string
}
