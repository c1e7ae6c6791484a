import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { complaintsAbout } from './audit.js'
import { openBrowser } from '../support/browser.js'
import { sceneNames } from './styleGuide.js'
import { serveStyleGuide } from './styleGuideServer.js'

describe('The sample pages in a browser', function () {
  this.timeout(60_000)
  let browser: Browser
  let guide: Awaited<ReturnType<typeof serveStyleGuide>>

  before(async () => {
    guide = await serveStyleGuide()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    guide.stop()
  })

  for (const name of sceneNames())
    for (const colorScheme of ['light', 'dark'] as const)
      it(`raise no serious axe finding and fit a phone (${name}, ${colorScheme})`, async () => {
        const complaints: string[] = []
        for (const [lang, width] of [
          ['en', 1280],
          ['ar', 360],
        ] as const) {
          const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
          complaints.push(...(await complaintsAbout(context, `${guide.origin}/${name}?lang=${lang}`)))
          await context.close()
        }
        expect(complaints).to.deep.equal([])
      })

  it('have targets of at least 44 px for what a thumb must hit', async () => {
    const page = await browser.newPage({ viewport: { width: 360, height: 800 } })
    const small: unknown[] = []
    for (const name of sceneNames()) {
      await page.goto(`${guide.origin}/${name}?lang=en`)
      small.push(
        ...((await page.evaluate(`[...document.querySelectorAll('.button, .input, summary, .choice, label.level, nav a')]
          .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.9)
          .map((each) => each.outerHTML.slice(0, 80))`)) as unknown[]),
      )
    }
    await page.close()
    expect(small).to.deep.equal([])
  })
})
