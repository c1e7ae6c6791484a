import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { operator } from '../../src/audit/actor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import { openBrowser } from '../support/browser.js'
import { startWorld, type World } from '../support/world.js'

const account = { email: 'ada@example.org', password: 'correct horse battery' }

/** Presses on the way from the console to a first launch, in both systems together; the link is carried over once. */
const MOST_PRESSES = 10

/** An administrator's way, by what stands on the pages and nothing else: only visible links, buttons and labels are used. */
describe('adding Cairn to an LMS, in a browser', function () {
  this.timeout(90_000)
  let world: World
  let browser: Browser
  let context: BrowserContext

  before(async () => {
    world = await startWorld()
    const { institutions, staff } = world.tool.services
    const { id } = await institutions.create(operator, { name: 'Mountain College' })
    await staff.create(operator, { ...account, name: 'Ada', institutionId: id, role: 'administrator' })
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 390, height: 800 } })
    const door = await context.newPage()
    await door.goto(`${world.url.replace('127.0.0.1', 'localhost')}/admin`)
    await door.getByLabel('E-mail').fill(account.email)
    await door.getByLabel('Password').first().fill(account.password)
    await door.getByRole('button', { name: 'Sign in' }).click()
    await door.waitForURL(/institutions/)
    await door.close()
  })
  after(async () => {
    await browser.close()
    await world.close()
  })

  for (const [personality, title, left] of [
    ['moodle', 'Add to Moodle', 'press Activate'],
    ['canvas', 'Add to Canvas', 'enable it'],
  ] as const)
    it(`leads from “${title}” to a first launch that the self-test finds well, in ${String(MOST_PRESSES)} presses`, async () => {
      const lms = await createPracticeLms({ personality })
      await lms.listen()
      let presses = 0
      const press = async (page: Page, role: 'link' | 'button', name: string | RegExp) => {
        presses += 1
        await page.getByRole(role, { name }).first().click()
      }

      const desk = await context.newPage()
      await desk.goto(`${world.url.replace('127.0.0.1', 'localhost')}/admin`)
      presses += 1
      await desk.getByRole('main').getByRole('link', { name: title }).click()
      await press(desk, 'button', 'Make the link')
      const link = await desk.getByLabel('Registration link').inputValue()
      const opening = context.waitForEvent('page')
      await press(desk, 'link', 'Watch it in a new tab')
      const watch = await opening
      /** What the page beside the steps says now; it looks again by itself, which nobody waits for here. */
      const next = async () => {
        await watch.reload()
        return watch.locator('.notice').first().innerText()
      }
      await watch.getByText('Nothing has arrived yet').waitFor()

      const there = await context.newPage()
      await there.goto(lms.platform().issuer)
      await press(there, 'link', 'Tools')
      await there.getByLabel("The tool's registration address").fill(link)
      await press(there, 'button', 'Add tool')
      const frame = there.frameLocator('iframe.tool')
      expect(await frame.locator('main').innerText())
        .to.contain('Cairn is connected')
        .and.to.contain(left)
      expect(await next()).to.match(/What to do next[^]*active in the LMS/)
      presses += 1
      await frame.getByRole('button', { name: 'Close this window' }).click()
      await there.waitForURL(/\/tools$/)
      await press(there, 'button', 'Activate')
      expect(await next()).to.match(/What to do next[^]*Open Cairn once from a course/)

      await press(there, 'link', 'People')
      await press(there, 'button', cast.facilitators[0]!.name)
      await press(there, 'link', 'Select content from Cairn')
      await frame.getByRole('heading', { name: 'Choose what to place in your course' }).waitFor()
      expect(await next()).to.contain('All is well')
      expect(await watch.locator('main').innerText()).not.to.match(/Mend this|Not known yet/)
      expect(presses).to.be.at.most(MOST_PRESSES)
      for (const page of [desk, watch, there]) await page.close()
      await lms.close()
    })
})
