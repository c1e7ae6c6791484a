import type { ViewContext } from '../web/views.js'
import { originOf, type EvidenceDetails, type Origin } from './details.js'

/** What was said of a piece, ready to print. */
export interface ShownDetails extends EvidenceDetails {
  /** When it was made, in the reader's words; empty where nobody said. */
  madeDay: string
  untilDay: string
  origin: Origin | null
  /** Whether anything but the defaults was said. */
  said: boolean
}

/** A calendar day has no time zone: it is worded as the day it names. */
export const wordDay = (day: string, { locale }: Pick<ViewContext, 'locale'>): string =>
  day === ''
    ? ''
    : new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
        new Date(`${day}T00:00:00Z`),
      )

/** @param begins when the course began, for what was made before it */
export function showDetails(
  details: EvidenceDetails,
  begins: Date,
  view: Pick<ViewContext, 'locale'>,
): ShownDetails {
  return {
    ...details,
    madeDay: wordDay(details.madeOn, view),
    untilDay: wordDay(details.consent?.until ?? '', view),
    origin: originOf(details, begins),
    said:
      details.caption !== '' ||
      details.madeOn !== '' ||
      details.madeWhere !== '' ||
      details.elsewhere ||
      details.students !== null ||
      details.audience !== 'assessors',
  }
}
