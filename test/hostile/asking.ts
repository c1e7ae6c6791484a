import { fetch } from 'undici'
import { deriveKey } from '../../src/secrets/secretBox.js'
import { csrfTokenFor } from '../../src/web/csrf.js'
import { sessionCookieName } from '../../src/web/session.js'
import type { Visitor } from '../support/visitor.js'
import type { World } from '../support/world.js'

/** An answer as it came: redirects are not followed. */
export interface Answer {
  status: number
  location: string | null
  body: string
  headers: Headers
}

export interface Question {
  method: string
  path: string
  fields?: Record<string, string> | string
  /** Take the place of what a browser on our own page would send. */
  headers?: Record<string, string>
}

/** Asks the tool with somebody's cookies, the way their browser would from a page of ours, form token included. */
export async function ask(
  world: Pick<World, 'url' | 'tool'>,
  visitor: Visitor,
  question: Question,
): Promise<Answer> {
  const { method, path, fields = {} } = question
  const cookies = visitor.cookies(world.url)
  const changes = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
  const token = tokenOf(world, cookies[sessionCookieName])
  const form = typeof fields === 'string' ? fields : new URLSearchParams(fields).toString()
  const response = await fetch(world.url + path, {
    method,
    redirect: 'manual',
    headers: {
      accept: 'text/html',
      cookie: Object.entries(cookies)
        .map(([name, value]) => `${name}=${value}`)
        .join('; '),
      ...(changes
        ? {
            origin: new URL(world.url).origin,
            'content-type': 'application/x-www-form-urlencoded',
            'x-csrf-token': token,
          }
        : {}),
      ...question.headers,
    },
    ...(changes ? { body: form } : {}),
  })
  return {
    status: response.status,
    location: response.headers.get('location'),
    body: await response.text(),
    headers: response.headers,
  }
}

/** The token the forms of this session carry. */
function tokenOf({ tool }: Pick<World, 'tool'>, cookie: string | undefined): string {
  const sessionId = /^s:([^.]+)\./.exec(decodeURIComponent(cookie ?? ''))?.[1]
  return csrfTokenFor(deriveKey(tool.services.config.secretKey, 'csrf'), sessionId)
}
