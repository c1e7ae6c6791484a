import type { Page, Visitor } from '../support/visitor.js'
import { png } from './files.js'
import type { SubmissionWorld } from './world.js'

export const EVIDENCE = '#evidence-form'
export const JUDGEMENTS = '#judgement-form'

type Place = Awaited<ReturnType<SubmissionWorld['course']>>

/** The id of the submission whose evidence form a page shows. */
export const submissionIn = (page: Page): string =>
  /\/submissions\/([^/]+)\/drafts/.exec(page.$(EVIDENCE).attr('action') ?? '')?.[1] ?? ''

/** What a form says now, by field; of several fields with one name the last. */
export const valuesOf = (page: Page, selector = EVIDENCE): Record<string, string> =>
  Object.fromEntries(
    page
      .$(selector)
      .serializeArray()
      .map(({ name, value }) => [name, value]),
  )

/** Presses the form's button that sends it elsewhere. */
export const press = (who: Visitor, page: Page, path: string, fields: Record<string, string> = {}) =>
  who.send(new URL(path, page.url), { ...valuesOf(page), ...fields })

/** Starts an assignment and answers the page with the evidence form. */
export async function start(world: SubmissionWorld, place: Place, who: Visitor): Promise<Page> {
  const page = await who.open(`${world.origin}/assignments/${place.assignment.id}`)
  return who.submit(page, 'form[action$="/submissions"]')
}

/** Starts an assignment, fills everything in and sends it. Answers the submission's id. */
export async function sendAll(world: SubmissionWorld, place: Place, who: Visitor): Promise<string> {
  const started = await start(world, place, who)
  const page = await who.upload(started, EVIDENCE, 'file-photo', { name: 'room.png', content: png })
  const id = submissionIn(page)
  const receipt = await press(who, page, `/submissions/${id}/sending`, {
    'text-story': 'We moved the desks and practised the bell together.',
    'answer-look-back-0': 'Voices are lower.',
    'answer-look-back-1': 'Mornings.',
  })
  if (!receipt.url.pathname.endsWith('/receipt')) throw new Error(`not sent: ${receipt.text}`)
  return id
}

/** Begins assessing a submission and answers the assessor's page. */
export async function begin(world: SubmissionWorld, place: Place, who: Visitor, id: string): Promise<Page> {
  const queue = await who.open(`${world.origin}/cohorts/${place.cohort.id}/queue`)
  return who.submit(queue, `form[action="/submissions/${id}/assessments"]`)
}

/** Fields of the assessor's form: the same level everywhere, or one by criterion. */
export const judge = (levels: Record<string, [level: string, comment: string]>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(levels).flatMap(([id, [level, comment]]) => [
      [`level-${id}`, level],
      [`comment-${id}`, comment],
    ]),
  )
