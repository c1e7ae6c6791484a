import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { cast } from '../../src/practiceLms/cast.js'
import { judgeAttempt, sendAttempt, storyOf } from '../support/story.js'
import type { Page, Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'
import { complaintsAbout } from './audit.js'
import { openBrowser } from '../support/browser.js'

const story = storyOf('calm-arrival')

/** Addresses differ in ids; two that differ in nothing else are the same kind of page. */
const kindOf = (url: URL): string =>
  url.pathname.replace(/[^/]*\d[^/]*/g, ':id') + (url.searchParams.has('view') ? '?view' : '')

/** What a page is built of: the same kind of page in another state is built of other parts. */
const partsOf = (page: Page): string => {
  const parts = page.$('[class]').toArray()
  return [kindOf(page.url), ...new Set(parts.map(({ attribs }) => attribs['class']))].sort().join(' ')
}

/** One page of each kind that links lead to from here, this page first. */
async function reachable(visitor: Visitor, start: Page): Promise<Page[]> {
  const found = new Map([[kindOf(start.url), start]])
  for (const page of found.values())
    for (const { attribs } of page.$('a[href]:not([download])').toArray()) {
      const url = new URL(attribs['href'] ?? '', page.url)
      url.hash = ''
      if (url.origin !== start.url.origin || url.searchParams.has('lang') || found.has(kindOf(url))) continue
      const next = await visitor.open(url)
      if (next.headers.get('content-type')?.includes('html')) found.set(kindOf(url), next)
    }
  return [...found.values()]
}

describe('The pages of a course in a browser', function () {
  this.timeout(180_000)
  let world: World
  let browser: Browser
  let assignment: { id: string }
  const seen = new Set<string>()

  before(async () => {
    ;[world, browser] = await Promise.all([startWorld(), openBrowser()])
    assignment = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } })
    world.lms.createAssignment({ title: 'Not mapped', lineItem: { scoreMaximum: 100 } })
  })
  after(async () => {
    await browser.close()
    await world.close()
  })

  const arrive = (person: { key: string }) => world.launch(person.key, { assignment: assignment.id })
  const [facilitator, assessor, educator] = [cast.facilitators[0]!, cast.assessors[0]!, cast.educators[2]!]

  /**
   * Sees each page a person can reach from here and nobody saw before, as two very different people have it on
   * their screens.
   */
  async function look(visitor: Visitor, start: Page): Promise<string[]> {
    const cookies = Object.entries(visitor.cookies(new URL(world.url).origin)).map(([name, value]) => ({
      name,
      value,
      url: world.url.replace('http:', 'https:'),
      secure: true,
    }))
    const fresh = (await reachable(visitor, start)).filter((page) => !seen.has(partsOf(page)))
    for (const page of fresh) seen.add(partsOf(page))
    const complaints: string[] = []
    for (const [lang, width, colorScheme] of [
      ['en', 1280, 'light'],
      ['ar', 360, 'dark'],
    ] as const) {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height: 800 },
      })
      await context.addCookies(cookies)
      for (const { url } of fresh) {
        const address = new URL(url)
        address.searchParams.set('lang', lang)
        complaints.push(...(await complaintsAbout(context, address)))
      }
      await context.close()
    }
    return complaints
  }

  it('raise no serious finding while a facilitator maps an assignment', async () => {
    const { visitor, page } = await arrive(facilitator)
    expect(await look(visitor, page)).to.deep.equal([])
    const published = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
    await visitor.submit(page, 'form[action$="/mapping"]', { microCredentialId: published?.id ?? '' })
  })

  it('raise none for an educator, before starting, while writing and after sending', async () => {
    const { visitor, page } = await arrive(educator)
    expect(await look(visitor, page)).to.deep.equal([])
    const writing = await visitor.submit(page, 'form[action$="/submissions"]')
    expect(await look(visitor, writing)).to.deep.equal([])
    const receipt = await sendAttempt(visitor, writing, story.attempts[0]!)
    expect(await look(visitor, receipt)).to.deep.equal([])
  })

  it('raise none for an assessor, from the queue to the last question', async () => {
    const { visitor, page } = await arrive(assessor)
    const cohortId = /\/cohorts\/([^/"?]+)/.exec(page.html)?.[1] ?? ''
    const queue = await visitor.open(`${world.url}/cohorts/${cohortId}/queue`)
    const opened = await visitor.submit(queue, 'form[action$="/assessments"]')
    expect(await look(visitor, opened)).to.deep.equal([])
    const judged = story.attempts[0]!.judgements.flatMap(({ criterionId, levelId, comment }) => [
      [`level-${criterionId}`, levelId],
      [`comment-${criterionId}`, comment ?? ''],
    ])
    const ask = (fields: Record<string, string>) =>
      visitor.submit(opened, '#judgement-form', { ...fields, next: 'finalisation' })
    const incomplete = await ask({})
    expect(incomplete.status).to.equal(422)
    expect(await look(visitor, incomplete)).to.deep.equal([])
    const question = await ask(Object.fromEntries(judged) as Record<string, string>)
    expect(question.$('#finalisation-form').length).to.equal(1)
    expect(await look(visitor, question)).to.deep.equal([])
    expect(await look(visitor, await visitor.submit(question, '#finalisation-form'))).to.deep.equal([])
  })

  it('raise none when feedback asks the educator to try again, nor for the facilitator who looks on', async () => {
    const { visitor, page } = await arrive(educator)
    expect(page.text).to.contain('Try again')
    expect(await look(visitor, page)).to.deep.equal([])
    const watching = await arrive(facilitator)
    expect(await look(watching.visitor, watching.page)).to.deep.equal([])
  })

  it('raise none when it is earned, on the way to the badge that anybody may see', async () => {
    const [, second] = story.attempts
    const trying = await arrive(educator)
    await sendAttempt(trying.visitor, trying.page, second!)
    const { visitor, page } = await arrive(assessor)
    const cohortId = /\/cohorts\/([^/"?]+)/.exec(page.html)?.[1] ?? ''
    const queue = await visitor.open(`${world.url}/cohorts/${cohortId}/queue`)
    await judgeAttempt(visitor, await visitor.submit(queue, 'form[action$="/assessments"]'), second!)
    const earned = await arrive(educator)
    expect(earned.page.text).to.contain('Earned')
    expect(await look(earned.visitor, earned.page)).to.deep.equal([])
    expect([...seen].filter((parts) => parts.includes('/badges/:id'))).not.to.be.empty
  })

  it('raise none for staff signing in, for somebody who checks a badge, and where there is nothing', async () => {
    const context = await browser.newContext()
    for (const path of ['/admin/sign-in', '/verify', '/nowhere']) {
      const complaints = await complaintsAbout(context, `${world.url}${path}`)
      expect(complaints).to.deep.equal([])
    }
    await context.close()
  })
})
