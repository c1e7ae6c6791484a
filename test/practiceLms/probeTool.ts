import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { CryptoKey, JWK, JWTHeaderParameters, JWTPayload } from 'jose'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { assertionType, everyScope } from '../../src/practiceLms/vocabulary.js'

/** A tool's side of the services, in as few lines as tests of the platform need. */
export interface ProbeTool {
  jwks: { keys: JWK[] }
  clientId: string
  lms: PracticeLms
  sign(payload: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>
  assertion(changes?: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>
  askToken(form: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  token(scopes?: readonly string[]): Promise<string>
  call(url: string, options?: CallOptions): Promise<Response>
}

export interface CallOptions {
  method?: string
  token?: string
  accept?: string
  contentType?: string
  body?: unknown
  headers?: Record<string, string>
}

const pair = generateKeyPair('RS256')

/** Registers a tool that signs with its own key and can call the services of `lms`. */
export async function createProbeTool(lms: PracticeLms): Promise<ProbeTool> {
  const { privateKey, publicKey }: { privateKey: CryptoKey; publicKey: CryptoKey } = await pair
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'probe', alg: 'RS256', use: 'sig' }] }
  const { clientId } = lms.registerTool({
    clientId: 'probe-client',
    name: 'Probe',
    loginUrl: 'http://localhost:9/login',
    redirectUris: ['http://localhost:9/launch', 'http://localhost:9/other'],
    launchUrl: 'http://localhost:9/launch',
    deepLinkUrl: 'http://localhost:9/launch',
    jwks,
  })
  const sign: ProbeTool['sign'] = (payload, header = {}) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'probe', ...header }).sign(privateKey)
  const assertion: ProbeTool['assertion'] = (changes = {}, header = {}) => {
    const now = Math.floor(Date.now() / 1000)
    const usual = { iss: clientId, sub: clientId, aud: lms.platform().tokenUrl, iat: now - 5, exp: now + 60 }
    return sign({ ...usual, jti: randomUUID(), ...changes }, header)
  }
  const askToken: ProbeTool['askToken'] = (form, headers = {}) =>
    fetch(lms.platform().tokenUrl, { method: 'POST', body: new URLSearchParams(form), headers })
  return {
    jwks,
    clientId,
    lms,
    sign,
    assertion,
    askToken,
    async token(scopes = everyScope) {
      const answer = await askToken({
        grant_type: 'client_credentials',
        client_assertion_type: assertionType,
        client_assertion: await assertion(),
        scope: scopes.join(' '),
      })
      const { access_token: token } = (await answer.json()) as { access_token: string }
      return token
    },
    call(url, { method = 'GET', token, accept, contentType, body, headers = {} } = {}) {
      return fetch(url, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(accept === undefined ? {} : { accept }),
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
          ...headers,
        },
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      })
    },
  }
}
