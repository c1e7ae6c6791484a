import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'
import { request, sendRaw } from './wire.js'

describe('headers', function () {
  this.timeout(30_000)
  let world: World
  let assignment = ''
  before(async () => {
    world = await startWorld()
    assignment = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } }).id
  })
  after(() => world.close())

  const policy = async (path: string, visitor = new Visitor()) =>
    String((await visitor.open(world.url + path)).headers.get('content-security-policy'))

  describe('who may frame a page', () => {
    it('somebody who came from an LMS is shown in that LMS only', async () => {
      const { visitor, page } = await world.launch(cast.facilitators[0]!.key, { assignment })
      const lms = new URL(world.lms.platform().issuer).origin
      expect(await policy(page.url.pathname, visitor)).to.match(new RegExp(`frame-ancestors 'self' ${lms}$`))
    })
    it('the console is nobody’s, its sign-in page least of all', async () => {
      for (const path of ['/admin', '/admin/sign-in', '/admin/nothing'])
        expect(await policy(path), path).to.match(/frame-ancestors 'none'$/)
    })
    it('a refusal can be read in any frame, and no answer to a stranger names an LMS', async () => {
      for (const path of ['/cohorts/x', '/verify', '/lti/launch', '/nothing'])
        expect(await policy(path), path).to.match(/frame-ancestors \*$/)
    })
  })

  it('no page runs or styles anything inline, and forms go to ourselves', async () => {
    const { visitor, page } = await world.launch(cast.educators[0]!.key, { assignment })
    for (const path of [page.url.pathname, '/verify', '/admin/sign-in', '/nothing', '/lti/launch']) {
      const said = await policy(path, visitor)
      expect(said, path).to.not.include('unsafe')
      expect(said, path).to.include("form-action 'self'")
      expect(said, path).to.include("default-src 'none'")
    }
  })

  it('no proxy may keep what was made for one reader', async () => {
    const { visitor, page } = await world.launch(cast.facilitators[0]!.key, { assignment })
    const cohort = page.$('a[href^="/cohorts/"]').attr('href')?.split('/')[2] ?? ''
    for (const path of ['', '/mapping', '/people', '/score-posts']) {
      const kept = (await visitor.open(`${world.url}/cohorts/${cohort}${path}`)).headers.get('cache-control')
      expect(kept, path).to.match(/private|no-store/)
      expect(kept, path).to.not.include('public')
    }
    expect((await new Visitor().open(`${world.url}/cohorts/x`)).headers.get('cache-control')).to.equal(
      'no-store',
    )
  })

  const odd: [string, Record<string, string>][] = [
    ['the host of somebody else', { Host: 'evil.example' }],
    ['no host to speak of', { Host: '' }],
    ['forwarded from nowhere', { 'X-Forwarded-For': '::::, 1.2.3.4, <script>', Forwarded: 'for=";;"' }],
    [
      'forwarded for somebody else',
      { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'javascript' },
    ],
    ['a session that was never given', { Cookie: '__Host-cairn=s%3Aabc.def' }],
    ['cookies that cannot be read', { Cookie: '__Host-cairn=%ZZ; =; ;;; cairn_lang=%00; __proto__=1; a' }],
    ['ten thousand small cookies', { Cookie: 'a=1; '.repeat(2_000) }],
    ['languages of nobody', { 'Accept-Language': ';q=9, *;q=x, __proto__, en-' + 'x'.repeat(500) }],
    ['types of nobody', { Accept: '////, */*;q=x, ' + 'a/b,'.repeat(1_000) }],
    ['a range of nothing', { Range: 'bytes=9999999999999-,0-0,-' }],
    ['a condition of nothing', { 'If-None-Match': '"' + 'x'.repeat(5_000), 'If-Modified-Since': 'never' }],
    ['an override of the method', { 'X-HTTP-Method-Override': 'DELETE', 'X-Original-URL': '/admin' }],
    ['a wish for another protocol', { Connection: 'Upgrade, close', Upgrade: 'websocket' }],
  ]
  for (const [what, headers] of odd)
    it(`${what}: the answer is the usual one, says nothing of it, and gives no session`, async () => {
      for (const path of ['/verify', '/cohorts/x', '/admin/sign-in', '/assets/css/cairn.css', '/lti/keys']) {
        const answer = await sendRaw(world.url, request('GET', path, headers))
        expect(answer.status, path).to.be.within(200, 499)
        expect(JSON.stringify(answer.headers) + answer.body, path).to.not.match(/evil\.example|javascript:/)
        expect(answer.headers['set-cookie'], path).to.equal(undefined)
      }
    })

  it('more headers than a browser ever sends are a 431, and the process lives', async () => {
    const answer = await sendRaw(world.url, request('GET', '/verify', { Cookie: 'a'.repeat(100_000) }))
    expect(answer.status).to.equal(431)
    expect((await sendRaw(world.url, request('GET', '/health'))).status).to.equal(200)
  })

  it('no path leads out of the public folder, and none is read twice', async () => {
    const paths = [
      '/assets/../package.json',
      '/assets/..%2f..%2fpackage.json',
      '/assets/%2e%2e/package.json',
      '/assets/..%5c..%5cpackage.json',
      '/assets/%252e%252e/package.json',
      '/assets//etc/passwd',
      '/assets/css/cairn.css%00.html',
      '/assets/.env',
      '/assets',
      '/assets/css/',
      '//etc/passwd',
      '/%',
      '/%ff%fe',
      '/cohorts/%E0%A4%A',
      '/cohorts/%00',
      `/cohorts/${'a'.repeat(10_000)}`,
      '/\\evil.example',
      '//evil.example/..%2f',
      'http://evil.example/admin',
    ]
    for (const path of paths) {
      const answer = await sendRaw(world.url, request('GET', path))
      expect(answer.status, path).to.be.within(300, 499)
      expect(answer.headers['location'] ?? '/', path).to.match(/^\/(?![\\/])/)
      expect(answer.body, path).to.not.match(/"dependencies"|root:/)
    }
  })
})
