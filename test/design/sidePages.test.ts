import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { cast } from '../../src/practiceLms/cast.js'
import { openBrowser } from '../support/browser.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'
import { findings } from './audit.js'

/** Pages no link leads to: refusals, dialogues of the LMS, forms sent back, what strangers see. */
describe('The pages off the path in a browser', function () {
  this.timeout(120_000)
  let world: World
  let browser: Browser

  before(async () => {
    ;[world, browser] = await Promise.all([startWorld(), openBrowser()])
  })
  after(async () => {
    await browser.close()
    await world.close()
  })

  const unmapped = () =>
    world.lms.createAssignment({ title: 'Not mapped', lineItem: { scoreMaximum: 100 } }).id
  const placing = () => world.launch(cast.facilitators[0]!.key, { message: 'LtiDeepLinkingRequest' })
  const ofStack = async () => {
    const [stack] = await world.tool.services.catalogue.listStacks(world.institutionId)
    return `${world.url}/achievements/${stack?.id ?? ''}`
  }

  const asAnybody = (address: string): Promise<Page> => new Visitor().open(address)

  const pages: [string, () => Promise<Page>][] = [
    ['choosing what to place', async () => (await placing()).page],
    [
      'choosing nothing',
      async () => {
        const { visitor, page } = await placing()
        return visitor.submit(page, 'form[action$="/choice"]')
      },
    ],
    [
      'going back to the course',
      async () => {
        const { visitor, page } = await placing()
        const box = page.$('input[name=microCredentialId]').first().attr('value') ?? ''
        return visitor.submit(page, 'form[action$="/choice"]', { microCredentialId: box })
      },
    ],
    [
      'the question of an unmapped assignment, sent back',
      async () => {
        const { visitor, page } = await world.launch(cast.facilitators[0]!.key, { assignment: unmapped() })
        return visitor.submit(page, 'form[action$="/mapping"]', { microCredentialId: '' })
      },
    ],
    [
      'an assignment that is not ready',
      async () => (await world.launch(cast.educators[7]!.key, { assignment: unmapped() })).page,
    ],
    ['the welcome of somebody without a role', () => asAnybody(`${world.url}/welcome?why=no_role`)],
    ['a stack', async () => asAnybody(await ofStack())],
    ['a private badge', () => asAnybody(`${world.url}/badges/00000000-0000-4000-8000-000000000000`)],
    ['a page that needs a session', () => asAnybody(`${world.url}/cohorts/none`)],
    ['nothing here', () => asAnybody(`${world.url}/nowhere`)],
    ['a launch without its course', () => asAnybody(`${world.url}/lti/launch`)],
    [
      'a registration link that is over',
      () => asAnybody(`${world.url}/lti/register/none?openid_configuration=x`),
    ],
    ['the door of the console', () => asAnybody(`${world.url}/admin/sign-in`)],
    ['an empty question to the verifier', () => asAnybody(`${world.url}/verify?url=none`)],
  ]

  for (const [name, visit] of pages)
    it(`raise no serious axe finding and fit a phone (${name})`, async () => {
      const { html, url } = await visit()
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [360, 'dark'],
      ] as const) {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } })
        const page = await context.newPage()
        // The page as it was answered, at its own address, without its scripts sending anything.
        await page.route(url.href, (route) =>
          route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' }),
        )
        await page.route('**/*.js*', (route) => route.abort())
        await page.goto(url.href)
        expect(await findings(page)).to.deep.equal([])
        const beyond = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
        expect(beyond, 'wider than the window').to.be.at.most(0)
        await context.close()
      }
    })
})
