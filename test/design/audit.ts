import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Serious and critical axe findings on the page as it stands: rule, place and what is wrong. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const results = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as AxeResults
  return results.violations
    .filter((found) => found.impact === 'serious' || found.impact === 'critical')
    .flatMap((found) =>
      found.nodes.map((node) => `${found.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
    )
}

/**
 * Opens an address and tells everything that is wrong with what is seen: axe, the console, a page wider than its window.
 * That the page itself answers with an error status is no complaint: refusals are pages too.
 */
export async function complaintsAbout(context: BrowserContext, url: string | URL): Promise<string[]> {
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    const ownStatus = message.location().url === String(url)
    if (message.type() === 'error' && !ownStatus) complaints.push(message.text())
  })
  await page.goto(String(url))
  complaints.push(...(await findings(page)))
  const beyond = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
  if (beyond > 0) complaints.push(`${String(beyond)} px wider than the window`)
  await page.close()
  return complaints.map((complaint) => `${String(url)}: ${complaint}`)
}
