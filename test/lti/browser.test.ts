import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.js'
import { honestClaims } from './support/launching.js'
import { TestPlatform } from './support/platform.js'
import { openTool, type Tool } from './support/tool.js'

/** A course page on another site (127.0.0.1) shows the tool (localhost) in a frame, in a browser that blocks third-party cookies by default. */
describe('a launch in a real browser, in a frame on another site', () => {
  let tool: Tool
  let platform: TestPlatform
  let course: Server
  let courseUrl: string
  let browser: Browser
  let context: BrowserContext

  before(async function () {
    this.timeout(60_000)
    tool = await openTool()
    platform = await TestPlatform.start()
    course = createServer(
      (req, res) =>
        void answer(req.url ?? '/').then((html) => res.setHeader('content-type', 'text/html').end(html)),
    )
    await new Promise<void>((resolve) => course.listen(0, '127.0.0.1', resolve))
    courseUrl = `http://127.0.0.1:${String((course.address() as AddressInfo).port)}`
    await platform.register(tool, { authUrl: `${courseUrl}/auth` })
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await tool.close()
    await platform.stop()
    course.closeAllConnections()
    course.close()
  })
  beforeEach(async () => {
    tool.arrivals.length = 0
    context = await browser.newContext()
  })
  afterEach(() => context.close())

  const form = (action: string, fields: Record<string, string>) =>
    `<form method="post" action="${action}">${Object.entries(fields)
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
      .join('')}</form><script>document.forms[0].submit()</script>`

  async function answer(url: string): Promise<string> {
    const { pathname, searchParams } = new URL(url, courseUrl)
    if (pathname === '/course')
      return '<h1>Course</h1><iframe name="tool" src="/start" width="400" height="500"></iframe>'
    if (pathname === '/start')
      return form(`${tool.publicUrl}/lti/login`, {
        iss: platform.issuer,
        client_id: platform.registration.clientId,
        login_hint: '4',
        target_link_uri: `${tool.publicUrl}/`,
      })
    if (pathname !== '/auth') return ''
    const claims = honestClaims(tool, platform, { nonce: searchParams.get('nonce') ?? '' }, 'student')
    claims['https://purl.imsglobal.org/spec/lti/claim/target_link_uri'] = `${tool.publicUrl}/`
    return form(`${tool.publicUrl}/lti/launch`, {
      id_token: await platform.sign(claims),
      state: searchParams.get('state') ?? '',
    })
  }

  async function frameText(page: Page, wanted: string): Promise<string> {
    const body = page.frameLocator('iframe[name=tool]').locator('body')
    await body.getByText(wanted).first().waitFor({ timeout: 15_000 })
    return (await body.textContent()) ?? ''
  }

  it('keeps its partitioned cookies on http://localhost and arrives inside the frame', async () => {
    const page = await context.newPage()
    await page.goto(`${courseUrl}/course`)
    expect(await frameText(page, 'student-4')).to.contain('"personId":"student-4"')
    expect(tool.arrivals).to.have.length(1)
    const cookies = await context.cookies()
    expect(cookies.map(({ name }) => name)).to.deep.equal(['__Host-cairn'])
  })

  it('goes on in a tab of its own where the frame keeps no cookies at all', async () => {
    tool.browsers.keepNoCookiesInFrames = true
    const page = await context.newPage()
    await page.goto(`${courseUrl}/course`)
    await frameText(page, 'Open in a new tab')
    expect(tool.arrivals).to.have.length(0)
    const [tab] = await Promise.all([
      context.waitForEvent('page'),
      page.frameLocator('iframe[name=tool]').getByRole('button', { name: 'Open in a new tab' }).click(),
    ])
    await tab.getByText('Sam Student').waitFor()
    expect(tool.arrivals).to.have.length(0)
    await tab.getByRole('button', { name: 'Yes, continue' }).click()
    await tab.getByText('student-4').waitFor()
    expect(new URL(tab.url()).search).to.equal('')
    expect(tool.arrivals).to.have.length(1)
  })
})
