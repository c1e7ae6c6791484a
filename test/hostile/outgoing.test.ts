import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { projectRoot } from '../../src/projectRoot.js'
import { createGuardedFetch } from '../../src/web/guardedFetch.js'

const src = path.join(projectRoot, 'src')
const apart = /^(practiceLms|demo|database\/embedded)\b/
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !apart.test(file))
  .map((file) => ({ file, text: readFileSync(path.join(src, file), 'utf8') }))
const filesWith = (pattern: RegExp) =>
  sources
    .filter(({ text }) => pattern.test(text))
    .map(({ file }) => file)
    .sort()

/** Everything the tool sends to somebody else, and through which door. A new way out has to be written down here. */
describe('what the tool sends out', () => {
  it('leaves by two doors: the guarded one, and the one to the bucket an administrator set', () => {
    const canSend =
      /import (?!type\b)[^;]*? from '(undici|got|axios|node-fetch|aws4fetch|nodemailer|(node:)?(https?|http2|net|tls|dgram))'/
    const known: Record<string, string> = {
      'web/guardedFetch.ts': 'every address we did not choose',
      'submissions/s3Client.ts': 'S3_URL, a setting of the operator',
      'tool.ts': 'listens only',
      'web/httpServer.ts': 'listens only',
    }
    expect(filesWith(canSend)).to.deep.equal(Object.keys(known).sort())
    // The global fetch and WebSocket need no import; what is called `fetch` here is handed in, and is the guarded one.
    expect(filesWith(/globalThis\.fetch|\bnew (WebSocket|EventSource|XMLHttpRequest)\b/)).to.deep.equal([])
    for (const { file, text } of sources.filter(({ text }) => /\bfetch\(/.test(text)))
      expect(/GuardedFetch|PlatformCheck|CheckParts|FenceCall/.test(text), `${file}: whose fetch?`).to.equal(
        true,
      )
    for (const { file, text } of sources.filter(({ file }) => known[file] === 'listens only'))
      expect(text, file).to.not.match(/\b(request|connect|get)\(/)
  })

  it('goes to these addresses that others chose, each through the guarded door', () => {
    const senders: Record<string, string> = {
      'lti/keySets.ts': 'the key set of a platform',
      'lti/accessTokens.ts': 'its token endpoint',
      'lti/serviceCall.ts': 'grades, line items and notices: origins of that platform only',
      'lti/fence/http.ts': 'rosters, line items and results that ltijs reads',
      'lti/registration.ts': 'its configuration and its registration endpoint',
      'lti/registrationUpdate.ts': 'where it takes updates',
      'badges/documentFetch.ts': 'badges, keys and status lists somebody asks us to verify',
      'institutions/platformCheck.ts': 'the self-test of its key set',
    }
    const calls = filesWith(/(?<![\w.$])fetch\(|\.fetch\(|[^\w]guardedFetch\(/)
    const others = calls.filter((file) => !(file in senders) && file !== 'web/guardedFetch.ts')
    expect(others, 'senders nobody wrote down').to.deep.equal([])
    expect(Object.keys(senders).filter((file) => !calls.includes(file))).to.deep.equal([])
  })

  it('never goes to this machine, its network or a cloud’s own service, whatever an address calls itself', async () => {
    const fetch = createGuardedFetch({ allowPrivateNetworks: false, userAgent: 'Cairn-test' })
    const traps: Record<string, string> = {
      'http://example.org/jwks': 'insecure',
      'https://127.0.0.1/jwks': 'blocked-address',
      'https://2130706433/jwks': 'blocked-address',
      'https://0x7f.1/jwks': 'blocked-address',
      'https://[::1]/jwks': 'blocked-address',
      'https://[::ffff:169.254.169.254]/latest/meta-data': 'blocked-address',
      'https://169.254.169.254/latest/meta-data': 'blocked-address',
      'https://10.0.0.8/': 'blocked-address',
      'https://localhost/jwks': 'blocked-address',
      'https://user:password@example.org/': 'bad-url',
      'file:///etc/passwd': 'bad-url',
      'gopher://example.org/': 'bad-url',
    }
    for (const [url, code] of Object.entries(traps))
      expect(await fetch({ url }), url).to.deep.equal({ ok: false, code })
    await fetch.close()
  })
})
