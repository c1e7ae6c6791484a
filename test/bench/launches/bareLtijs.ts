import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openEmbeddedStore } from '../../../src/database/embedded/index.js'

/**
 * Child process: a bare ltijs 5.9.9 application as its README shows it, with its own MongoDB code on the same embedded store, flushed alike.
 * Waits for the platform's addresses, answers with its own.
 */
interface Message {
  issuer: string
  clientId: string
  jwksUrl: string
  authUrl: string
  tokenUrl: string
}

process.once('message', (message: Message) => {
  void (async () => {
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
      url: message.issuer,
      name: 'bench',
      clientId: message.clientId,
      authenticationEndpoint: message.authUrl,
      accesstokenEndpoint: message.tokenUrl,
      authConfig: { method: 'JWK_SET', key: message.jwksUrl },
    })
    const server = lti.app.listen(0, '127.0.0.1', () => {
      process.send?.({ url: `http://localhost:${String(server.address().port)}` })
    })
    process.once('disconnect', () => {
      void rm(directory, { recursive: true, force: true }).then(() => process.exit(0))
    })
  })()
})
