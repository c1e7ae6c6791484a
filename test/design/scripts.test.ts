import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.js'
import { serveStyleGuide, type StyleGuide } from './styleGuideServer.js'

const words = 'Every child hears the plan the evening before.'
const tenOClock = new Date('2026-03-12T10:00:00Z')

describe('The scripts in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  let guide: StyleGuide
  let context: BrowserContext

  before(async () => {
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
  })
  beforeEach(async () => {
    guide = await serveStyleGuide()
    context = await browser.newContext()
    await context.clock.install({ time: tenOClock })
  })
  afterEach(async () => {
    await context.close()
    guide.stop()
  })

  const open = async (scene: string): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(`${guide.origin}/${scene}`)
    return page
  }
  const settled = async (page: Page, text: string): Promise<void> => {
    await page.locator('[data-autosave-text]', { hasText: text }).waitFor()
  }
  const copies = (page: Page): Promise<unknown> => page.evaluate('Object.keys(localStorage)')

  describe('saving by itself', () => {
    it('says how long ago the draft was saved', async () => {
      const page = await open('educator')
      await settled(page, 'Saved 1 hour ago')
    })

    it('posts the fields with the form token after a pause, says so, and keeps no copy on the device', async () => {
      const page = await open('educator')
      await page.locator('#reflection').fill(words)
      await page.clock.runFor(2000)
      await settled(page, 'Saved')
      expect(
        guide.posted.map((each) => [each.get('reflection'), each.get('_csrf'), each.has('plan')]),
      ).to.deep.equal([[words, 'sample', false]])
      expect(await copies(page)).to.deep.equal([])
      await page.clock.runFor(120_000)
      await settled(page, 'Saved 2 minutes ago')
    })

    it('keeps what could not be sent, tries again, and is heard by a screen reader once', async () => {
      guide.status = 503
      const page = await open('educator')
      await page.locator('#reflection').fill(words)
      await page.clock.runFor(2000)
      await settled(page, 'Kept on this phone')
      expect(await page.locator('[data-autosave-live]').textContent()).to.contain('Kept on this phone')
      guide.status = 200
      await page.clock.runFor(6000)
      await settled(page, 'Saved')
      expect(guide.posted).to.have.length(2)
    })

    it('puts back what was written before the tab was closed, and saves it', async () => {
      guide.status = 503
      const first = await open('educator')
      await first.locator('#reflection').fill(words)
      await first.close()
      guide.status = 200
      const second = await open('educator')
      await settled(second, 'We put back')
      expect(await second.locator('#reflection').inputValue()).to.equal(words)
      await second.clock.runFor(2000)
      await settled(second, 'Saved')
      expect(guide.posted.at(-1)?.get('reflection')).to.equal(words)
    })

    it('lets a newer draft on the server win over an older copy on the device', async () => {
      guide.status = 503
      await context.clock.setSystemTime(new Date('2026-03-12T08:00:00Z'))
      const first = await open('educator')
      await first.locator('#reflection').fill(words)
      await first.close()
      await context.clock.setSystemTime(tenOClock)
      guide.values = { savedAt: '2026-03-12T09:00:01Z' }
      const second = await open('educator')
      await settled(second, 'Saved 1 hour ago')
      expect(await second.locator('#reflection').inputValue()).not.to.equal(words)
      expect(await copies(second)).to.deep.equal([])
    })

    it('puts the words back even where the clock of the device is an hour behind', async () => {
      guide.status = 503
      await context.clock.setSystemTime(new Date('2026-03-12T08:00:00Z'))
      const first = await open('educator')
      await first.locator('#reflection').fill(words)
      await first.close()
      guide.values = { tab: 'another' }
      const second = await open('educator')
      await settled(second, 'We put back')
      expect(await second.locator('#reflection').inputValue()).to.equal(words)
      expect(await second.locator('[name=tab]').inputValue()).to.equal('another')
    })

    it('shows what the server has to say about a draft', async () => {
      guide.answer = { notice: 'You changed this on another device.' }
      const page = await open('educator')
      await page.locator('#reflection').fill(words)
      await page.clock.runFor(2000)
      await settled(page, 'You changed this on another device.')
    })

    it('stops and says what to do when the session has ended, and still keeps the words', async () => {
      guide.status = 401
      const page = await open('educator')
      await page.locator('#reflection').fill(words)
      await page.clock.runFor(2000)
      await settled(page, 'open this page again from your course')
      expect(await copies(page)).to.deep.equal(['cairn:draft:/draft'])
    })
  })

  describe('a rubric being judged', () => {
    it('counts live, and takes a digit for a level', async () => {
      const page = await open('assessor')
      const total = page.locator('[data-levels-total]')
      expect(await total.textContent()).to.equal('2 of 2 judged · 1 met')
      await page.locator('#c2').focus()
      await page.keyboard.press('3')
      expect(await total.textContent()).to.equal('2 of 2 judged · 2 met')
    })
  })

  describe('a value to copy', () => {
    it('offers a button only where it works, and says that it copied', async () => {
      const page = await open('administrator')
      const button = page.locator('[data-copy]')
      expect(await button.isVisible()).to.equal(true)
      await button.click()
      await page.locator('[data-copy-text]', { hasText: 'Copied' }).waitFor()
    })
  })

  describe('a page in the LMS frame', () => {
    /** What an LMS hears that says it understands these messages. */
    const heardBy = async (understood: string[]): Promise<string[]> => {
      const page = await context.newPage()
      return page.evaluate(`new Promise((resolve) => {
        const heard = []
        addEventListener('message', ({ data, source, origin }) => {
          heard.push(data.subject + (data.height > 500 ? ' tall' : ''))
          if (data.subject !== 'lti.capabilities') return
          const supported_messages = ${JSON.stringify(understood)}.map((subject) => ({ subject }))
          source.postMessage({ subject: 'lti.capabilities.response', message_id: data.message_id, supported_messages }, origin)
          setTimeout(() => resolve(heard), 500)
        })
        const frame = document.createElement('iframe')
        frame.src = '${guide.origin}/educator'
        document.body.append(frame)
      })`)
    }

    it('tells the LMS how tall it is where that is understood, and nothing where it is not', async () => {
      expect(await heardBy(['lti.frameResize'])).to.deep.equal(['lti.capabilities', 'lti.frameResize tall'])
      expect(await heardBy([])).to.deep.equal(['lti.capabilities'])
    })
  })
})
