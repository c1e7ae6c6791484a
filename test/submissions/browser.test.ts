import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.js'
import { mp4, zip } from './files.js'
import { start } from './forms.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

describe('the evidence page in a browser', () => {
  let world: SubmissionWorld
  let browser: Browser
  let address: string

  before(async () => {
    world = await submissionWorld()
    const place = await world.course()
    await start(world, place, await world.enrol(place, 'amal', ['educator'], 'Amal'))
    address = `${world.origin}/assignments/${place.assignment.id}`
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await world.stop()
  })

  async function open(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    await page.goto(`${world.origin}/sign-in/inst-1/amal`)
    await page.goto(address)
    // Which slots are unfolded is not what is asked here.
    await page.evaluate(
      "document.querySelectorAll('#evidence-form details').forEach((slot) => (slot.open = true))",
    )
    return page
  }

  it('a file is sent as soon as it is chosen, and what was typed beside it is saved with it', async () => {
    const page = await open()
    await page.locator('#text-story').fill('We moved the desks and practised the bell.')
    await page
      .locator('#file-photo')
      .setInputFiles({ name: 'bell.mp4', mimeType: 'video/mp4', buffer: mp4(9_000) })
    await page.locator('#slot-photo video').waitFor({ state: 'attached' })
    expect(await page.locator('#text-story').inputValue()).to.equal(
      'We moved the desks and practised the bell.',
    )
    await page.context().close()
  })

  const refused: [string, Buffer, string][] = [
    ['of the wrong kind', zip, 'What is inside this file'],
    ['that is too large, without sending it', mp4(200_001), 'this slot takes up to 200 kB'],
  ]
  for (const [what, buffer, words] of refused)
    it(`a file ${what} is refused beside its field`, async () => {
      const page = await open()
      await page.locator('#file-photo').setInputFiles({ name: 'lesson.mp4', mimeType: 'video/mp4', buffer })
      await page.locator('#slot-photo .error').waitFor()
      expect(await page.locator('#slot-photo .error').textContent()).to.include(words)
      await page.context().close()
    })

  describe('while a file is on its way', () => {
    const choose = (page: Page, name: string) =>
      page.locator('#file-photo').setInputFiles({ name, mimeType: 'video/mp4', buffer: mp4(120_000) })
    const status = (page: Page) => page.locator('#slot-photo [role=status]')
    const inSlot = (page: Page, name: string) => page.locator('#held-photo').getByText(name).first().waitFor()
    /** Meets the parts that are sent, one after the other; those beyond the list go through. */
    async function meetParts(page: Page, ...how: ('drop' | 'hang')[]): Promise<void> {
      await page.route('**/uploads/*', async (route) => {
        const next = route.request().method() === 'PATCH' ? how.shift() : undefined
        if (next === 'drop') await route.abort('connectionreset')
        else if (!next) await route.continue()
      })
    }

    it('a dropped line is said so and waited for, and the file arrives by itself', async () => {
      const page = await open()
      await meetParts(page, 'drop')
      await choose(page, 'dropped.mp4')
      await status(page).getByText('The line is gone for a moment.').waitFor()
      await inSlot(page, 'dropped.mp4')
      expect(await status(page).textContent()).to.equal('dropped.mp4 is here.')
      await page.context().close()
    })

    it('a person can pause it, go on, and think better of it', async () => {
      const page = await open()
      let hangs = true
      await page.route('**/uploads/*', async (route) => {
        if (!hangs || route.request().method() !== 'PATCH') await route.continue()
      })
      await choose(page, 'paused.mp4')
      await page.getByRole('button', { name: 'Pause' }).click()
      await status(page).getByText('Paused.').waitFor()
      await page.getByRole('button', { name: 'Go on' }).click()
      await page.getByRole('button', { name: 'Do not send it' }).click()
      await status(page).getByText('It was not sent.').waitFor()
      expect(await page.locator('#file-photo').isEnabled()).to.equal(true)
      hangs = false
      await choose(page, 'another.mp4')
      await inSlot(page, 'another.mp4')
      await page.context().close()
    })

    it('a closed page is remembered, and the same file goes on where it stopped', async () => {
      const page = await open()
      await meetParts(page, 'hang')
      await choose(page, 'closed.mp4')
      await status(page).getByText('closed.mp4 is on its way').waitFor()
      await page.getByRole('button', { name: 'Pause' }).waitFor()
      const remembered = "Object.keys(localStorage).filter((key) => key.startsWith('cairn:upload:')).length"
      expect(await page.evaluate(remembered)).to.equal(1)
      const again = await page.context().newPage()
      await again.goto(address)
      await page.close()
      expect(await status(again).textContent()).to.match(/^You had begun to send closed.mp4 \(120 kB\)/)
      await choose(again, 'closed.mp4')
      await inSlot(again, 'closed.mp4')
      expect(await again.evaluate(remembered)).to.equal(0)
      await again.context().close()
    })
  })

  it('what is typed is saved without a click and is there in a new tab', async () => {
    const page = await open()
    await page.locator('#answer-look-back-0').fill('Voices are lower.')
    await page.waitForResponse((response) => response.url().includes('/drafts') && response.ok())
    await page.context().close()
    const later = await open()
    expect(await later.locator('#answer-look-back-0').inputValue()).to.equal('Voices are lower.')
    await later.context().close()
  })

  it('an old tab that saves by itself says that both texts are kept', async () => {
    const [old, other] = [await open(), await open()]
    const saved = (page: Page) =>
      page.waitForResponse((response) => response.url().includes('/drafts') && response.ok())
    await Promise.all([saved(other), other.locator('#text-story').fill('Newer words in another tab.')])
    await Promise.all([saved(old), old.locator('#text-story').fill('Words in the old tab.')])
    await old.getByText('You changed this in another tab').first().waitFor({ state: 'attached' })
    await old.context().close()
    await other.context().close()
  })
})
