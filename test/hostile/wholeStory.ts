import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import type { Award } from '../../src/badges/award.js'
import type { MicroCredential } from '../../src/catalogue/microCredential.js'
import { cast } from '../../src/practiceLms/cast.js'
import { keptWords } from './keptWords.js'
import { senderFor } from '../submissions/sender.js'
import { judgeAttempt, sendAttempt, storyOf } from '../support/story.js'
import type { Tenant } from '../support/tenant.js'
import type { Page, Visitor } from '../support/visitor.js'
import type { World } from '../support/world.js'

/** One id of each kind an address of the tool can hold. */
export type Ids = Record<string, string>

/** An institution in which one educator has been all the way, and those who went with them. */
export interface Place {
  tenant: Tenant
  /** The assignment in the LMS. */
  assignment: string
  ids: Ids
  educator: Visitor
  assessor: Visitor
  facilitator: Visitor
  /** Looks on in the course, and is the educator's coach. */
  coach: Visitor
}

const vocabulary = 'http://purl.imsglobal.org/vocab/lis/v2'
const rolesClaim = 'https://purl.imsglobal.org/spec/lti/claim/roles'
const rolesOf = {
  educator: [`${vocabulary}/membership#Learner`],
  facilitator: [`${vocabulary}/membership#Instructor`],
  assessor: [`${vocabulary}/membership/Instructor#Grader`],
  observer: [`${vocabulary}/membership#Mentor`],
  none: [`${vocabulary}/membership#Stranger`],
}
const story = storyOf('calm-arrival')
type Attempt = (typeof story.attempts)[number]

/** What is said on the way, and what the LMS says of people and places, where it is not what the story tells. */
export interface Telling {
  claims?: (claims: Record<string, unknown>) => Record<string, unknown>
  attempt?: (attempt: Attempt) => Attempt
  /** What is said of the pieces in these slots. */
  evidence?: (slotIds: string[]) => Record<string, string>
}

/** Opens an assignment as somebody whom the LMS gives exactly this role. */
export async function arriveAs(
  tenant: Tenant,
  person: string,
  role: keyof typeof rolesOf,
  assignment: string,
  change: NonNullable<Telling['claims']> = (claims) => claims,
): Promise<{ visitor: Visitor; page: Page }> {
  tenant.lms.tamper({ claims: (claims) => ({ ...change(claims), [rolesClaim]: rolesOf[role] }) })
  return tenant.launch(person, { assignment })
}

