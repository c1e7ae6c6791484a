import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose'
import { operator } from '../../../src/audit/actor.js'
import type { Registration } from '../../../src/institutions/registration.js'
import type { Tool } from './tool.js'

export interface PlatformKey {
  kid: string
  privateKey: CryptoKey
  publicJwk: JWK
}

export async function makeKey(kid: string, alg = 'RS256', modulusLength = 2048): Promise<PlatformKey> {
  const pair = await generateKeyPair(alg, { modulusLength, extractable: true })
  return { kid, privateKey: pair.privateKey, publicJwk: { ...(await exportJWK(pair.publicKey)), kid } }
}

/** A platform that signs whatever it is told to, and counts who asks for its keys. */
export class TestPlatform {
  keys: PlatformKey[] = []
  keyFetches = 0
  /** Replaces the key set's answer: slow, huge, broken, down. */
  serveKeys: RequestListener | null = null
  registration!: Registration
  readonly deploymentId = 'dep-1'
  private server!: Server
  private port = 0

  /** Starts on a free port, or on one it had before. */
  static async start(): Promise<TestPlatform> {
    const platform = new TestPlatform()
    platform.keys = [await makeKey('key-1')]
    platform.server = createServer((req, res) => {
      if (req.url !== '/jwks') return void res.writeHead(404).end()
      platform.keyFetches += 1
      if (platform.serveKeys) return void platform.serveKeys(req, res)
      res.setHeader('content-type', 'application/json')
      res.end(JSON.stringify({ keys: platform.keys.map((key) => key.publicJwk) }))
    })
    await new Promise<void>((resolve) => platform.server.listen(0, '127.0.0.1', resolve))
    platform.port = (platform.server.address() as AddressInfo).port
    return platform
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`
  }

  get issuer(): string {
    return this.registration.issuer
  }

  /** Makes the platform known to the tool, active, with one deployment. */
  async register(
    tool: Tool,
    asked: {
      issuer?: string
      clientId?: string
      approve?: boolean
      authUrl?: string
      institutionId?: string
    } = {},
  ): Promise<this> {
    this.registration = await tool.platforms.add(operator, {
      institutionId: asked.institutionId ?? tool.institution.id,
      issuer: asked.issuer ?? this.url,
      clientId: asked.clientId ?? 'client-1',
      authUrl: asked.authUrl ?? `${this.url}/auth?from=the%20start`,
      tokenUrl: `${this.url}/token`,
      jwksUrl: `${this.url}/jwks`,
      deploymentId: this.deploymentId,
      approve: asked.approve ?? true,
    })
    return this
  }

  async sign(claims: unknown, header: Record<string, unknown> = {}, key = this.keys[0]!): Promise<string> {
    const bytes = claims instanceof Uint8Array ? claims : new TextEncoder().encode(JSON.stringify(claims))
    const signer = new CompactSign(bytes).setProtectedHeader({
      alg: 'RS256',
      kid: key.kid,
      typ: 'JWT',
      ...header,
    })
    return signer.sign(key.privateKey, { crit: { 'https://example.org/must': true } })
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}
