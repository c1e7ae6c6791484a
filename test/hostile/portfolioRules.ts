import { everybody, rule } from './rule.js'
import type { Rule } from './rule.js'

const somebody = rule('1 yy yy yy y 111')
const own = rule('1 y4 44 44 4 111')

/** Portfolios: everybody has one, nobody another's; and whoever holds a link sees what it shows. */
export const portfolioRules: Record<string, Rule> = {
  'GET /portfolio': somebody,
  'GET /portfolio/preview': somebody,
  'GET /p/:shareToken': everybody,
  'GET /p/:shareToken/files/:artefactId': everybody,
  'GET /p/:shareToken/files/:artefactId/preview': everybody,
  'POST /portfolio/awards/:awardId/words': own,
  'POST /portfolio/awards/:awardId/showing': own,
  'POST /portfolio/awards/:awardId/hiding': own,
  'POST /portfolio/pieces/:submissionId/:slotId/words': own,
  'POST /portfolio/pieces/:submissionId/:slotId/showing': own,
  'POST /portfolio/pieces/:submissionId/:slotId/hiding': own,
  'POST /portfolio/links': rule('1 yy yy yy y 111', { label: 'A school', until: '' }),
  'POST /portfolio/links/:linkId/withdrawal': own,
}
