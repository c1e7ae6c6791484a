import { slotOf, type MicroCredentialContent } from '../catalogue/microCredential.js'
import type { ViewContext } from '../web/views.js'
import type { MissingPiece, MissingReason } from './sendingBack.js'

/** One piece that was missing, by its name, ready to print. */
export interface ShownMissing {
  slotId: string
  title: string
  reason: MissingReason
  words: string
}

/** What was missing in a sending that came back, in the order it was said. */
export const showMissing = (
  missing: readonly MissingPiece[],
  content: MicroCredentialContent,
  { pick }: Pick<ViewContext, 'pick'>,
): ShownMissing[] =>
  missing.map(({ slotId, reason, words }) => ({
    slotId,
    title: pick(slotOf(content, slotId)?.title) || slotId,
    reason,
    words,
  }))
