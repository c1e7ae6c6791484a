import { randomBytes } from 'node:crypto'
import { createRequire, Module } from 'node:module'
import type { Provider } from 'ltijs'
import { fencedClient } from './http.js'
import type { Plugin } from './plugin.js'

const require = createRequire(import.meta.url)

/**
 * Loads ltijs 5.9.9 (CommonJS, with Express 4 and mongoose 7 of its own: hence on first need, not at start) with our HTTP client in the place of its own, and makes a provider over
 * our stores. `deploy` is never called: its Express app listens to nothing, it connects to no database and installs no signal handler.
 */
export async function loadProvider(plugin: Plugin): Promise<Provider> {
  const httpFile = require.resolve('ltijs/dist/Utils/Http.js')
  if (require.cache[httpFile]?.exports !== fencedClient) {
    const standIn = new Module(httpFile)
    standIn.exports = fencedClient
    standIn.loaded = true
    require.cache[httpFile] = standIn
  }
  const { Provider: shared } = await import('ltijs')
  // ltijs exports one instance for the whole process; ours is its sibling, so that two tools (tests) do not share stores.
  const provider = new (shared.constructor as new () => Provider)()
  provider.setup(randomBytes(32).toString('hex'), { plugin }, { cors: false, devMode: false })
  return provider
}

/** ltijs's builder of a key set, which it offers only through its Express app. */
export async function loadKeySetBuilder(): Promise<(plugin: Plugin) => Promise<{ keys: object[] }>> {
  const { default: builder } = await import('ltijs/dist/Utils/Keyset.js')
  return (plugin) => builder.build(plugin, 'unused')
}