/** Maps, submits, assesses, tries again, passes and earns, all as people do it; answers the ids of everything made. */
export async function tellStory(world: World, tenant: Tenant, telling: Telling = {}): Promise<Place> {
  const { services, url } = world.tool
  const attempts = story.attempts.map((attempt) => telling.attempt?.(attempt) ?? attempt)
  const { institutionId } = tenant
  const asked = (await services.catalogue.latest(institutionId, story.microCredential))!
  const assignment = tenant.lms.createAssignment({
    title: 'Calm arrivals',
    lineItem: { scoreMaximum: 100 },
  }).id

  const mapping = await arriveAs(tenant, cast.facilitators[0]!.key, 'facilitator', assignment, telling.claims)
  const mapped = await mapping.visitor.submit(mapping.page, 'form[action$="/mapping"]', {
    microCredentialId: asked.id,
  })
  const educator = await arriveAs(tenant, cast.educators[2]!.key, 'educator', assignment, telling.claims)
  const writing = await educator.visitor.submit(educator.page, 'form[action$="/submissions"]')
  const proposalId = await offerOther(
    educator.visitor,
    writing,
    mapping.visitor,
    new URL('proposals', mapped.url),
  )
  const coach = await arriveAs(tenant, cast.educators[6]!.key, 'observer', assignment, telling.claims)
  const coachingId = await giveCoach(mapping.visitor, new URL('people', mapped.url))
  await educator.visitor.submit(await educator.visitor.open(educator.page.url), '#coach form')
  const partner = await arriveAs(tenant, cast.educators[9]!.key, 'educator', assignment, telling.claims)
  const jointId = await askPartner(educator.visitor, writing, partner)
  const said = telling.evidence?.(asked.slots.map(({ id }) => id)) ?? {}
  const slotId = asked.slots.find(({ kind }) => kind === 'file')?.id ?? ''
  const begun = await senderFor(educator.visitor, writing, slotId).begin('never finished.mp4', 100)
  await sendAttempt(educator.visitor, writing, attempts[0]!, said)

  const assessor = await arriveAs(tenant, cast.assessors[0]!.key, 'assessor', assignment, telling.claims)
  const cohortId = captured(assessor.page, /\/cohorts\/([\w-]{36})/)
  const assess = async (attempt: number): Promise<Page> => {
    const queue = await assessor.visitor.open(`${url}/cohorts/${cohortId}/queue`)
    const opened = await assessor.visitor.submit(queue, 'form[action$="/assessments"]')
    await judgeAttempt(assessor.visitor, opened, attempts[attempt]!)
    return opened
  }
  await assess(0)
  await sendAttempt(educator.visitor, await educator.visitor.open(educator.page.url), attempts[1]!)
  const assessed = await assess(1)
  await world.sendScores()

  const [award] = await services.badges.awards.list(operator, institutionId)
  const { statusListUrl } = await services.badges.awards.show(operator, award!.id)
  const submissionId = award!.submissionIds[0]!
  const sequence = await assessor.visitor.open(`${url}/submissions/${submissionId}`)
  const placing = await tenant.launch(cast.facilitators[1]!.key, { message: 'LtiDeepLinkingRequest' })
  const normingId = await openNorming(placing.visitor, `${url}/cohorts/${cohortId}/norming`)
  const ledger = await placing.visitor.open(`${url}/cohorts/${cohortId}/score-posts`)

  return {
    tenant,
    assignment,
    educator: educator.visitor,
    assessor: assessor.visitor,
    facilitator: placing.visitor,
    coach: coach.visitor,
    ids: {
      institutionId,
      cohortId,
      assignmentId: captured(educator.page, /\/assignments\/([\w-]{36})/),
      submissionId,
      assessmentId: captured(assessed, /\/assessments\/([\w-]{36})/),
      awardId: award!.id,
      personId: award!.personId,
      listId: statusListUrl?.split('/').at(-1) ?? '',
      postId: captured(ledger, /id="post-([\w-]{36})"/),
      artefactId: captured(sequence, /\/evidence\/([\w-]{36})/),
      slotId,
      uploadId: begun.url.split('/').at(-1) ?? '',
      requestId: captured(placing.page, /\/deep-linking\/([\w-]{36})/),
      ...(await sparePlatform(world, institutionId)),
      ...(await spareAccounts(world, institutionId)),
      ...(await spareTrial(world, asked, award!.personId)),
      ...(await sharePiece(world, award!, slotId)),
      section: 'evidence',
      item: asked.slots[0]!.id,
      commentId: await remark(world, institutionId, asked.id),
      microCredentialId: asked.id,
      lms: 'moodle',
      coachingId,
      declarationId: await keepApart(mapping.visitor, `${url}/cohorts/${cohortId}/declarations`),
      normingId,
      ...(await keptWords(world, asked, placing.visitor, `${url}/norming/${normingId}/works/1`)),
      number: '1',
      proposalId,
      // Nothing of the story asks for anything first.
      dispensationId: randomUUID(),
      jointId,
    },
  }
}

/** Asks somebody into the first piece that can be shared; answers the id they find the invitation by. */
async function askPartner(
  educator: Visitor,
  writing: Page,
  partner: { visitor: Visitor; page: Page },
): Promise<string> {
  const link = writing.$('a[href$="/partners"]').first().attr('href') ?? ''
  const form = await educator.open(new URL(link, writing.url))
  const person = form.$('[name=person]').last().attr('value') ?? ''
  await educator.submit(form, 'form[action$="/partners"]', { person })
  return captured(await partner.visitor.open(partner.page.url), /\/invitations\/([\w-]{36})/)
}

/** Offers other evidence for the first slot; answers the id a facilitator finds it by. */
async function offerOther(
  educator: Visitor,
  writing: Page,
  facilitator: Visitor,
  list: URL,
): Promise<string> {
  const offer = writing.$('a[href$="/proposals"]').first().attr('href') ?? ''
  const form = await educator.open(new URL(offer, writing.url))
  const kind = form.$('[name=kind]').first().attr('value') ?? ''
  await educator.submit(form, 'form[action$="/proposals"]', { kind, reason: 'It shows the same.' })
  return captured(await facilitator.open(list), /\/proposals\/([\w-]{36})\/decision/)
}

/** The last who can be a coach becomes the coach of the first educator; answers the id of that. */
async function giveCoach(facilitator: Visitor, people: URL): Promise<string> {
  const page = await facilitator.open(people)
  const given = await facilitator.submit(page, '#coach-form', {
    coachId: page.$('#coachId option').last().attr('value') ?? '',
    educatorIds: page.$('[name=educatorIds]').first().attr('value') ?? '',
  })
  return captured(given, /\/coachings\/([\w-]{36})/)
}

/** The last who assesses is kept from the work of the last educator, who has sent none; answers the id of that. */
async function keepApart(facilitator: Visitor, declarations: string): Promise<string> {
  const page = await facilitator.open(declarations)
  const declared = await facilitator.submit(page, '#declare-form', {
    assessorId: page.$('#assessorId option').last().attr('value') ?? '',
    educatorId: page.$('#educatorId option').last().attr('value') ?? '',
    reason: 'They are cousins.',
  })
  return captured(declared, /\/declarations\/([\w-]{36})\/withdrawal/)
}

