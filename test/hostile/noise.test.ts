import { expect } from 'chai'
import { ask } from './asking.js'
import { lastOfAll, ofTheProtocol, rules } from './rules.js'
import { knockers, startTown, type Knocker, type Town } from './town.js'
import { request, sendRaw } from './wire.js'

/** The same numbers in every run, so that a failure can be repeated. */
function dice(seed: number) {
  let state = seed
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
  return { next, pick: <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]! }
}

const fieldNames = [
  'microCredentialId',
  'week',
  'assessor',
  'visibility',
  'cancel',
  'next',
  'reason',
  'name',
  'site',
  'clientId',
  'deploymentId',
  'environment',
  'issuer',
  'authUrl',
  'tokenUrl',
  'jwksUrl',
  'approve',
  'email',
  'password',
  'tab',
  'url',
  'text',
  'recipient',
  'state',
  'id_token',
  'iss',
  'login_hint',
  'target_link_uri',
  'code',
  'done',
  'failed',
  'show',
  'page',
  'view',
  'check',
  'why',
  'lang',
  '_csrf',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
]
const suffixes = [
  '',
  '',
  '',
  '',
  '[]',
  '[$ne]',
  '[$gt]',
  '[__proto__]',
  '[constructor][prototype]',
  '.$where',
]
const values = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'NaN',
  'Infinity',
  '99999999999999999999',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '{"$ne":null}',
  '$where',
  '__proto__',
  'constructor',
  'a b',
  '\u0000',
  '\ufffe\uffff',
  '\u202egpj.exe',
  '😀'.repeat(300),
  "' OR 1=1 --",
  '../../../etc/passwd',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '$t(layout.product)',
  'javascript:alert(1)',
  'https://',
  'http://[::1',
  'http://127.0.0.1:1/',
  '2024-99-99',
  'x'.repeat(20_000),
]
const types = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=nonsense',
  'application/json',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  ';',
]

