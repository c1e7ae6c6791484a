import { expect } from 'chai'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../support/browser.js'
import type { Visitor } from '../support/visitor.js'
import { EVIDENCE, start, submissionIn } from './forms.js'
import { png } from './files.js'
import { microCredential } from './samples.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

const words = 'Written on the bus, far from any network, about the bell.'

describe('writing while the network is away', function () {
  this.timeout(60_000)
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let browser: Browser
  let context: BrowserContext
  let amal: Visitor
  let address: string
  let id: string

  before(async () => {
    world = await submissionWorld()
    place = await world.course()
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal')
    await world.enrol(place, 'lina', ['educator'], 'Lina')
    address = `${world.origin}/assignments/${place.assignment.id}`
    const started = await start(world, place, amal)
    id = submissionIn(started)
    await amal.upload(started, EVIDENCE, 'file-photo', { name: 'room.png', content: png })
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await world.stop()
  })
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    await page.goto(`${world.origin}/sign-in/inst-1/amal`)
    await page.close()
  })
  afterEach(() => context.close())

  async function open(): Promise<Page> {
    const page = await context.newPage()
    await page.goto(address)
    await unfold(page)
    return page
  }
  const unfold = (page: Page) =>
    page.evaluate("document.querySelectorAll('#evidence-form details').forEach((slot) => (slot.open = true))")
  const told = (page: Page, text: string) => page.locator('[data-autosave-text]', { hasText: text }).waitFor()
  const stored = async () => (await amal.open(address)).$('#text-story').val()

  it('is kept on the device, says so, and goes out when the network is back', async () => {
    const page = await open()
    await context.setOffline(true)
    await page.locator('#text-story').fill(words)
    await told(page, 'Kept on this phone')
    expect(await stored()).not.to.equal(words)
    await context.setOffline(false)
    await told(page, 'Saved')
    expect(await stored()).to.equal(words)
  })

  it('goes out when the page is next opened; what another device wrote meanwhile stays, and this is kept beside it', async () => {
    const page = await open()
    await context.setOffline(true)
    await page.locator('#text-story').fill(`${words} From the phone.`)
    await told(page, 'Kept on this phone')
    await page.close()
    await amal.submit(await amal.open(address), EVIDENCE, { 'text-story': 'Newer words, from the school.' })
    await context.setOffline(false)
    const later = await context.newPage()
    await later.goto(address)
    await told(later, 'We put back')
    await unfold(later)
    expect(await later.locator('#text-story').inputValue()).to.equal('Newer words, from the school.')
    expect(await later.locator('#slot-story').textContent()).to.include('From the phone.')
  })

  it('is gone from the device when somebody else comes', async () => {
    const page = await open()
    await context.setOffline(true)
    await page.locator('#answer-look-back-0').fill('Only for Amal.')
    await told(page, 'Kept on this phone')
    await page.close()
    await context.setOffline(false)
    const other = await context.newPage()
    await other.goto(`${world.origin}/sign-in/inst-1/lina`)
    await other.goto(address)
    expect(await other.evaluate('JSON.stringify(localStorage)')).not.to.include('Only for Amal.')
  })

  it('sending is kept as well, and completed with a receipt when the network is back', async () => {
    const page = await open()
    await page.locator('#answer-look-back-0').fill('Voices are lower.')
    await page.locator('#answer-look-back-1').fill('Mornings.')
    await page.locator('#text-story').fill(words)
    await context.setOffline(true)
    await page.locator('[data-send-button]').click()
    await told(page, 'It is sent to your assessor when you are online again')
    expect((await amal.open(`${world.origin}/submissions/${id}/receipt`)).url.pathname).not.to.match(
      /receipt$/,
    )
    await context.setOffline(false)
    await page.waitForURL('**/receipt')
    expect(await page.locator('h1').textContent()).to.include('Sent')
    expect((await amal.open(address)).text).to.include(words)
  })
})

describe('recording sound in the page', function () {
  this.timeout(60_000)
  let world: SubmissionWorld
  let browser: Browser
  let address: string

  before(async () => {
    world = await submissionWorld()
    world.microCredentials.set(microCredential.id, {
      ...microCredential,
      slots: microCredential.slots.map((slot) =>
        slot.kind === 'file'
          ? { ...slot, limits: { accept: ['audio', 'image'], maxBytes: 2_000_000 } }
          : slot,
      ),
    })
    const place = await world.course()
    await start(world, place, await world.enrol(place, 'amal', ['educator'], 'Amal'))
    address = `${world.origin}/assignments/${place.assignment.id}`
    browser = await openBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'])
  })
  after(async () => {
    await browser.close()
    await world.stop()
  })

  it('starts, stops, is heard again and goes into the slot like a chosen file', async () => {
    const page = await browser.newPage()
    await page.goto(`${world.origin}/sign-in/inst-1/amal`)
    await page.goto(address)
    await page.evaluate("document.querySelector('#slot-photo').open = true")
    await page.locator('[data-record-start]').click()
    await page.locator('[data-record-said]', { hasText: 'Recording' }).waitFor()
    await page.waitForTimeout(1500)
    await page.locator('[data-record-stop]').click()
    await page.locator('[data-record-said]', { hasText: 'Listen to it' }).waitFor()
    expect(await page.locator('[data-record] audio').getAttribute('src')).to.match(/^blob:/)
    await page.locator('[data-record-use]').click()
    await page.locator('#slot-photo [href^="/evidence/"]').first().waitFor({ state: 'attached' })
    expect(await page.locator('#slot-photo').textContent()).to.include('recording.')
    await page.close()
  })

  it('without a microphone the frame offers the file field alone, with a way to the phone’s own recorder', async () => {
    const page = await browser.newPage()
    await page.addInitScript('delete window.MediaRecorder')
    await page.goto(`${world.origin}/sign-in/inst-1/amal`)
    await page.goto(address)
    await page.evaluate("document.querySelector('#slot-photo').open = true")
    expect(await page.locator('[data-record]').isVisible()).to.equal(false)
    expect(await page.locator('#audio-photo').getAttribute('capture')).to.equal('user')
    expect(await page.locator('#image-photo').getAttribute('accept')).to.equal('image/*')
    await page.close()
  })
})
