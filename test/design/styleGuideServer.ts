import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { projectRoot } from '../../src/projectRoot.js'
import { renderScene } from './styleGuide.js'

const types: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

export interface StyleGuide {
  origin: string
  stop: () => void
  /** What was posted, oldest first. */
  posted: URLSearchParams[]
  /** What the next posts are answered with. */
  status: number
  answer: Record<string, string>
  /** Values that replace the sample pages' own. */
  values: Record<string, unknown>
}

/**
 * Serves the sample pages at `/<name>?lang=ar&theme=dark` and the product's assets, under the product's own
 * content security policy, and takes what their forms post. Resolves with the origin and a way to stop.
 */
export async function serveStyleGuide(port = 0): Promise<StyleGuide> {
  const guide: StyleGuide = {
    origin: '',
    stop: () => server.close(),
    posted: [],
    status: 200,
    answer: {},
    values: {},
  }
  const server: Server = createServer((request, response) => {
    if (request.method === 'POST') {
      void take(request, guide).then(() => response.writeHead(guide.status).end(JSON.stringify(guide.answer)))
      return
    }
    void answer(new URL(request.url ?? '/', 'http://localhost'), guide.values).then(
      ({ type, body }) => {
        response.setHeader('Content-Type', `${type}; charset=utf-8`)
        response.setHeader(
          'Content-Security-Policy',
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'",
        )
        response.end(body)
      },
      () => {
        response.statusCode = 404
        response.end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: actual } = server.address() as AddressInfo
  guide.origin = `http://127.0.0.1:${String(actual)}`
  return guide
}

async function take(request: IncomingMessage, guide: StyleGuide): Promise<void> {
  guide.posted.push(new URLSearchParams(await text(request)))
}

async function answer(
  url: URL,
  values: Record<string, unknown>,
): Promise<{ type: string; body: string | Buffer }> {
  if (url.pathname.startsWith('/assets/')) {
    const file = path.join(projectRoot, 'public', path.normalize(url.pathname.slice('/assets'.length)))
    return { type: types[path.extname(file)] ?? 'application/octet-stream', body: await readFile(file) }
  }
  const theme = url.searchParams.get('theme')
  return {
    type: 'text/html',
    body: renderScene(
      url.pathname.slice(1),
      url.searchParams.get('lang') === 'ar' ? 'ar' : 'en',
      theme === 'dark' || theme === 'light' ? theme : undefined,
      values,
    ),
  }
}
