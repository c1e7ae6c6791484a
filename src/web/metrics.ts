import { createHash, timingSafeEqual } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Router, type Request, type RequestHandler } from 'express'
import ipaddr from 'ipaddr.js'
import { createHistogram, gauges, type Sample } from './prometheus.js'
import { routeOf } from './requestLog.js'

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Figures of the product itself, asked for at each reading. */
export interface Watched {
  openScorePosts(): Promise<number>
  jobSuccesses(): ReadonlyMap<string, Date>
}

/** Counts requests by route pattern (never by address) and answers `GET /metrics` in Prometheus' text format. */
export function createMetrics(needs: {
  watched: Watched
  token: string | undefined
  /** Behind a proxy every peer is the proxy: then the token is asked of everybody. */
  behindProxy: boolean
}): { count: RequestHandler; routes: Router } {
  const { watched, token, behindProxy } = needs
  const requests = createHistogram({
    name: 'cairn_http_request_duration_seconds',
    help: 'Requests by method, route pattern and status class.',
    labels: ['method', 'route', 'status'],
    bounds: SECONDS,
  })
  const lag = monitorEventLoopDelay({ resolution: 20 })
  lag.enable()

  const count: RequestHandler = (req, res, next) => {
    const began = performance.now()
    res.on('finish', () => {
      const status = `${String(Math.floor(res.statusCode / 100))}xx`
      requests.observe([req.method, routeOf(req), status], (performance.now() - began) / 1000)
    })
    next()
  }

  const routes = Router()
  routes.get('/metrics', async (req, res) => {
    if (!mayRead(req, token, behindProxy)) {
      res.status(401).set('WWW-Authenticate', 'Bearer').type('text')
      res.send('Read the metrics from this machine, or with METRICS_TOKEN as a bearer token.\n')
      return
    }
    const successes = [...watched.jobSuccesses()].map(([job, at]): Sample => ({
      labels: { job },
      value: at.getTime() / 1000,
    }))
    // Figures are wanted most when the store is in trouble: what it cannot tell is left out.
    const open = await watched.openScorePosts().catch(() => null)
    const text = [
      requests.text(),
      gauges(
        'cairn_score_posts_open',
        'Score posts on their way to an LMS.',
        open === null ? [] : [{ value: open }],
      ),
      gauges(
        'cairn_job_last_success_timestamp_seconds',
        'When a job last ended well in this process.',
        successes,
      ),
      processText(lag),
    ].join('')
    lag.reset()
    res.set('Cache-Control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8').send(text)
  })
  return { count, routes }
}

/** The event loop's lag is of the time since the last reading. */
function processText(lag: { percentile(share: number): number; max: number }): string {
  const { rss, heapUsed, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0)
  return [
    gauges('process_resident_memory_bytes', 'Resident memory.', [{ value: rss }]),
    gauges('cairn_heap_used_bytes', 'JavaScript heap in use.', [{ value: heapUsed }]),
    gauges('cairn_external_memory_bytes', 'Memory of buffers and native parts.', [{ value: external }]),
    gauges(
      'process_cpu_seconds_total',
      'Processor time used.',
      [{ value: (user + system) / 1e6 }],
      'counter',
    ),
    gauges('process_uptime_seconds', 'Time since the start.', [{ value: process.uptime() }]),
    gauges('cairn_event_loop_lag_seconds', 'Lag of the event loop since the last reading.', [
      { labels: { quantile: '0.5' }, value: seconds(lag.percentile(50)) },
      { labels: { quantile: '0.99' }, value: seconds(lag.percentile(99)) },
      { labels: { quantile: '1' }, value: seconds(lag.max) },
    ]),
  ].join('')
}

/**
 * This machine may read without a token; "this machine" is the peer of the connection, whatever headers say, and
 * a request that a proxy has passed on comes from elsewhere.
 */
function mayRead(req: Request, token: string | undefined, behindProxy: boolean): boolean {
  const given = /^Bearer (.+)$/i.exec(req.get('authorization') ?? '')?.[1]
  if (token !== undefined && given !== undefined && sameText(given, token)) return true
  const passedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some((name) => req.get(name))
  return !behindProxy && !passedOn && isLoopback(req.socket.remoteAddress ?? '')
}

const isLoopback = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback'

function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
