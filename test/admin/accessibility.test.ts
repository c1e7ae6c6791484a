import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { operator } from '../../src/audit/actor.js'
import { complaintsAbout } from '../design/audit.js'
import { openBrowser } from '../support/browser.js'
import { startWorld, type World } from '../support/world.js'

describe('the pages of the console in a browser', function () {
  this.timeout(120_000)
  let world: World
  let browser: Browser
  let draftId = ''

  before(async () => {
    world = await startWorld()
    const { institutionId } = world
    const { staff, platforms } = world.tool.services
    const account = { email: 'ada@example.org', name: 'Ada', password: 'correct horse battery' }
    await staff.create(operator, { ...account, institutionId, role: 'owner' })
    const site = 'http://127.0.0.1:9'
    await platforms.add(operator, {
      institutionId,
      issuer: site,
      clientId: 'waiting',
      authUrl: `${site}/mod/lti/auth.php`,
      tokenUrl: `${site}/mod/lti/token.php`,
      jwksUrl: `${site}/mod/lti/certs.php`,
      deploymentId: '7',
      approve: false,
    })
    const { catalogue } = world.tool.services
    const published = await catalogue.latest(institutionId, 'trauma-informed-practice')
    draftId = (await catalogue.nextVersion(operator, institutionId, published!.id)).id
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await world.close()
  })

  for (const [lang, width, colorScheme] of [
    ['en', 1280, 'light'],
    ['ar', 360, 'dark'],
  ] as const)
    it(`raise no serious axe finding and fit their window (${lang}, ${String(width)} px, ${colorScheme})`, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
      const door = `${world.url}/admin/sign-in?lang=${lang}`
      const complaints = await complaintsAbout(context, door)
      const page = await context.newPage()
      await page.goto(door)
      await page.fill('#email', 'ada@example.org')
      await page.fill('#password', 'correct horse battery')
      await Promise.all([page.waitForURL(/institutions/), page.click('main form button')])
      const home = page.url()
      const places = [
        '',
        '/add/moodle',
        '/add/canvas',
        '/add/other',
        '/add/moodle/progress',
        `/platforms?check=${world.registrationId}`,
        '/awards',
        '/settings',
        '/accounts',
        '/records',
        '/ledger',
        '/catalogue',
        ...[
          '',
          '/preview',
          '/sections/rubric',
          '/sections/resources',
          '/sections/evidence/items/problem',
        ].map((more) => `/catalogue/${draftId}${more}`),
      ]
      for (const place of places) complaints.push(...(await complaintsAbout(context, home + place)))
      for (const place of ['/admin/account', '/admin/account/codes'])
        complaints.push(...(await complaintsAbout(context, world.url + place)))
      await context.close()
      expect(complaints).to.deep.equal([])
    })
})