describe('noise', function () {
  this.timeout(300_000)
  let town: Town
  before(async () => {
    town = await startTown()
  })
  after(() => town.close())

  const everyRoute = [...Object.keys(rules), ...ofTheProtocol]
  const posts = [...everyRoute, ...Object.keys(lastOfAll)].filter((key) => key.startsWith('POST'))
  const pathOf = (key: string) =>
    (key.split(' ')[1] ?? '')
      .replace(/:(\w+)/g, (_, name: string) => town.ids[name] ?? 'x')
      .replace('*file', 'css/cairn.css')
  /** Somebody whom the route lets in, so that what they send is read. */
  const welcome = (key: string): Knocker =>
    knockers.find((who) => who !== 'stranger' && rules[key]?.expected[who] === 'yes') ?? 'facilitator'
  const faults = () => town.world.log.filter((line) => line.includes('unexpected error'))
  const alive = async () =>
    expect((await sendRaw(town.world.url, request('GET', '/health'))).status).to.equal(200)

  it('a request another site caused changes nothing: foreign origin, no origin, and a missing or foreign token are refused', async () => {
    const open: string[] = []
    const theirs = 'https://evil.example'
    const own = new URL(town.world.url).origin
    const wrong: Record<string, string>[] = [
      { origin: theirs },
      { origin: 'null' },
      { origin: `${own}.evil.example` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'x-csrf-token': '' },
      { 'x-csrf-token': 'x'.repeat(86) },
      { 'x-csrf-token': Buffer.alloc(64).toString('base64url') },
    ]
    const guarded = posts.filter((key) => !ofTheProtocol.includes(key) && key !== 'POST /verify')
    for (const key of guarded)
      for (const headers of wrong) {
        const who = welcome(key) === 'facilitator' || rules[key] ? welcome(key) : 'owner'
        const { status } = await ask(town.world, town.sessions[who], {
          method: 'POST',
          path: pathOf(key),
          headers,
        })
        if (status !== 403) open.push(`${key} ${JSON.stringify(headers)}: ${String(status)}`)
      }
    expect(open).to.deep.equal([])
    expect(guarded.length).to.be.greaterThan(20)
  })

  it('the token of one session opens nothing in another', async () => {
    const page = await town.sessions.owner.open(`${town.world.url}/badges/${town.ids['awardId']!}`)
    const token = String(page.$('input[name=_csrf]').first().val())
    const answer = await ask(town.world, town.sessions.facilitator, {
      method: 'POST',
      path: pathOf('POST /assignments/:assignmentId/week'),
      headers: { 'x-csrf-token': token },
    })
    expect(answer.status).to.equal(403)
  })

  it('a method that a route does not have does nothing', async () => {
    const done: string[] = []
    for (const path of new Set(everyRoute.map(pathOf)))
      for (const method of ['PUT', 'PATCH', 'DELETE', 'POST']) {
        if (method === 'POST' && posts.some((key) => pathOf(key) === path)) continue
        const { status } = await ask(town.world, town.sessions.facilitator, { method, path })
        if (status < 400 || status > 499) done.push(`${method} ${path}: ${String(status)}`)
      }
    expect(done).to.deep.equal([])
    for (const method of ['TRACE', 'CONNECT', 'PROPFIND', 'NONSENSE'])
      expect((await sendRaw(town.world.url, request(method, '/verify'))).status, method).to.satisfy(
        (status: number) => status === 0 || (status >= 400 && status < 500),
      )
    await alive()
  })

  it('20 MB of text to any form is a 413 page', async () => {
    const readsNoForm = (key: string) => key.includes('/uploads') || key === 'POST /lti/notices'
    const fields = `text=${'a'.repeat(20_000_000)}`
    // Where a file's upload begins (tus), no form is read: the body is left where it is and the missing headers are named.
    for (const key of posts.filter((key) => !readsNoForm(key))) {
      const answer = await ask(town.world, town.sessions[welcome(key)], {
        method: 'POST',
        path: pathOf(key),
        fields,
      })
      expect(answer.status, key).to.equal(413)
      expect(answer.body, key).to.include('too big')
    }
  })

  it('garbage in every field of every form is refused kindly or kept as text, and never breaks anything', async () => {
    const { pick, next } = dice(5)
    for (const key of posts.filter((key) => !(key in lastOfAll)))
      for (let round = 0; round < 12; round += 1) {
        const fields = fieldNames
          .filter((name) => name !== '_csrf' && next() < 0.7)
          .map((name) => `${name}${pick(suffixes)}=${encodeURIComponent(pick(values))}`)
          .join('&')
        const answer = await ask(town.world, town.sessions[welcome(key)], {
          method: 'POST',
          path: pathOf(key),
          fields,
        })
        expect(answer.status, `${key} ${fields.slice(0, 300)}`).to.be.below(500)
      }
    expect(faults()).to.deep.equal([])
  })

  it('after ten thousand random requests over every route nothing has broken and the process lives', async () => {
    const { next, pick } = dice(17)
    const sessions = Object.values(town.sessions)
    for (let count = 0; count < 10_000; count += 1) {
      const key = pick(everyRoute)
      const [method = 'GET'] = key.split(' ')
      const fields = Array.from({ length: Math.floor(next() * 6) }, () => {
        const value = pick(values)
        return `${encodeURIComponent(pick(fieldNames))}${pick(suffixes)}=${next() < 0.05 ? '%E0%A4%A' : encodeURIComponent(value)}`
      }).join('&')
      const path = next() < 0.3 ? mutated(pathOf(key), next) : pathOf(key)
      const answer = await ask(town.world, pick(sessions), {
        method: next() < 0.9 ? method : pick(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']),
        path: `${path}?${fields.slice(0, 6_000)}`,
        fields,
        headers: {
          accept: pick(['text/html', 'application/json', '*/*', 'image/png', 'nonsense']),
          ...(next() < 0.5 ? { 'content-type': pick(types) } : {}),
        },
      })
      expect(answer.status, `${key} ${path} ${fields.slice(0, 300)}`).to.be.below(500)
    }
    expect(faults()).to.deep.equal([])
    await alive()
  })
})

/** A path with one character gone wrong. */
function mutated(path: string, next: () => number): string {
  const at = 1 + Math.floor(next() * (path.length - 1))
  const wrong =
    ['%00', '%', '..', '/', '%2f', '$', '%ff', '\\', ';', '%F0%9F%98%80'][Math.floor(next() * 10)] ?? ''
  return path.slice(0, at) + wrong + path.slice(at + 1)
}
