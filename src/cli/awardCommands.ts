import type { AuditRow } from '../audit/auditStore.js'
import type { Award } from '../badges/award.js'
import { operator } from '../audit/actor.js'
import type { Command } from './command.js'

const stateOf = ({ revoked, issued }: Award): string =>
  revoked ? 'revoked' : issued ? 'issued' : 'being issued'

const inShort = (award: Award) => ({
  id: award.id,
  institutionId: award.institutionId,
  personId: award.personId,
  recipientName: award.recipientName,
  title: award.title.en,
  version: award.version,
  earnedAt: award.earnedAt,
  state: stateOf(award),
  revoked: award.revoked,
})

const line = (award: Award): string =>
  [
    award.id,
    stateOf(award).padEnd(12),
    award.earnedAt.toISOString().slice(0, 10),
    award.recipientName ?? '(name withheld)',
    award.title.en,
  ].join('  ')

const actLine = ({ at, action, actor, subject, reason }: AuditRow): string =>
  `  ${at.toISOString()}  ${action}  by ${actor}  on ${subject}${reason ? `  (${reason})` : ''}`

const awardList: Command = {
  name: 'award list',
  summary: 'Awards, newest first.',
  options: { institution: { type: 'string', value: 'ID' } },
  positionals: [],
  async run(desk, given) {
    const { badges } = await desk.services()
    const awards = await badges.awards.list(operator, given.maybe('institution') ?? null)
    return { json: { awards: awards.map(inShort) }, text: awards.map(line).join('\n') || 'No awards yet.' }
  },
}

const awardShow: Command = {
  name: 'award show',
  summary: 'One award and every record it rests on.',
  options: {},
  positionals: ['ID'],
  async run(desk, given) {
    const { badges, audit } = await desk.services()
    const shown = await badges.awards.show(operator, given.at(0) ?? '')
    const { award, url, issuerDid, statusListUrl } = shown
    const grounds = [
      ...award.submissionIds.map((id) => `submission:${id}`),
      ...award.assessmentIds.map((id) => `assessment:${id}`),
    ]
    const below = (await Promise.all(grounds.map((subject) => audit.of(subject)))).flat()
    const acts = [...below, ...shown.acts].sort((a, b) => a.at.getTime() - b.at.getTime())
    const levels = award.levels.map(({ criterionId, levelId }) => `${criterionId}: ${levelId}`)
    return {
      json: { ...shown, award, acts },
      text: [
        line(award),
        `page        ${url}`,
        `issuer      ${award.issuer.name}  ${issuerDid}`,
        `status list ${statusListUrl ?? '(none yet)'}`,
        `asks for    ${award.microCredentialKey}, version ${String(award.version)}`,
        `rests on    ${grounds.join(', ') || '(nothing)'}`,
        `levels      ${levels.join('; ')}`,
        ...(award.revoked ? [`revoked     ${award.revoked.at.toISOString()}: ${award.revoked.reason}`] : []),
        'acts',
        ...acts.map(actLine),
      ].join('\n'),
    }
  },
}

const awardRevoke: Command = {
  name: 'award revoke',
  summary: 'Takes an award back, for good; its status says so from now on.',
  options: { reason: { type: 'string', required: true } },
  positionals: ['ID'],
  async run(desk, given) {
    const { badges } = await desk.services()
    const award = await badges.awards.revoke(operator, given.at(0) ?? '', given.text('reason'))
    return { json: inShort(award), text: `${award.id} is revoked: ${given.text('reason')}` }
  },
}

export const awardCommands = [awardList, awardShow, awardRevoke]