/** A round in which everybody who assesses scores the work of the first educator; answers its id. */
async function openNorming(facilitator: Visitor, rounds: string): Promise<string> {
  const form = await facilitator.open(`${rounds}/opening`)
  const people = form.$('[name=participants]').toArray()
  const opened = await facilitator.submit(form, '#opening-form', {
    title: 'Alike',
    works: form.$('[name=works]').first().attr('value') ?? '',
    participants: people.map((box) => form.$(box).attr('value') ?? ''),
    closesOn: new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10),
  })
  return captured(opened, /\/norming\/([\w-]{36})/)
}

/** Somebody's comment on a section; answers its id. */
async function remark({ tool }: World, institutionId: string, id: string): Promise<string> {
  const said = { section: 'evidence', text: 'Say how long.' } as const
  return (await tool.services.catalogue.comment(operator, institutionId, id, said)).id
}

/** A platform nobody uses, so that approving and disabling it ends nobody's session. */
async function sparePlatform({ tool }: World, institutionId: string): Promise<Ids> {
  const { platforms } = tool.services
  const issuer = `https://${institutionId}.example.org`
  const spare = await platforms.add(operator, {
    institutionId,
    issuer,
    clientId: 'spare',
    authUrl: `${issuer}/a`,
    tokenUrl: `${issuer}/t`,
    jwksUrl: `${issuer}/k`,
    deploymentId: '1',
    approve: false,
  })
  const deployments = await platforms.deployments(operator, institutionId)
  const deployment = deployments.find(({ registrationId }) => registrationId === spare.id)
  return { platformId: spare.id, deploymentId: deployment?.id ?? '' }
}

/** An owner, and an invitation on its way. */
async function spareAccounts({ tool }: World, institutionId: string): Promise<Ids> {
  const { staff, invitations, pool, poolInvitations } = tool.services
  const at = `${institutionId}.example.org`
  const account = { name: 'Ona', password: 'correct horse battery', institutionId, role: 'owner' as const }
  const owner = await staff.create(operator, { ...account, email: `owner@${at}` })
  const invited = { email: `new@${at}`, institutionId, role: 'auditor' as const }
  await pool.join(operator, institutionId, 'somebody', 'invited')
  const [member] = await pool.list(operator, institutionId)
  const { id: poolInvitationId } = await poolInvitations.invite(operator, institutionId, `guest@${at}`)
  const ofPool = { poolMemberId: member!.id, poolInvitationId }
  return { ...ofPool, staffId: owner.id, invitationId: (await invitations.invite(operator, invited)).id }
}

/** A portfolio in which the educator shows one file to whoever has the link. */
async function sharePiece(
  { tool }: World,
  { institutionId, personId, submissionIds }: Pick<Award, 'institutionId' | 'personId' | 'submissionIds'>,
  slotId: string,
): Promise<Ids> {
  const { portfolio, submissions } = tool.services
  const actor = { kind: 'person', institutionId, personId } as const
  const submissionId = submissionIds[0] ?? ''
  const open = { students: 'none', who: '', consent: null, audience: 'public' } as const
  await submissions.permit(actor, submissionId, slotId, open)
  await portfolio.decide(actor, { submissionId, slotId }, { was: '', changed: '' }, 'show')
  const { token } = await portfolio.share(actor, { label: 'A school', until: '' })
  const [link] = (await portfolio.mine(actor)).links
  return { shareToken: token ?? '', linkId: link?.id ?? '' }
}

/** A benchmark, and a trial on it that the educator has begun. */
async function spareTrial({ tool }: World, asked: MicroCredential, personId: string): Promise<Ids> {
  const { benchmarks, qualifying } = tool.services
  const { institutionId, id, key, rubric } = asked
  const level = rubric.levels[0]!.id
  const reference = rubric.criteria.map((one) => ({ criterionId: one.id, levelId: level, reason: 'So.' }))
  const answers = [{ slotId: asked.slots[0]!.id, text: 'A calm room.' }]
  const consent = 'Made up.'
  await benchmarks.make(operator, institutionId, id, { title: 'Sample', answers, reference, consent })
  const [benchmark] = await benchmarks.list(operator, institutionId)
  const trialId = await qualifying.begin({ kind: 'person', institutionId, personId }, key)
  return { benchmarkId: benchmark!.id, trialId }
}

/** What the first match of a pattern in a page captures; fails where there is none. */
export function captured(page: Page, pattern: RegExp): string {
  const found = pattern.exec(page.url.href + page.html)?.[1]
  expect(found, `${String(pattern)} on ${page.url.pathname}`).to.be.a('string')
  return found ?? ''
}
