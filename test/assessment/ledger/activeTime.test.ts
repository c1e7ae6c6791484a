import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { projectRoot } from '../../../src/projectRoot.js'
import { openBrowser } from '../../support/browser.js'

const html = `<!doctype html><title>Judging</title><form data-active-time="/time"><input name="_csrf" value="token">
<textarea></textarea></form><script type="module" src="/script.js"></script>`

describe('the script that measures time at work', function () {
  this.timeout(60_000)
  let browser: Browser
  let server: Server
  let origin: string
  let page: Page
  let reports: Record<string, string>[]

  before(async () => {
    browser = await openBrowser()
    const script = await readFile(path.join(projectRoot, 'public', 'js', 'activeTime.js'), 'utf8')
    server = createServer((req, res) => {
      if (req.url === '/script.js') res.setHeader('Content-Type', 'text/javascript').end(script)
      else if (req.method !== 'POST') res.setHeader('Content-Type', 'text/html').end(html)
      else
        void text(req).then((body) => {
          reports.push(Object.fromEntries(new URLSearchParams(body)))
          res.writeHead(204).end()
        })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  })
  after(async () => {
    await browser.close()
    server.close()
  })
  beforeEach(async () => {
    reports = []
    page = await browser.newPage()
    await page.clock.install({ time: new Date('2026-03-10T08:00:00Z') })
    await page.goto(origin)
  })
  afterEach(() => page.close())

  const reported = () => reports.reduce((sum, { seconds }) => sum + Number(seconds), 0)
  /** Lets time pass and waits until what was sent has come. */
  const pass = async (seconds: number, expected: number): Promise<void> => {
    await page.clock.runFor(seconds * 1000)
    for (let turn = 0; turn < 100 && reported() < expected; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 20))
  }

  it('reports once a minute, with the form token', async () => {
    await pass(59, 0)
    expect(reports).to.deep.equal([])
    await pass(2, 60)
    expect(reports).to.deep.equal([{ _csrf: 'token', seconds: '60' }])
  })

  it('stops two minutes after the last sign of somebody, and goes on with the next', async () => {
    await pass(600, 60)
    await page.locator('textarea').press('a')
    await pass(61, 179)
    expect(reported()).to.be.within(150, 181)
  })

  it('reports the rest when the page is left, and later what the network did not take', async () => {
    await page.route('**/time', (route) => route.abort())
    await page.clock.runFor(61_000)
    await page.unroute('**/time')
    await page.clock.runFor(20_000)
    await page.goto('about:blank')
    await pass(0, 80)
    expect(reported()).to.be.within(80, 81)
  })
})
