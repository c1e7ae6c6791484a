import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { projectRoot } from '../../../src/projectRoot.js'
import { claim } from '../../../src/lti/vocabulary.js'
import { TestBrowser, type Answer } from './browser.js'
import { beginLogin, honestClaims, type Role } from './launching.js'
import { makeKey, type TestPlatform } from './platform.js'
import type { Tool } from './tool.js'

/** A launch as a file in test/fixtures/launches: what differs from an honest one, and what must come of it. Signed when the test runs. */
export const launchCase = z.strictObject({
  /** The clause or observation the case stands for. */
  source: z.string(),
  as: z.array(z.enum(['teacher', 'student'])),
  login: z.record(z.string(), z.string().nullable()).optional(),
  set: z.record(z.string(), z.unknown()).optional(),
  remove: z.array(z.string()).optional(),
  /** Time claims, in seconds from now. */
  seconds: z.record(z.string(), z.number()).optional(),
  header: z.record(z.string(), z.unknown()).optional(),
  signedBy: z.enum(['stranger', 'nobody', 'public-key-as-secret', 'RS384', 'PS256', 'weak']).optional(),
  payload: z.string().optional(),
  token: z.string().optional(),
  state: z.string().optional(),
  expect: z.record(z.string(), z.unknown()),
})

export type LaunchCase = z.output<typeof launchCase>

/** The cases of one folder by name (the file's name in words). */
export function readCases(
  kind: 'accepted' | 'rejected',
  what: 'launches' | 'notices' = 'launches',
): { name: string; case: LaunchCase }[] {
  const folder = path.join(projectRoot, 'test', 'fixtures', what, kind)
  return readdirSync(folder).map((file) => ({
    name: path.basename(file, '.json').replaceAll('-', ' '),
    case: launchCase.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8'))),
  }))
}

export interface Stage {
  tool: Tool
  platform: TestPlatform
}

/** Plays a case as one of the two people: login, token, launch. */
export async function play(stage: Stage, the: LaunchCase, role: Role): Promise<Answer> {
  const { tool, platform } = stage
  const browser = new TestBrowser(tool)
  const login = Object.fromEntries(Object.entries(the.login ?? {}).filter(([, value]) => value !== null))
  const dropped = the.login && 'lti_deployment_id' in the.login && the.login['lti_deployment_id'] === null
  const begun = await beginLogin(tool, platform, browser, {
    ...(login as Record<string, string>),
    ...(dropped ? { lti_deployment_id: platform.deploymentId } : {}),
  })
  const stranger = new TestBrowser(tool)
  const other = await beginLogin(tool, platform, the.state === 'other-browser' ? stranger : browser)
  const words = {
    '{tool}': tool.publicUrl,
    '{issuer}': platform.issuer,
    '{client}': platform.registration.clientId,
    '{platform}': platform.url,
    '{otherNonce}': other.nonce,
  }
  const claims = honestClaims(tool, platform, the.state === 'other-browser' ? other : begun, role)
  for (const name of the.remove ?? []) Reflect.deleteProperty(claims, claimName(name))
  for (const [name, value] of Object.entries(the.set ?? {})) claims[claimName(name)] = filled(value, words)
  const now = Math.floor(tool.clock.now().getTime() / 1000)
  for (const [name, offset] of Object.entries(the.seconds ?? {})) claims[name] = now + offset

  const form: Record<string, string> = {}
  const token = await tokenOf(stage, the, claims)
  if (token !== null) form['id_token'] = token
  const state = stateOf(the.state, begun.state, other.state)
  if (state !== null) form['state'] = state
  if (the.state === 'other-browser')
    browser.cookies.set(cookieName(stranger, other.state, browser), 'a'.repeat(43))
  return browser.post('/lti/launch', form)
}

/** The victim's browser holds a cookie of that name with another secret, as an attacker who can set cookies might arrange. */
function cookieName(from: TestBrowser, _state: string, to: TestBrowser): string {
  const [name] = [...from.cookies.keys()].filter((key) => !to.cookies.has(key))
  return name ?? ''
}

export function claimName(name: string): string {
  return Object.hasOwn(claim, name) ? claim[name as keyof typeof claim] : name
}

export function filled(value: unknown, words: Record<string, string>): unknown {
  const text = JSON.stringify(value).replace(
    /\{(tool|issuer|client|platform|otherNonce)\}/g,
    (word) => words[word] ?? word,
  )
  return JSON.parse(text)
}

function stateOf(wish: string | undefined, own: string, other: string): string | null {
  if (wish === undefined) return own
  if (wish === 'missing') return null
  if (wish === 'random') return 'x'.repeat(43)
  return wish === 'other-browser' || wish === 'other-login' ? other : wish
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export async function tokenOf(
  { platform }: Pick<Stage, 'platform'>,
  the: Pick<LaunchCase, 'header' | 'payload' | 'token' | 'signedBy'>,
  claims: object,
): Promise<string | null> {
  const header = Object.fromEntries(
    Object.entries(the.header ?? {}).map(([name, value]) => [name, value === null ? undefined : value]),
  )
  const payload =
    the.payload === undefined
      ? claims
      : the.payload === 'invalid-utf8'
        ? Uint8Array.of(0x7b, 0xff, 0xfe)
        : new TextEncoder().encode(the.payload)
  const own = platform.keys[0]!
  switch (the.token) {
    case undefined:
      break
    case 'missing':
      return null
    case 'changed-after-signing': {
      const [first, , last] = (await platform.sign(claims)).split('.')
      return [first, encode({ ...claims, sub: 'the-principal' }), last].join('.')
    }
    case 'signature-cut-off':
      return `${(await platform.sign(claims)).split('.').slice(0, 2).join('.')}.`
    default:
      return the.token
  }
  switch (the.signedBy) {
    case 'nobody':
      return `${encode({ alg: 'none', kid: own.kid, ...header })}.${encode(claims)}.`
    case 'public-key-as-secret': {
      const signed = `${encode({ alg: 'HS256', kid: own.kid })}.${encode(claims)}`
      return `${signed}.${createHmac('sha256', JSON.stringify(own.publicJwk)).update(signed).digest('base64url')}`
    }
    case 'stranger':
      return platform.sign(payload, header, await makeKey(own.kid))
    case 'RS384':
    case 'PS256':
      return platform.sign(payload, { alg: the.signedBy }, await makeKey(own.kid, the.signedBy))
    case 'weak': {
      const pair = generateKeyPairSync('rsa', { modulusLength: 1024 })
      const weak = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'weak' }
      platform.keys.push({ ...own, kid: 'weak', publicJwk: weak })
      const signed = `${encode({ alg: 'RS256', kid: 'weak' })}.${encode(claims)}`
      return `${signed}.${createSign('sha256').update(signed).sign(pair.privateKey).toString('base64url')}`
    }
    case undefined:
      return platform.sign(payload, header)
  }
}
