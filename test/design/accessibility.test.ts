import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect } from 'chai'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { openBrowser } from './browser.js'
import { sceneNames } from './styleGuide.js'
import { serveStyleGuide } from './styleGuideServer.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const results = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as AxeResults
  return results.violations
    .filter((found) => found.impact === 'serious' || found.impact === 'critical')
    .flatMap((found) =>
      found.nodes.map((node) => `${found.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    )
}

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
          const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
          page.on('pageerror', (error) => complaints.push(error.message))
          page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
          await page.goto(`${guide.origin}/${name}?lang=${lang}`)
          complaints.push(...(await findings(page)))
          const beyond = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
          if (beyond > 0) complaints.push(`${lang} ${String(width)}: ${String(beyond)} px too wide`)
          await page.close()
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
