import { assessor, console, manager, rule, type Rule } from './rule.js'

const spent = { seconds: '30' }
/** The first day of last year is in no month that still runs. */
const lastYear = `${String(new Date().getUTCFullYear() - 1)}-01`

/** Who may do what with the work ledger. */
export const ledgerRules: Record<string, Rule> = {
  'GET /ledger': rule('1 44 yy 44 y 111'),
  'POST /ledger/statements': rule('1 44 yy 44 y 111', { month: lastYear, minutes: 'x' }),
  'POST /assessments/:assessmentId/time': { ...assessor, fields: spent },
  'POST /assessments/:assessmentId/corrections/time': { ...assessor, fields: spent },
  'POST /norming/:normingId/works/:number/time': rule('1 44 yy 44 4 111', spent),
  'GET /admin/institutions/:institutionId/ledger': console,
  'GET /admin/institutions/:institutionId/ledger/document': console,
  'POST /admin/institutions/:institutionId/ledger/rates': manager({ who: 'all' }),
  'POST /admin/institutions/:institutionId/ledger/closing': manager({ month: lastYear }),
}
