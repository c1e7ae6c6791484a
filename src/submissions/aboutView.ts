import { sharingBlock, type EvidenceDetails, type SharingBlock } from './details.js'
import { detailFields } from './detailsForm.js'

/** The fields that say something of a piece, as a form prints them. */
export interface AboutPiece {
  names: ReturnType<typeof detailFields>
  values: Record<keyof ReturnType<typeof detailFields>, string>
  /** What keeps the piece from those its educator wants to show it to; null where nothing does. */
  block: SharingBlock | null
}

/** What the fields say: what was typed into a page that is shown again, or what is kept. */
export function aboutPiece(
  slotId: string,
  details: EvidenceDetails,
  now: Date,
  typed: Record<string, string> = {},
): AboutPiece {
  const names = detailFields(slotId)
  const block = details.audience === 'assessors' ? null : sharingBlock(details, now)
  const kept: AboutPiece['values'] = {
    caption: details.caption,
    madeOn: details.madeOn,
    madeWhere: details.madeWhere,
    elsewhere: details.elsewhere ? 'yes' : '',
    students: details.students ?? '',
    who: details.who,
    consent: details.consent ? 'yes' : '',
    consentUntil: details.consent?.until ?? '',
    audience: details.audience,
  }
  if (typed[names.audience] === undefined && typed[names.caption] === undefined)
    return { names, values: kept, block }
  const again = Object.entries(names).map(([field, name]) => [field, typed[name] ?? ''])
  return { names, values: { ...kept, ...Object.fromEntries(again) }, block }
}
