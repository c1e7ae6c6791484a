import { assessor, type Rule } from './rule.js'

/** Giving work back that is not complete, and what keeps people who know each other from judging each other. */
export const fairRules: Record<string, Rule> = {
  'GET /assessments/:assessmentId/sending-back': assessor,
  'POST /assessments/:assessmentId/sending-back': assessor,
}
