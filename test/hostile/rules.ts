import { settingList } from '../../src/institutions/settings.js'
import { knockers, type Knocker } from './town.js'

/**
 * What one knocker may expect: `yes` (a page, a redirect, or an answer about what they typed), the exact status of a
 * refusal, or `door`: led to the staff's sign-in page.
 */
export type Expected = 'yes' | 'door' | number

export interface Rule {
  expected: Record<Knocker, Expected>
  fields: Record<string, string>
}

/** One letter for each knocker, in the order of `knockers`. */
const letters: Record<string, Expected> = { y: 'yes', d: 'door', 1: 401, 3: 403, 4: 404 }

/** A coach is an observer to whom one educator has opened a little more: their letter, where it is another one. */
function rule(row: string, fields: Record<string, string> = {}, coach?: string): Rule {
  const common = row.replaceAll(' ', '')
  const said = common + (coach ?? common[knockers.indexOf('observer')] ?? '')
  if (said.length !== knockers.length)
    throw new Error(`a rule for ${String(knockers.length)} knockers: ${row}`)
  const entries = knockers.map((knocker, index) => [knocker, letters[said[index] ?? ''] ?? 'yes'] as const)
  return { expected: Object.fromEntries(entries) as Record<Knocker, Expected>, fields }
}

const everybody = rule('y yy yy yy y yyy')
/** A badge its holder has not opened to the world. */
const holder = rule('4 y4 44 44 4 444')
const member = rule('1 yy yy yy 4 111')
const facilitator = (fields?: Record<string, string>) => rule('1 33 3y 33 4 111', fields)
const worker = rule('1 y4 44 44 4 111')
/** Whoever reads a submission: its educator, those who assess it, and the coach its educator let in. */
const reader = rule('1 y4 yy 44 4 111', {}, 'y')
const saying = { channel: 'answer', about: '', text: 'Thank you.', key: 'a-key-of-the-tests' }
const coach = (fields?: Record<string, string>) => rule('1 44 44 44 4 111', fields, 'y')
const assessor = rule('1 44 yy 44 4 111')
const console = rule('d dd dd dd d yy4')
const ownersOnly = (fields?: Record<string, string>) => rule('1 11 11 11 1 334', fields)
const ofInstallation = (fields?: Record<string, string>) => rule('1 11 11 11 1 333', fields)
const anyStaff = rule('d dd dd dd d yyy')
const manager = (fields?: Record<string, string>) => rule('1 11 11 11 1 y34', fields)

/** What proves itself by other means than a session: proved in test/lti, and against garbage in noise.test.ts. */
export const ofTheProtocol = [
  'GET /lti/register/:token',
  'GET /lti/login',
  'POST /lti/login',
  'POST /lti/launch',
  'GET /lti/launch',
  'POST /lti/notices',
  'POST /lti/handover',
  'POST /lti/handover/confirmation',
  'POST /lti/handover/proof',
  'GET /assess/joining/:token',
  'POST /assess/joining/:token',
  'GET /admin/joining/:token',
  'POST /admin/joining/:token',
]

