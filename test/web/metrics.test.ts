import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express, { Router } from 'express'
import { errorHandler } from '../../src/web/errorHandler.js'
import { createLogger } from '../../src/web/log.js'
import { createMetrics } from '../../src/web/metrics.js'

const TOKEN = 'a token for the collector'

describe('GET /metrics', () => {
  const closers: (() => void)[] = []
  afterEach(() => closers.splice(0).forEach((close) => close()))

  async function site(options: { token?: string; behindProxy?: boolean; storeDown?: boolean } = {}) {
    const metrics = createMetrics({
      watched: {
        openScorePosts: () => (options.storeDown ? Promise.reject(new Error('down')) : Promise.resolve(7)),
        jobSuccesses: () => new Map([['gradebook.sendDue', new Date(1_700_000_000_000)]]),
      },
      token: options.token,
      behindProxy: options.behindProxy ?? false,
    })
    const app = express()
    app.use(metrics.count, metrics.routes)
    const room = Router()
    room.get('/awards/:id', (_req, res) => {
      res.send('an award')
    })
    app.use('/room', room)
    app.get('/broken', () => {
      throw new Error('broken')
    })
    app.use(errorHandler(createLogger('silent')))
    const server = app.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(
      () => server.closeAllConnections(),
      () => server.close(),
    )
    const { port } = server.address() as AddressInfo
    const get = (path: string, headers: Record<string, string> = {}) =>
      fetch(`http://127.0.0.1:${port}${path}`, { headers: { accept: 'application/json', ...headers } })
    return {
      get,
      metrics: async (headers?: Record<string, string>) => (await get('/metrics', headers)).text(),
    }
  }

  it('counts requests by pattern and status class, and never tells an address', async () => {
    const { get, metrics } = await site()
    for (const path of ['/room/awards/secret-1', '/room/awards/secret-2', '/broken', '/nowhere/secret-3'])
      await (await get(path)).text()
    const text = await metrics()
    const counted = 'cairn_http_request_duration_seconds_count'
    expect(text).to.contain(`${counted}{method="GET",route="/room/awards/:id",status="2xx"} 2\n`)
    expect(text).to.contain(`${counted}{method="GET",route="/broken",status="5xx"} 1\n`)
    expect(text).to.contain(`${counted}{method="GET",route="/*",status="4xx"} 1\n`)
    expect(text).to.contain('route="/room/awards/:id",status="2xx",le="+Inf"} 2\n')
    expect(text).not.to.contain('secret')
  })

  it('tells of the outbox, the jobs and the process, in lines that Prometheus reads', async () => {
    const { metrics } = await site()
    const text = await metrics()
    expect(text).to.contain('cairn_score_posts_open 7\n')
    expect(text).to.contain('cairn_job_last_success_timestamp_seconds{job="gradebook.sendDue"} 1700000000\n')
    expect(text).to.match(/^process_resident_memory_bytes \d+$/m)
    expect(text).to.match(/^cairn_event_loop_lag_seconds\{quantile="0.99"\} [\d.e-]+$/m)
    const lines = text.trimEnd().split('\n')
    const readable = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[\d.e+-]+)$/
    for (const line of lines) expect(line).to.match(readable)
  })

  it('still answers when the store does not', async () => {
    const { metrics } = await site({ storeDown: true })
    const text = await metrics()
    expect(text).to.contain('process_uptime_seconds')
    expect(text).not.to.contain('cairn_score_posts_open')
  })

  it('asks a request that came through a proxy for the token, whoever it says it is', async () => {
    const { get } = await site({ token: TOKEN })
    expect((await get('/metrics')).status).to.equal(200)
    for (const name of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP'])
      expect((await get('/metrics', { [name]: '127.0.0.1' })).status, name).to.equal(401)
    const known = { 'X-Forwarded-For': '203.0.113.9', Authorization: `Bearer ${TOKEN}` }
    expect((await get('/metrics', known)).status).to.equal(200)
  })

  it('behind a proxy only the token counts', async () => {
    const { get } = await site({ token: TOKEN, behindProxy: true })
    expect((await get('/metrics')).status).to.equal(401)
    expect((await get('/metrics', { Authorization: 'Bearer wrong' })).status).to.equal(401)
    expect((await get('/metrics', { Authorization: `Bearer ${TOKEN}` })).status).to.equal(200)
    const without = await site({ behindProxy: true })
    expect((await without.get('/metrics', { Authorization: 'Bearer undefined' })).status).to.equal(401)
  })
})
