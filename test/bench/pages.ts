import { cast } from '../../src/practiceLms/cast.js'
import { judgeAttempt, sendAttempt, storyOf } from '../support/story.js'
import type { Visitor } from '../support/visitor.js'
import { startWorld } from '../support/world.js'
import { rounded, type Measure } from './measure.js'
import { weigh } from './pages/weigh.js'

/** What a learner's page may weigh with everything it needs, on the first visit of a phone. */
const GOAL_BYTES = 60_000

/**
 * Bytes over the wire (headers and all) of each page a learner sees on the way to a badge, with its styles, scripts and pictures,
 * as a browser that takes compressed answers gets them; first with an empty cache, then with what it has kept.
 */
export async function benchPages(): Promise<Measure[]> {
  const story = storyOf('calm-arrival')
  const [first, second] = story.attempts
  const [facilitator] = cast.facilitators
  const [assessor] = cast.assessors
  const educator = cast.educators[2]
  if (!first || !second || !facilitator || !assessor || !educator) throw new Error('the cast is not whole')

  const measures: Measure[] = []
  const take = async (name: string, visitor: Visitor, url: URL): Promise<void> => {
    const cookies = visitor.cookies(url.origin)
    const { bytes, requests, pageBytes } = await weigh(url, cookies)
    const against = '60 kB'
    measures.push(
      {
        name: `${name}: first visit, ${String(requests)} requests`,
        value: bytes,
        unit: 'bytes',
        against,
        ratio: rounded(bytes / GOAL_BYTES),
      },
      {
        name: `${name}: again`,
        value: pageBytes,
        unit: 'bytes',
        against,
        ratio: rounded(pageBytes / GOAL_BYTES),
      },
    )
  }

  const world = await startWorld()
  try {
    const assignment = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } })
    const open = (person: { key: string }) => world.launch(person.key, { assignment: assignment.id })
    const mapped = await open(facilitator)
    const published = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
    await mapped.visitor.submit(mapped.page, 'form[action$="/mapping"]', {
      microCredentialId: published?.id ?? '',
    })
    const judge = async (attempt: typeof first): Promise<void> => {
      const { visitor, page } = await open(assessor)
      const cohort = /\/cohorts\/([^/"?]+)/.exec(page.html)?.[1] ?? ''
      const queue = await visitor.open(`${world.url}/cohorts/${cohort}/queue`)
      const opened = await visitor.submit(queue, 'form[action*="/submissions/"][action$="/assessments"]')
      await judgeAttempt(visitor, opened, attempt)
    }

    const { visitor, page } = await open(educator)
    const home = page.$('a[href^="/cohorts/"]').attr('href') ?? ''
    await take('home', visitor, new URL(home, world.url))
    await take('before start', visitor, page.url)
    const writing = await visitor.submit(page, 'form[action$="/submissions"]')
    await take('writing', visitor, writing.url)
    const receipt = await sendAttempt(visitor, writing, first)
    await take('receipt', visitor, receipt.url)
    await judge(first)
    await take('try again', visitor, page.url)
    await sendAttempt(visitor, await visitor.open(page.url), second)
    await judge(second)
    await take('earned', visitor, page.url)
    const earned = await visitor.open(page.url)
    const badge = earned.$('a[href^="/badges/"]').attr('href') ?? ''
    await take('badge', visitor, new URL(badge, world.url))
    return measures
  } finally {
    await world.close()
  }
}
