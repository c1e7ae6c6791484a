import { assessor, facilitator, rule, type Rule } from './rule.js'

/** Giving work back that is not complete, and what keeps people who know each other from judging each other. */
export const fairRules: Record<string, Rule> = {
  'GET /assessments/:assessmentId/sending-back': assessor,
  'POST /assessments/:assessmentId/sending-back': assessor,
  'GET /assessments/:assessmentId/declaration': assessor,
  'POST /assessments/:assessmentId/declaration': assessor,
  'GET /declarations': rule('1 yy yy yy y 111'),
  'GET /cohorts/:cohortId/declarations': facilitator(),
  'POST /cohorts/:cohortId/declarations': facilitator(),
  'POST /declarations/:declarationId/withdrawal': rule('1 44 4y 44 4 111'),
  'GET /cohorts/:cohortId/dispensations': facilitator(),
  'POST /cohorts/:cohortId/dispensations': facilitator(),
  'POST /dispensations/:dispensationId/withdrawal': rule('1 44 44 44 4 111'),
  'GET /school': rule('1 yy yy yy y 111'),
  'POST /school': rule('1 yy yy yy y 111', { school: '' }),
}
