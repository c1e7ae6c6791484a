import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { operator } from '../../src/audit/actor.js'
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

  /** Makes sure the page is the one that is meant, not a refusal in its place. */
  const answered = (status: number, page: Page): Page => {
    expect(page.status, page.text).to.equal(status)
    return page
  }

  const asAnybody = (address: string): Promise<Page> => new Visitor().open(address)

  /** A launch in a frame whose browser keeps no cookies. */
  const cookieless = () => {
    const visitor = new Visitor()
    visitor.refusesCookies = true
    return world.launch(cast.educators[8]!.key, { assignment: unmapped(), visitor })
  }

  /** A login in a frame that has shown no cookie yet, of an LMS that offers storage. */
  const storing = async () => {
    const { issuer, clientId } = await world.tool.services.platforms.get(operator, world.registrationId)
    const frame = new Visitor({ 'sec-fetch-dest': 'iframe' })
    return frame.send(`${world.url}/lti/login`, {
      iss: issuer,
      client_id: clientId,
      login_hint: '4',
      target_link_uri: `${world.url}/`,
      lti_storage_target: 'post_message_forwarding',
    })
  }

  /** Somebody who comes in again after a form of theirs was kept. */
  const keeping = async () => {
    const { visitor, page } = await world.launch(cast.educators[6]!.key, { assignment: unmapped() })
    const owner = String(page.$('input[name=_owner]').first().val())
    const written = { text: 'Half a sentence about arriving calmly', _owner: owner }
    await new Visitor().send(`${world.url}/submissions/x/drafts`, written)
    const kept = await visitor.open(`${world.url}/kept-forms`)
    expect(kept.text).to.contain('Half a sentence')
    return kept
  }

  const pages: [string, () => Promise<Page>][] = [
    ['the offer of a tab of its own', async () => answered(401, (await cookieless()).page)],
    [
      'the question who is coming in',
      async () => {
        const { visitor, page } = await cookieless()
        return answered(200, await visitor.submit(page, 'form[action$="/handover"]'))
      },
    ],
    [
      'a platform that has just registered',
      async () => {
        const { institutionId, lms, tool } = world
        const link = await tool.services.registrationLinks.create(operator, { institutionId, approve: true })
        return answered(200, await asAnybody(await lms.registrationAddress(link.url)))
      },
    ],
    ['the moment before a login where cookies may fail', async () => answered(200, await storing())],
    ['what was written when a session ended', keeping],
    ['a portfolio that is not shown', async () => answered(404, await asAnybody(`${world.url}/p/none`))],
    ['the farewell', () => asAnybody(`${world.url}/session/ended`)],
    ['choosing what to place', async () => (await placing()).page],
    [
      'choosing nothing',
      async () => {
        const { visitor, page } = await placing()
        return answered(422, await visitor.submit(page, '#placing-form'))
      },
    ],
    [
      'going back to the course',
      async () => {
        const { visitor, page } = await placing()
        const item = page.$('input[name=item]').first().attr('value') ?? ''
        return visitor.submit(await visitor.submit(page, '#placing-form', { item }), '#preview-form')
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
