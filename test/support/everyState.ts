import { operator } from '../../src/audit/actor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { judgeAttempt, sendAttempt, storyOf } from './story.js'
import type { Page, Visitor } from './visitor.js'
import type { World } from './world.js'

/** Somebody who stands on a page. */
export interface Standing {
  visitor: Visitor
  page: Page
}

const story = storyOf('calm-arrival')
const [first, second] = story.attempts
const [facilitator] = cast.facilitators
const [assessor] = cast.assessors
const educators = cast.educators.slice(1, 8).map(({ key }) => key)
const password = 'correct horse battery'

/**
 * Brings a course to the point where each state an educator can be in is somebody's, and an assessor has one work
 * open. Answers everybody on the page they come to, by what they are.
 */
export async function everyState(world: World): Promise<Record<string, Standing>> {
  const { id: assignment } = world.lms.createAssignment({ title: 'حرف 1', lineItem: { scoreMaximum: 100 } })
  const { id: unmapped } = world.lms.createAssignment({ title: 'حرف 2', lineItem: { scoreMaximum: 100 } })
  const arrive = (key: string | undefined, place = assignment) =>
    world.launch(key ?? '', { assignment: place })
  const teaching = await arrive(facilitator?.key)
  const published = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
  await teaching.visitor.submit(teaching.page, 'form[action$="/mapping"]', {
    microCredentialId: published?.id ?? '',
  })

  // Siobhán O'Connor earns: her name stands within most sentences.
  const [notStarted, earned, submitted, beingAssessed, tryAgain, inProgress, incomplete] = educators
  for (const key of [inProgress, submitted, beingAssessed, tryAgain, earned, incomplete]) {
    const { visitor, page } = await arrive(key)
    const writing = await visitor.submit(page, 'form[action$="/submissions"]')
    if (key !== inProgress) await sendAttempt(visitor, writing, first!)
  }
  const assess = async (educator: string | undefined) => {
    const { visitor, page } = await arrive(assessor?.key)
    const name = cast.educators.find(({ key }) => key === educator)?.name ?? ''
    const link = page.$('tbody th a').filter((_, element) => page.$(element).text().trim() === name)
    const work = await visitor.open(new URL(link.attr('href') ?? '', page.url))
    return { visitor, page: await visitor.submit(work, 'form[action$="/assessments"]') }
  }
  for (const key of [tryAgain, earned]) {
    const { visitor, page } = await assess(key)
    await judgeAttempt(visitor, page, first!)
  }
  const unfit = await assess(incomplete)
  const asking = await unfit.visitor.submit(unfit.page, '#judgement-form', { next: 'sending-back' })
  const [piece] = asking.$('#pieces textarea').toArray()
  const slot = piece?.attribs['name']?.replace('words-', '') ?? ''
  await unfit.visitor.submit(asking, '#pieces', {
    [`reason-${slot}`]: 'cannotRead',
    [`words-${slot}`]: 'الصفحة الثانية سوداء. The second page is black.',
  })
  const again = await arrive(earned)
  await sendAttempt(again.visitor, again.page, second!)
  const passing = await assess(earned)
  const answered = await judgeAttempt(passing.visitor, passing.page, second!)
  const assessing = await assess(beingAssessed)
  await world.sendScores()

  return {
    notStarted: await arrive(notStarted),
    inProgress: await arrive(inProgress),
    submitted: await arrive(submitted),
    beingAssessed: await arrive(beingAssessed),
    tryAgain: await arrive(tryAgain),
    incomplete: await arrive(incomplete),
    earned: await arrive(earned),
    notReady: await arrive(notStarted, unmapped),
    facilitator: await arrive(facilitator?.key),
    question: await arrive(facilitator?.key, unmapped),
    placing: await world.launch(facilitator?.key ?? '', { message: 'LtiDeepLinkingRequest' }),
    assessing,
    answered: { visitor: passing.visitor, page: answered },
    lastQuestion: await lastQuestion(assessing),
    sendingBack: { visitor: unfit.visitor, page: asking },
  }
}

/** The page that asks once more before an answer is final. */
async function lastQuestion({ visitor, page }: Standing): Promise<Standing> {
  const fields: Record<string, string> = { next: 'finalisation' }
  for (const { criterionId, levelId, comment } of first!.judgements) {
    fields[`level-${criterionId}`] = levelId
    fields[`comment-${criterionId}`] = comment ?? ''
  }
  return { visitor, page: await visitor.submit(page, '#judgement-form', fields) }
}

/** The owner of the installation, signed in at the console. */
export async function signedInStaff(world: World, visitor: Visitor): Promise<Standing> {
  const account = { email: 'owner@example.org', name: 'Ona', institutionId: null, role: 'owner' } as const
  await world.tool.services.staff.create(operator, { ...account, password })
  const door = await visitor.open(`${world.url}/admin`)
  return { visitor, page: await visitor.submit(door, 'main form', { email: account.email, password }) }
}
