import { expect } from 'chai'
import type { Browser, BrowserContext, Page as Shown } from 'playwright-core'
import { operator } from '../../src/audit/actor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { arriveAs, tellStory, type Place } from '../hostile/wholeStory.js'
import { openBrowser } from '../support/browser.js'
import { signedInStaff } from '../support/everyState.js'
import { sendAttempt, storyOf } from '../support/story.js'
import { Visitor, type Page } from '../support/visitor.js'
import { wav } from '../support/wav.js'
import { startWorld, type World } from '../support/world.js'
import { complaintsAbout } from './audit.js'

const [first] = storyOf('calm-arrival').attempts

/** Said to the browser: as soon as it knows how long the sound is, stand at the seventh second. */
const windTo7 = `(async (player) => {
  if (player.readyState === 0) await new Promise((known) => player.addEventListener('loadedmetadata', known))
  player.currentTime = 7
})(document.querySelector('audio'))`

/** Pages about judging that the path of a course does not lead to, and what their scripts do. */
describe('The pages of assessors in a browser', function () {
  this.timeout(120_000)
  let world: World
  let browser: Browser
  let story: Place
  let staff: Visitor

  before(async () => {
    ;[world, browser] = await Promise.all([startWorld(), openBrowser()])
    story = await tellStory(world, world)
    staff = (await signedInStaff(world, new Visitor())).visitor
    const { poolInvitations } = world.tool.services
    const { url } = await poolInvitations.invite(operator, world.institutionId, 'vera@example.org')
    story.ids['invitation'] = url.split('/').at(-1) ?? ''
  })
  after(async () => {
    await browser.close()
    await world.close()
  })

  async function contextOf(visitor: Visitor, width: number, colorScheme: 'light' | 'dark') {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } })
    const cookies = Object.entries(visitor.cookies(new URL(world.url).origin))
    const url = world.url.replace('http:', 'https:')
    await context.addCookies(cookies.map(([name, value]) => ({ name, value, url, secure: true })))
    return context
  }

  const inCohort = ['pool', 'norming', 'norming/opening', 'records', 'quality'].map((one) => `/cohorts/:cohortId/${one}`) // prettier-ignore
  const inConsole = [
    ...['assessors', 'benchmarks', 'benchmarks/of/:microCredentialId', 'snippets', 'quality', 'files'],
    ...['catalogue-frameworks', 'catalogue-exchange', 'catalogue/:microCredentialId/framework-items'],
  ].map((one) => `/admin/institutions/:institutionId/${one}`)

  // One look at each, by turns as two very different people have them on their screens.
  const people: [string, () => Visitor, string[]][] = [
    ['an assessor', () => story.assessor, ['/assess', '/snippets', '/norming/:normingId', '/norming/:normingId/works/:number', '/assessments/:assessmentId/correction']], // prettier-ignore
    ['a facilitator', () => story.facilitator, [...inCohort, '/submissions/:submissionId/benchmark']],
    ['an educator', () => story.educator, ['/cohorts/:cohortId', '/assess', '/assess/trials/:trialId', '/submissions/:submissionId/files']], // prettier-ignore
    ['staff', () => staff, inConsole],
    ['somebody invited', () => new Visitor(), ['/assess/sign-in', '/assess/joining/:invitation']],
  ]
  for (const [who, visitor, places] of people)
    it(`raise no serious axe finding and fit their window (${who})`, async () => {
      const wide = await contextOf(visitor(), 1280, 'light')
      const phone = await contextOf(visitor(), 360, 'dark')
      const complaints: string[] = []
      for (const [index, place] of places.entries()) {
        const path = place.replace(/:(\w+)/g, (_, name: string) => story.ids[name] ?? '')
        const [context, lang] = index % 2 === 0 ? ([phone, 'ar'] as const) : ([wide, 'en'] as const)
        const address = `${world.url}${path}?lang=${lang}`
        expect((await visitor().open(address)).status, place).to.equal(200)
        complaints.push(...(await complaintsAbout(context, address)))
      }
      await Promise.all([wide.close(), phone.close()])
      expect(complaints).to.deep.equal([])
    })

  describe('with a sound in the evidence', () => {
    let context: BrowserContext
    let page: Shown
    let opened: Page
    const evidence = () => page.locator('.card', { has: page.locator('audio') })

    before(async () => {
      const sender = await arriveAs(world, cast.educators[8]!.key, 'educator', story.assignment)
      const begun = await sender.visitor.submit(sender.page, 'form[action$="/submissions"]')
      const answers = first!.answers.filter(({ slotId }) => slotId !== 'moment')
      const file = { name: 'voice.wav', content: wav(20) }
      const heard = await sender.visitor.upload(begun, '#evidence-form', 'file-moment', file)
      await sendAttempt(sender.visitor, heard, { ...first!, answers })
      const judge = await arriveAs(world, cast.assessors[0]!.key, 'assessor', story.assignment)
      const queue = await judge.visitor.open(`${world.url}/cohorts/${story.ids['cohortId'] ?? ''}/queue`)
      opened = await judge.visitor.submit(queue, 'form[action$="/assessments"]')
      context = await contextOf(judge.visitor, 1280, 'light')
      page = await context.newPage()
      await page.goto(opened.url.href)
    })
    after(() => context.close())

    it('marking a moment takes the time of the player and leads to its words, which are saved with the judgement', async () => {
      await evidence().locator('details:has([data-moments]) > summary').click()
      await page.evaluate(windTo7)
      await evidence().locator('[data-moment]').click()
      const [at, text] = [evidence().locator('input').nth(0), evidence().locator('input').nth(1)]
      expect(await at.inputValue()).to.equal('0:07')
      await page.keyboard.type('Here they laugh.')
      expect(await text.inputValue()).to.equal('Here they laugh.')
      const saved = page.waitForResponse((one) => one.url().endsWith('/drafts'))
      expect((await saved).status()).to.equal(200)
    })

    it('kept words go into their field at once, behind what stands there, and once', async () => {
      const field = page.locator('textarea[name^="comment-"]').first()
      await field.fill('I saw a bell.')
      const words = page.locator('.group').first().locator('details:has([name=keep])')
      await words.locator('summary').click()
      await words.locator('[name=keep]').first().click()
      await page.waitForURL(/snippet=kept/)
      await field.fill('The door is open.')
      for (let presses = 0; presses < 2; presses += 1) await page.locator('[data-snippet]', { hasText: 'Put it in' }).first().click() // prettier-ignore
      expect(await field.inputValue()).to.equal('The door is open.\n\nI saw a bell.')
      expect(await page.evaluate('document.activeElement.name')).to.equal(await field.getAttribute('name'))
    })

    it('a moment that was spoken of winds the player to it', async () => {
      for (const group of await page.locator('[data-criterion]').all()) await group.locator('.level').last().click() // prettier-ignore
      await page.locator('button[value=finalisation]').click()
      await page.locator('#finalisation-form button').click()
      await page.waitForURL(/done=finalised/)
      await page.locator('a[data-seek="7"] bdi').click()
      const place = await page.evaluate('document.querySelector("audio").currentTime')
      expect(Number(place)).to.be.within(7, 9)
      expect(new URL(page.url()).pathname).to.equal(opened.url.pathname)
    })
  })
})
