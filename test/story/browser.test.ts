import { expect } from 'chai'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { cast } from '../../src/practiceLms/cast.js'
import { openBrowser } from '../support/browser.js'
import { storyOf } from '../support/story.js'
import { startWorld, type World } from '../support/world.js'

const story = storyOf('calm-arrival')

/** The course page of the practice LMS with the tool in its frame, on another site, third-party cookies blocked as browsers do. */
describe('an assignment opened in its course, in a browser', function () {
  this.timeout(90_000)
  let world: World
  let browser: Browser
  let assignment: { id: string }

  before(async () => {
    world = await startWorld()
    browser = await openBrowser()
    assignment = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } })
    const { visitor, page } = await world.launch(cast.facilitators[0]!.key, { assignment: assignment.id })
    const asked = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
    await visitor.submit(page, 'form[action$="/mapping"]', { microCredentialId: asked?.id ?? '' })
  })
  after(async () => {
    await browser.close()
    await world.close()
  })

  /** Opens the assignment as a phone would; without script the browser needs a press where scripts press by themselves. */
  async function open(
    person: string,
    javaScriptEnabled: boolean,
  ): Promise<{ page: Page; tool: FrameLocator }> {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled })
    const page = await context.newPage()
    const { issuer } = world.lms.platform()
    await page.goto(`${issuer}/as/${person}`)
    await page.goto(`${issuer}/assignments/${assignment.id}`)
    const tool = page.frameLocator('iframe.tool')
    for (let presses = 0; !javaScriptEnabled && presses < 2; presses += 1) {
      await tool.getByRole('button', { name: 'Continue' }).click()
      await page.waitForTimeout(300)
    }
    return { page, tool }
  }

  for (const script of [true, false])
    it(`starts, saves and comes back to what was written (${script ? 'with' : 'without'} script)`, async () => {
      const { key } = cast.educators[script ? 30 : 31]!
      const { page, tool } = await open(key, script)
      await tool.getByRole('button', { name: 'Start' }).first().click()
      const slot = tool.locator('#slot-problem')
      const text = slot.locator('textarea')
      await text.waitFor({ state: 'attached' })
      if (!(await text.isVisible())) await slot.locator('summary').first().click()
      await text.fill('The corridor is loud when the buses come.')
      if (script) await tool.locator('[data-autosave-text]', { hasText: /Saved/ }).first().waitFor()
      else await tool.getByRole('button', { name: 'Save', exact: true }).click()
      await page.waitForTimeout(script ? 0 : 500)
      const cookies = await page.context().cookies(world.url)
      const session = cookies.find(({ name }) => name === '__Host-cairn')
      expect(session).to.include({ httpOnly: true, secure: true, sameSite: 'None' })
      await page.close()
      const again = await page.context().newPage()
      await again.goto(`${world.lms.platform().issuer}/assignments/${assignment.id}`)
      const frame = again.frameLocator('iframe.tool')
      for (let presses = 0; !script && presses < 2; presses += 1) {
        await frame.getByRole('button', { name: 'Continue' }).click()
        await again.waitForTimeout(300)
      }
      await frame.locator('#slot-problem textarea').waitFor({ state: 'attached' })
      expect(await frame.locator('#slot-problem textarea').inputValue()).to.contain('The corridor is loud')
      await again.context().close()
    })

  it('keeps in its frame what is written while the network is away, and sends it on when it is back', async () => {
    const { page, tool } = await open(cast.educators[33]!.key, true)
    await tool.getByRole('button', { name: 'Start' }).first().click()
    const slot = tool.locator('#slot-problem')
    const text = slot.locator('textarea')
    await text.waitFor({ state: 'attached' })
    if (!(await text.isVisible())) await slot.locator('summary').first().click()
    const told = (words: string) => tool.locator('[data-autosave-text]', { hasText: words }).first().waitFor()
    await page.context().setOffline(true)
    await text.fill('Written where the bus has no network.')
    await told('Kept on this phone')
    await page.context().setOffline(false)
    await told('Saved')
    await page.reload()
    await text.waitFor({ state: 'attached' })
    expect(await text.inputValue()).to.contain('Written where the bus')
    await page.context().close()
  })

  it('speaks Arabic, from right to left, to somebody whose course does', async () => {
    const { page, tool } = await open(cast.educators[0]!.key, true)
    await tool.locator('h1').waitFor()
    expect(await tool.locator('html').getAttribute('dir')).to.equal('rtl')
    expect(await tool.locator('h1').textContent()).to.match(/[\u0600-\u06ff]/)
    const width = await tool.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)
    expect(width).to.be.at.most(0)
    await page.context().close()
  })
})
