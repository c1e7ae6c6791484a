import { console, manager, rule, type Rule } from './rule.js'

/**
 * Who may do what with the words assessors keep. Those knocked at belong to a facilitator and are shared, until they take that
 * back: then nobody else knows of them.
 */
export const snippetRules: Record<string, Rule> = {
  'GET /snippets': rule('1 44 yy 44 y 111'),
  'POST /snippets/:snippetId/wording': rule('1 44 3y 44 4 111'),
  'POST /snippets/:snippetId/sharing': rule('1 44 3y 44 4 111'),
  'POST /snippets/:snippetId/sharing-withdrawal': rule('1 44 3y 44 4 111'),
  'POST /snippets/:snippetId/removal': rule('1 44 4y 44 4 111'),
  'GET /admin/institutions/:institutionId/snippets': console,
  'POST /admin/institutions/:institutionId/snippets/:sharedSnippetId/sharing': manager(),
  'POST /admin/institutions/:institutionId/snippets/:sharedSnippetId/sharing-withdrawal': manager(),
}
