import { request as openRequest } from 'node:http'
import { once } from 'node:events'
import { expect } from 'chai'
import { freePort } from '../support/world.js'
import { scratchDirectory, startServer, type Started } from './process.js'

const needed = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://cairn.example.org',
  SECRET_KEY: 'a secret for these tests, long enough to be taken',
  LOG_LEVEL: 'warn',
}

describe('starting for real use', function () {
  this.timeout(30_000)
  const { dir, remove } = scratchDirectory()
  const started: Started[] = []
  const start = (settings: Record<string, string>) => {
    const one = startServer(settings, dir)
    started.push(one)
    return one
  }
  after(async () => {
    for (const one of started) {
      one.process.kill('SIGKILL')
      await one.ended()
    }
    remove()
  })

  it('lists everything that is missing or unsafe at once and does not start', async () => {
    const one = start({
      NODE_ENV: 'production',
      PORT: 'eighty',
      ALLOW_PRIVATE_NETWORKS: '1',
      METRICS_TOKEN: 'short',
      SMTP_URL: 'smtp://mail.example.org',
      DATA_DIR: dir,
    })
    expect(await one.ended()).to.equal(1)
    for (const name of [
      'PORT',
      'PUBLIC_URL',
      'SECRET_KEY',
      'ALLOW_PRIVATE_NETWORKS',
      'METRICS_TOKEN',
      'SMTP_URL',
    ])
      expect(one.errors()).to.match(new RegExp(`^  - ${name}\\b`, 'm'))
    expect(one.errors()).not.to.contain('    at ')
    expect(one.output()).to.equal('')
  })

  it('refuses an address that is not https and a short secret', async () => {
    const one = start({
      ...needed,
      PUBLIC_URL: 'http://cairn.example.org',
      SECRET_KEY: 'short',
      DATA_DIR: dir,
    })
    expect(await one.ended()).to.equal(1)
    expect(one.errors()).to.contain('PUBLIC_URL must').and.to.contain('SECRET_KEY must')
  })

  describe('with what it needs', () => {
    let port: number
    let tool: Started
    const url = (path: string) => `http://127.0.0.1:${String(port)}${path}`

    before(async () => {
      port = await freePort()
      tool = start({ ...needed, DATA_DIR: dir, PORT: String(port) })
      await tool.ready()
    })

    it('answers for its health, its readiness and its metrics', async () => {
      expect(await (await fetch(url('/health'))).json()).to.deep.equal({ alive: true })
      expect(await (await fetch(url('/ready'))).json()).to.deep.equal({ ready: true })
      const metrics = await (await fetch(url('/metrics'))).text()
      expect(metrics).to.contain('cairn_score_posts_open 0')
    })

    it('holds browsers to https and has no practice LMS and no demo people', async () => {
      const page = await fetch(url('/verify'))
      expect(page.status).to.equal(200)
      expect(page.headers.get('strict-transport-security')).to.contain('max-age=')
      expect((await fetch(url('/'))).status).to.be.lessThan(500)
    })

    it('a second start on the same data is refused in one sentence', async () => {
      const second = start({ ...needed, DATA_DIR: dir, PORT: String(await freePort()) })
      expect(await second.ended()).to.equal(1)
      expect(second.errors().trim().split('\n')).to.have.length(1)
      expect(second.errors()).to.contain('in use by another process')
      expect((await fetch(url('/ready'))).status).to.equal(200)
    })

    it('a second start on the same port is refused in one sentence', async () => {
      const other = scratchDirectory()
      const second = start({ ...needed, DATA_DIR: other.dir, PORT: String(port) })
      expect(await second.ended()).to.equal(1)
      expect(second.errors().trim().split('\n')).to.have.length(1)
      expect(second.errors()).to.contain(`Port ${String(port)} is in use`)
      other.remove()
    })

    it('on SIGTERM answers the request under way, takes no new one and ends well within seconds', async () => {
      const asked = openRequest(url('/admin/sign-in'), {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '7' },
      })
      const answered = once(asked, 'response') as Promise<[{ statusCode: number; resume(): void }]>
      asked.write('email')
      await fetch(url('/health'))
      const began = performance.now()
      tool.process.kill('SIGTERM')
      await refused(url('/health'))
      asked.end('=a')
      const [answer] = await answered
      answer.resume()
      expect(answer.statusCode).to.be.within(300, 499)
      expect(await tool.ended()).to.equal(0)
      expect(performance.now() - began).to.be.lessThan(8_000)
      expect(tool.errors()).to.equal('')
    })

    it('and starts again on the same data, also when a client never ends its request', async () => {
      tool = start({ ...needed, DATA_DIR: dir, PORT: String(port) })
      await tool.ready()
      const stuck = openRequest(url('/verify'), { method: 'POST', headers: { 'content-length': '1000' } })
      stuck.on('error', () => undefined)
      stuck.write('half')
      await fetch(url('/health'))
      tool.process.kill('SIGTERM')
      expect(await tool.ended()).to.equal(0)
      stuck.destroy()
    })
  })
})

/** Resolves once nobody listens there any more. */
async function refused(url: string): Promise<void> {
  for (;;) {
    const open = await fetch(url, { headers: { connection: 'close' } }).then(
      (answer) => answer.arrayBuffer().then(() => true),
      () => false,
    )
    if (!open) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
