import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openEmbeddedStore } from '../../../src/database/embedded/index.js'
import { serveParent } from './child.js'

/** Child process: a bare ltijs 5.9.9 application as its README shows it, with its own MongoDB code on the same embedded store, flushed alike. */
serveParent(async (platform) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'cairn-bench-ltijs-'))
  const store = await openEmbeddedStore({ dir: directory })
  const require = createRequire(import.meta.url)
  const { Provider: lti } = require('ltijs')
  lti.setup(
    'a key for the benchmark, long enough',
    { url: store.uri },
    { appRoute: '/lti/launch', loginRoute: '/lti/login', cookies: { secure: false, sameSite: '' } },
  )
  lti.onConnect((_token: unknown, _req: unknown, res: { send(text: string): void }) => {
    res.send('OK')
  })
  await lti.deploy({ serverless: true, silent: true })
  await lti.registerPlatform({
    url: platform.issuer,
    name: 'bench',
    clientId: platform.clientId,
    authenticationEndpoint: platform.authUrl,
    accesstokenEndpoint: platform.tokenUrl,
    authConfig: { method: 'JWK_SET', key: platform.jwksUrl },
  })
  const server: Server = lti.app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://localhost:${String((server.address() as AddressInfo).port)}`,
    close: () => rm(directory, { recursive: true, force: true }),
  }
})
