import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { openBrowser } from '../support/browser.js'
import { createProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

/** A tool that answers its login, shows what the launch posted and asks the LMS's frame to keep a value. */
function startTool(lms: PracticeLms): Promise<Server> {
  const server = createServer((req, res) => {
    let body = ''
    req.on('data', (chunk: Buffer) => (body += chunk.toString()))
    req.on('end', () => {
      const form = new URLSearchParams(body)
      res.setHeader('content-type', 'text/html; charset=utf-8')
      if (req.url !== '/login') return res.end(launched(Object.fromEntries(form)))
      const request = new URLSearchParams({
        scope: 'openid',
        response_type: 'id_token',
        response_mode: 'form_post',
        prompt: 'none',
        client_id: form.get('client_id') ?? '',
        redirect_uri: `http://localhost:${(server.address() as AddressInfo).port}/launch`,
        login_hint: form.get('login_hint') ?? '',
        lti_message_hint: form.get('lti_message_hint') ?? '',
        nonce: 'n',
      })
      res.writeHead(302, { location: `${lms.platform().authorizationUrl}?${request}` }).end()
    })
  })
  return new Promise((resolve) => server.listen(0, () => resolve(server)))
}

const launched = (fields: Record<string, string>): string => `<!doctype html>
  <p id="claims">${Buffer.from(fields['id_token']?.split('.')[1] ?? '', 'base64url')
    .toString()
    .replaceAll('<', '&lt;')}</p>
  <p id="kept"></p>
  <script>
    const storage = parent.frames['post_message_forwarding']
    const ask = (message) => storage.postMessage({ message_id: String(Math.random()), ...message }, '*')
    addEventListener('message', ({ data }) => {
      if (data.subject === 'lti.put_data.response') ask({ subject: 'lti.get_data', key: 'k' })
      if (data.subject === 'lti.get_data.response') document.getElementById('kept').textContent = data.value
    })
    if (storage) ask({ subject: 'lti.put_data', key: 'k', value: 'remembered' })
  </script>`

describe('practice LMS: in a browser', () => {
  let browser: Browser

  before(async function () {
    this.timeout(60_000)
    browser = await openBrowser()
  })
  after(() => browser.close())

  async function inAssignment(
    personality: 'moodle' | 'canvas',
    visit: (page: Page, lms: PracticeLms) => Promise<void>,
    userAgent?: string,
  ): Promise<void> {
    const lms = await createPracticeLms({ personality, signingKey })
    const base = await lms.listen()
    const { clientId, jwks } = await createProbeTool(lms)
    const server = await startTool(lms)
    const toolUrl = `http://localhost:${(server.address() as AddressInfo).port}`
    lms.registerTool({ clientId, jwks, loginUrl: `${toolUrl}/login`, redirectUris: [`${toolUrl}/launch`] })
    const { id } = lms.createAssignment({ title: 'In a frame', lineItem: { scoreMaximum: 10 } })
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, userAgent })
    const page = await context.newPage()
    try {
      await page.goto(`${base}/as/educator-003?next=/assignments/${id}`)
      await visit(page, lms)
    } finally {
      await context.close()
      await lms.close()
      server.closeAllConnections()
      server.close()
    }
  }

  it('launches across sites inside a frame, for the person who was picked', () =>
    inAssignment('moodle', async (page) => {
      const claims = await page.frameLocator('iframe.tool').locator('#claims').textContent()
      expect(claims).to.include("Siobhán O'Connor").and.include('"document_target":"iframe"')
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(360)
    }))

  it('gives a phone the whole window, as Moodle does', () => {
    const phone = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36'
    return inAssignment(
      'moodle',
      async (page) => {
        await page.waitForURL(/localhost.*\/launch/)
        expect(await page.locator('#claims').textContent()).to.include('"document_target":"frame"')
      },
      phone,
    )
  })

  it('keeps a value for a tool in Canvas’s storage frame', () =>
    inAssignment('canvas', async (page) => {
      const kept = page.frameLocator('iframe.tool').locator('#kept')
      await kept.getByText('remembered').waitFor()
      expect(await kept.textContent()).to.equal('remembered')
    }))
})