/** Who may do what: every route of the tool. A route without a rule fails the test. */
export const rules: Record<string, Rule> = {
  'GET /health': everybody,
  'GET /ready': everybody,
  'GET /metrics': everybody,
  'GET /assets/*file': rule('4 44 44 44 4 444'),
  'GET /lti/keys': everybody,
  'GET /lti/canvas.json': everybody,
  'GET /verify': everybody,
  'POST /verify': everybody,
  'GET /': everybody,
  'GET /welcome': everybody,

  'GET /badges/:awardId.json': holder,
  'GET /badges/:awardId.jwt': holder,
  'GET /badges/:awardId.png': holder,
  'GET /badges/:awardId.svg': holder,
  'GET /badges/:awardId/share.png': holder,
  'GET /badges/:awardId.pdf': holder,
  'GET /badges/:awardId': holder,
  'GET /ob2/assertions/:awardId': holder,
  'POST /awards/:awardId/visibility': rule('1 y4 44 44 4 111', { visibility: 'private' }),

  'GET /issuers/:institutionId': everybody,
  'GET /issuers/:institutionId/did.json': everybody,
  'GET /ob2/issuers/:institutionId': everybody,
  'GET /status/:listId': everybody,
  'GET /achievements/:microCredentialId': everybody,
  'GET /achievements/:microCredentialId.json': everybody,
  'GET /achievements/:microCredentialId.png': everybody,
  'GET /ob2/badges/:microCredentialId': everybody,

  'GET /session/ended': everybody,
  'GET /kept-forms': rule('1 yy yy yy y 111'),
  'POST /kept-forms/:keptFormId/return': rule('1 y4 44 44 4 111'),
  'POST /kept-forms/:keptFormId/removal': rule('1 44 44 44 4 111'),
  'GET /cohorts/:cohortId': member,
  'GET /assignments/:assignmentId': member,
  'POST /assignments/:assignmentId/submissions': rule('1 yy 33 33 4 111'),
  'GET /submissions/:submissionId': reader,
  'POST /submissions/:submissionId/drafts': worker,
  'POST /submissions/:submissionId/sending': worker,
  'GET /submissions/:submissionId/receipt': worker,
  'POST /submissions/:submissionId/artefacts/:slotId/removal': worker,
  'GET /submissions/:submissionId/conversation': rule('1 y4 yy 44 4 111', {}, 'y'),
  'POST /submissions/:submissionId/remarks': rule('1 y4 yy 44 4 111', saying, 'y'),
  'POST /submissions/:submissionId/reading': rule('1 y4 44 44 4 111', { open: 'yes' }),
  'GET /submissions/:submissionId/artefacts/:slotId/proposals': worker,
  'POST /submissions/:submissionId/artefacts/:slotId/proposals': worker,
  'GET /cohorts/:cohortId/proposals': facilitator(),
  'GET /cohorts/:cohortId/records': rule('1 33 yy 33 4 111'),
  'POST /cohorts/:cohortId/records': rule('1 33 yy 33 4 111'),
  'POST /submissions/:submissionId/proposals/:proposalId/decision': rule('1 33 3y 33 4 111', {
    decision: 'decline',
    reason: 'Not this time.',
  }),
  'GET /assignments/:assignmentId/shared': rule('1 yy yy 44 4 111'),
  'GET /submissions/:submissionId/permissions': worker,
  'POST /submissions/:submissionId/artefacts/:slotId/permission': worker,
  'POST /submissions/:submissionId/artefacts/:slotId/uploads': worker,
  'HEAD /uploads/:uploadId': worker,
  'PATCH /uploads/:uploadId': worker,
  'POST /uploads/:uploadId/attachment': worker,
  'DELETE /uploads/:uploadId': worker,
  'GET /evidence/:artefactId': reader,
  'GET /evidence/:artefactId/preview': reader,
  'GET /submissions/:submissionId/files': worker,

  'GET /cohorts/:cohortId/queue': assessor,
  'POST /submissions/:submissionId/assessments': assessor,
  'GET /assessments/:assessmentId': assessor,
  'POST /assessments/:assessmentId/drafts': assessor,
  'GET /assessments/:assessmentId/finalisation': assessor,
  'POST /assessments/:assessmentId/finalisation': assessor,
  'GET /submissions/:submissionId/appeal': worker,
  'POST /submissions/:submissionId/appeals': rule('1 y4 44 44 4 111', { reason: 'Look again' }),
  'POST /submissions/:submissionId/acknowledgement': worker,
  'GET /assessments/:assessmentId/correction': assessor,
  'POST /assessments/:assessmentId/corrections': assessor,

  'GET /cohorts/:cohortId/quality': rule('1 33 3y y3 4 111'),

  'GET /cohorts/:cohortId/norming': rule('1 33 yy y3 4 111'),
  'GET /cohorts/:cohortId/norming/opening': facilitator(),
  'POST /cohorts/:cohortId/norming': facilitator({ title: '' }),
  'GET /norming/:normingId': rule('1 33 yy y3 4 111'),
  'GET /norming/:normingId/works/:number': rule('1 44 yy 44 4 111'),
  'POST /norming/:normingId/works/:number/scores': rule('1 44 yy 44 4 111'),
  'POST /norming/:normingId/closing': facilitator(),
  'POST /norming/:normingId/remarks': rule('1 33 yy 43 4 111', {
    ...{ kind: 'comment', about: '', text: 'Which words?', key: 'a-key-of-the-tests' },
  }),

  'GET /cohorts/:cohortId/mapping': facilitator(),
  'GET /assignments/:assignmentId/mapping': facilitator(),
  'POST /assignments/:assignmentId/mapping': facilitator({ microCredentialId: '' }),
  'POST /assignments/:assignmentId/week': facilitator({ week: '1' }),
  'POST /assignments/:assignmentId/line-item': facilitator(),
  'POST /cohorts/:cohortId/start': facilitator({ startsOn: '2026-09-07' }),
  'GET /cohorts/:cohortId/repairs': facilitator(),
  'POST /cohorts/:cohortId/reconciliation': facilitator(),
  'POST /assignments/:assignmentId/column-choice': facilitator(),
  'POST /assignments/:assignmentId/withdrawal': facilitator(),
  'GET /assignments/:assignmentId/grading': facilitator(),
  'POST /assignments/:assignmentId/grading': facilitator({ graded: 'cairn' }),
  'POST /assignments/:assignmentId/line-item-change': facilitator({ label: '' }),
  'POST /assignments/:assignmentId/removal': rule('1 33 34 33 4 111'),
  'GET /deep-linking/:requestId': rule('1 44 4y 44 4 111'),
  'POST /deep-linking/:requestId/preview': rule('1 44 4y 44 4 111'),
  'POST /deep-linking/:requestId/choice': rule('1 44 4y 44 4 111', { cancel: 'yes' }),
  'GET /cohorts/:cohortId/people': facilitator(),
  'POST /cohorts/:cohortId/roster-reading': facilitator(),
  'POST /cohorts/:cohortId/people/:personId/assessor': facilitator({ assessor: 'no' }),
  'POST /cohorts/:cohortId/coachings': facilitator({ coachId: 'nobody', educatorIds: 'nobody' }),
  'GET /cohorts/:cohortId/coaching': rule('1 33 yy y3 4 111'),
  'GET /coachings/:coachingId': coach(),
  'POST /coachings/:coachingId/notes': coach({ kind: 'note', text: 'Called.', key: 'a-key-of-the-tests' }),
  'POST /coachings/:coachingId/ending': facilitator(),
  'GET /assess': rule('y y4 yy 44 y yyy'),
  'POST /assess/qualifying': rule('1 y3 yy 33 y 111', { microCredential: 'trauma-informed-practice' }),
  'GET /assess/trials/:trialId': worker,
  'POST /assess/trials/:trialId/drafts': worker,
  'POST /assess/trials/:trialId/answer': worker,
  'GET /submissions/:submissionId/benchmark': facilitator(),
  'POST /submissions/:submissionId/benchmark': facilitator(),
  'GET /assess/sign-in': everybody,
  'POST /assess/sign-in': rule('y yy yy yy y yyy', { email: 'a@example.org', password: 'no' }),
  'GET /cohorts/:cohortId/pool': facilitator(),
  'POST /cohorts/:cohortId/pool': facilitator({ personId: 'nobody' }),
  'GET /cohorts/:cohortId/score-posts': facilitator(),
  'POST /score-posts/:postId/resend': facilitator(),
  'POST /score-posts/:postId/confirmation': facilitator(),
  'POST /cohorts/:cohortId/result-reading': facilitator(),

  'GET /admin/sign-in': everybody,
  'POST /admin/sign-in': rule('y yy yy yy y yyy', { email: 'a@example.org', password: 'no' }),
  'GET /admin/sign-in/code': rule('d dd dd dd d ddd'),
  'POST /admin/sign-in/code': rule('d dd dd dd d ddd', { code: '000000' }),
  'GET /admin': anyStaff,
  'GET /admin/account': anyStaff,
  'POST /admin/account/password': rule('1 11 11 11 1 yyy', { present: 'no', next: 'no' }),
  'GET /admin/account/codes': anyStaff,
  'POST /admin/account/codes': rule('1 11 11 11 1 yyy', { code: 'no' }),
  'POST /admin/account/codes/removal': rule('1 11 11 11 1 yyy', { password: '' }),
  'GET /admin/accounts': rule('d dd dd dd d 333'),
  'POST /admin/invitations': ofInstallation({ email: 'a@example.org', role: 'owner' }),
  'GET /admin/institutions/:institutionId/accounts': console,
  'POST /admin/institutions/:institutionId/invitations': ownersOnly({
    email: 'a@example.org',
    role: 'owner',
  }),
  'POST /admin/invitations/:invitationId/withdrawal': ownersOnly(),
  'POST /admin/accounts/:staffId/role': ownersOnly({ role: 'owner' }),
  'POST /admin/accounts/:staffId/closure': ownersOnly(),
  'POST /admin/institutions': ofInstallation({ name: 'Mine' }),
  'GET /admin/institutions/:institutionId': console,
  'GET /admin/institutions/:institutionId/records': console,
  'GET /admin/institutions/:institutionId/add/:lms': console,
  'GET /admin/institutions/:institutionId/platforms': console,
  'GET /admin/institutions/:institutionId/quality': console,
  'GET /admin/institutions/:institutionId/awards': console,
  'GET /admin/institutions/:institutionId/files': console,
  'GET /admin/institutions/:institutionId/assessors': console,
  'GET /admin/institutions/:institutionId/benchmarks': console,
  'GET /admin/institutions/:institutionId/benchmarks/of/:microCredentialId': rule('d dd dd dd d y34'),
  'POST /admin/institutions/:institutionId/benchmarks/of/:microCredentialId': manager(),
  'POST /admin/institutions/:institutionId/benchmarks/:benchmarkId/withdrawal': manager(),
  'POST /admin/institutions/:institutionId/assessors/invitations': manager({ email: 'a@example.org' }),
  'POST /admin/institutions/:institutionId/assessors/invitations/:poolInvitationId/withdrawal': manager(),
  'POST /admin/institutions/:institutionId/assessors/:poolMemberId/ending': manager(),
  'GET /admin/institutions/:institutionId/settings': console,
  'POST /admin/institutions/:institutionId/settings': manager(
    Object.fromEntries(
      settingList.map(({ name, kind, normally }) => [name, kind === 'yesNo' ? 'yes' : String(normally)]),
    ),
  ),
  'GET /admin/institutions/:institutionId/add/:lms/progress': console,
  'POST /admin/institutions/:institutionId/add/:lms/link': manager(),
  'POST /admin/institutions/:institutionId/add/:lms': manager({
    site: 'https://school.example.org',
    clientId: '1',
    deploymentId: '1',
  }),
  'POST /admin/platforms/:platformId/approval': manager(),
  'POST /admin/platforms/:platformId/disabling': manager(),
  'POST /admin/platforms/:platformId/update-link': manager(),
  'POST /admin/platforms/:platformId/update': manager(),
  'GET /admin/keys': rule('d dd dd dd d 333'),
  'POST /admin/keys/rotation': ofInstallation(),
  'GET /admin/records': rule('d dd dd dd d 333'),
  'POST /admin/deployments/:deploymentId/approval': manager(),
  'POST /admin/deployments/:deploymentId/disabling': manager(),
  'POST /admin/institutions/:institutionId/awards/:awardId/revocation': manager({ reason: 'By mistake' }),
  'GET /admin/institutions/:institutionId/catalogue': console,
  'GET /admin/institutions/:institutionId/catalogue-frameworks': console,
  'POST /admin/institutions/:institutionId/catalogue-frameworks/addresses': manager({ url: 'nowhere' }),
  'POST /admin/institutions/:institutionId/catalogue-frameworks/files': manager(),
  'GET /admin/institutions/:institutionId/catalogue-exchange': console,
  'GET /admin/institutions/:institutionId/catalogue-exchange/document': console,
  'POST /admin/institutions/:institutionId/catalogue-exchange': manager(),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/link-check': manager(),
  'GET /admin/institutions/:institutionId/catalogue/:microCredentialId/framework-items': console,
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/framework-items':
    rule('1 11 11 11 1 434'),
  'POST /admin/institutions/:institutionId/catalogue': manager({ title: 'Wait time' }),
  'GET /admin/institutions/:institutionId/catalogue/:microCredentialId': console,
  'GET /admin/institutions/:institutionId/catalogue/:microCredentialId/preview': console,
  'GET /admin/institutions/:institutionId/catalogue/:microCredentialId/difference': rule('d dd dd dd d 444'),
  'GET /admin/institutions/:institutionId/catalogue/:microCredentialId/sections/:section': console,
  'GET /admin/institutions/:institutionId/catalogue/:microCredentialId/sections/:section/items/:item':
    console,
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/sections/:section': manager(),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/sections/:section/items/:item':
    manager(),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/sections/:section/items': manager(),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/sections/:section/items/:item/move':
    manager({ to: 'up' }),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/sections/:section/items/:item/removal':
    manager(),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/sections/:section/comments': manager({
    comment: 'Good.',
  }),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/sections/:section/comments/:commentId/resolution':
    manager({ reply: 'Done.' }),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/next-version': manager(),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/review': manager(),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/withdrawal': manager(),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/approval': manager({
    reason: 'Sound.',
    until: '2999-01-01',
  }),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/change-request': manager({
    reason: 'Too long.',
  }),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/publication': manager(),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/retirement': manager({
    reason: 'Replaced.',
  }),
  'POST /admin/institutions/:institutionId/catalogue/:microCredentialId/return': manager(),
}

/** Knocking at these ends a session, so they come last. */
export const lastOfAll = {
  'POST /submissions/:submissionId/files/:artefactId/erasure': worker,
  'POST /admin/institutions/:institutionId/files/:artefactId/erasure': manager({ reason: 'A parent asked' }),
  'POST /admin/sign-out': rule('d dd dd dd d ddd'),
  'POST /session/ending': everybody,
}
