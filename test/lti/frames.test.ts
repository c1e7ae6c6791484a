import { expect } from 'chai'
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.js'
import { openPractice, type Practice } from './support/practice.js'
import { openTool, type Tool } from './support/tool.js'

/** The practice LMS (127.0.0.1) shows the tool (localhost) in a frame, in a browser that blocks third-party cookies by default. */
describe('a launch from the practice LMS in a real browser', function () {
  this.timeout(60_000)
  let tool: Tool
  let browser: Browser
  const practices: Partial<Record<'moodle' | 'canvas', Practice>> = {}
  let context: BrowserContext

  before(async () => {
    tool = await openTool()
    practices.moodle = await openPractice(tool, 'moodle')
    practices.canvas = await openPractice(tool, 'canvas')
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    for (const practice of Object.values(practices)) await practice.close()
    await tool.close()
  })
  beforeEach(() => {
    tool.arrivals.length = 0
    tool.browsers.keepNoCookiesInFrames = false
  })
  afterEach(() => context.close())

  /** Signs in at the LMS and opens an assignment there; answers the page and the frame with the tool. */
  async function openIn(
    personality: 'moodle' | 'canvas',
    options: { script?: boolean; answers?: boolean } = {},
  ): Promise<{ page: Page; frame: FrameLocator }> {
    const { lms } = practices[personality]!
    const { issuer } = lms.platform()
    context = await browser.newContext({ javaScriptEnabled: options.script ?? true })
    await context.addCookies([{ name: 'practice_lms_person', value: 'educator-002', url: issuer }])
    // As Canvas's apps for phones do: the parameter is sent, and nobody answers.
    if (options.answers === false) await context.route('**/toolMessages.js', (route) => route.abort())
    const { id } = lms.createAssignment({ title: 'Safety plan', lineItem: { scoreMaximum: 10 } })
    const page = await context.newPage()
    await page.goto(`${issuer}/assignments/${id}`)
    return { page, frame: page.frameLocator('iframe.tool') }
  }

  const inFrame = async (frame: FrameLocator) => {
    await frame.getByText('"personId"').waitFor({ timeout: 15_000 })
    expect(tool.arrivals).to.have.length(1)
    expect(await frame.locator('body').textContent()).to.contain(tool.arrivals[0]!.user!.sub)
  }

  /** Presses the button in the frame; answers the tab that opens. */
  async function tap(frame: FrameLocator): Promise<Page> {
    const button = frame.getByRole('button', { name: 'Open in a new tab' })
    await button.waitFor({ timeout: 15_000 })
    expect(tool.arrivals).to.have.length(0)
    const [tab] = await Promise.all([context.waitForEvent('page'), button.click()])
    return tab
  }

  /**
   * Presses Enter page after page until what is looked for stands there. A page that is on its way may swallow a key, and one of ours goes
   * on by itself after a moment, without script too: so nothing is taken to be there before it is.
   */
  async function pressOn(ways: Locator, last: Locator): Promise<void> {
    for (let tries = 0; tries < 10 && !(await last.isVisible()); tries += 1) {
      const way = await ways.elementHandle({ timeout: 3_000 }).catch(() => null)
      await way?.press('Enter', { timeout: 3_000 }).catch(() => undefined)
      await way?.waitForElementState('hidden', { timeout: 5_000 }).catch(() => undefined)
    }
  }

  /** How long each value is that the LMS's storage holds. */
  const stored = async (page: Page): Promise<number[]> =>
    (await page.evaluate<string[]>('Object.values(localStorage)')).map((value) => value.length)

  for (const personality of ['moodle', 'canvas'] as const)
    it(`stays in the frame of ${personality} where partitioned cookies are kept`, async () => {
      await inFrame((await openIn(personality)).frame)
    })

  it('leaves a secret with the storage only until this browser is known to keep cookies here', async () => {
    const { page, frame } = await openIn('canvas')
    await inFrame(frame)
    expect(await stored(page)).to.deep.equal([43])
    await page.evaluate('localStorage.clear()')
    tool.arrivals.length = 0
    await page.reload()
    await inFrame(frame)
    expect(await stored(page)).to.deep.equal([])
  })

  it('is proved by the storage where cookies are refused, and one tap leads in without a question', async () => {
    tool.browsers.keepNoCookiesInFrames = true
    const { page, frame } = await openIn('canvas')
    const tab = await tap(frame)
    await tab.getByText('"personId"').waitFor()
    expect(tool.arrivals).to.have.length(1)
    expect([new URL(tab.url()).search, new URL(tab.url()).hash]).to.deep.equal(['', ''])
    expect(await stored(page)).to.deep.equal([])
  })

  it('stays in the frame by the storage where only the cookie of the login was lost', async () => {
    tool.browsers.keepNoCookiesInFrames = true
    const opening = openIn('canvas')
    const { frame } = await opening
    // From the proof on the frame keeps cookies again: nothing else can tell that it does.
    await context.route('**/lti/handover/proof', (route) => {
      tool.browsers.keepNoCookiesInFrames = false
      return route.continue()
    })
    await inFrame(frame)
  })

  it('asks by name in a tab where there is neither cookie nor storage: Moodle, and apps of Canvas', async () => {
    tool.browsers.keepNoCookiesInFrames = true
    for (const [personality, answers] of [
      ['moodle', true],
      ['canvas', false],
    ] as const) {
      tool.arrivals.length = 0
      const { frame } = await openIn(personality, { answers })
      const tab = await tap(frame)
      await tab.getByRole('button', { name: 'Yes, continue' }).click()
      await tab.getByText('"personId"').waitFor()
      expect(tool.arrivals).to.have.length(1)
      if (personality === 'moodle') await context.close()
    }
  })

  it('needs no script at all: cookies refused, the tap and the question lead in', async () => {
    tool.browsers.keepNoCookiesInFrames = true
    const { frame } = await openIn('canvas', { script: false })
    const next = frame.getByRole('button', { name: 'Open in a new tab' })
    await pressOn(frame.getByText('Continue', { exact: true }), next)
    const tab = await tap(frame)
    await tab.getByRole('button', { name: 'Yes, continue' }).click()
    await tab.getByText('"personId"').waitFor()
  })

  it('makes the frame as tall as the page where the LMS understands it, and says nothing where it does not', async () => {
    tool.browsers.keepNoCookiesInFrames = true
    const { page, frame } = await openIn('canvas')
    await frame.getByRole('button', { name: 'Open in a new tab' }).waitFor()
    await page.locator('iframe.tool[style*=height]').waitFor()
    const heights = async () => [
      await page.evaluate<number>('parseInt(document.querySelector("iframe.tool").style.height)'),
      Math.ceil((await frame.locator('body').boundingBox())?.height ?? 0),
    ]
    // Each page on the way tells its own height; the last one may not have yet.
    let [told, real] = await heights()
    for (let looks = 0; told !== real && looks < 50; looks += 1) {
      await page.waitForTimeout(100)
      ;[told, real] = await heights()
    }
    expect(told).to.equal(real)
    // The taller frame does not make the page taller again.
    await page.waitForTimeout(300)
    expect(await heights()).to.deep.equal([told, real])
    await context.close()

    const moodle = await openIn('moodle')
    await moodle.frame.getByRole('button', { name: 'Open in a new tab' }).waitFor()
    await moodle.page.waitForTimeout(300)
    expect(await moodle.page.evaluate('document.querySelector("iframe.tool").style.height')).to.equal('')
  })

  it('opens in a window of its own with a cookie, where the frame keeps none', async () => {
    tool.browsers.keepNoCookiesInFrames = true
    const { page } = await openIn('canvas')
    const link = page.getByRole('link', { name: 'Open in a new window' })
    const [tab] = await Promise.all([context.waitForEvent('page'), link.click()])
    await tab.getByText('"personId"').waitFor()
    expect(tool.arrivals.length).to.be.at.least(1)
  })
})
