import { createRequire } from 'node:module'
import { expect } from 'chai'
import { createLocalJWKSet, jwtVerify, type JWK } from 'jose'
import { createPlugin } from '../../src/lti/fence/plugin.js'
import { fenceCall, fencedClient } from '../../src/lti/fence/http.js'
import { loadProvider } from '../../src/lti/fence/provider.js'
import type { AccessTokens } from '../../src/lti/accessTokens.js'
import { createToolKeys } from '../../src/lti/toolKeys.js'
import { createToolKeyStore } from '../../src/lti/toolKeyStore.js'
import { createSecretBox } from '../../src/secrets/secretBox.js'
import { openPractice, type Practice } from './support/practice.js'
import { openTool, type Tool } from './support/tool.js'

/** What ltijs may do inside src/lti, and the record of what it cannot: when one of these changes with a new version, its part can grow. */
describe('the fence around ltijs', () => {
  let tool: Tool
  let practice: Practice

  before(async () => {
    tool = await openTool()
    practice = await openPractice(tool, 'moodle')
  })
  after(async () => {
    await practice.close()
    await tool.close()
  })

  function plugin() {
    const toolKeys = createToolKeys({
      store: createToolKeyStore(tool.connection.useDb('other')),
      secrets: createSecretBox('a secret key for tests, long enough'),
      clock: tool.clock,
    })
    const none: AccessTokens = {
      get: () => Promise.resolve({ ok: false, failure: { kind: 'retry', reason: 'no-token' } }),
      tryOut: () => Promise.resolve({ ok: false, failure: { kind: 'retry', reason: 'no-token' } }),
      drop: () => undefined,
    }
    return createPlugin({ toolKeys, tokens: none })
  }
  const idtoken = async () => {
    const registration = await tool.registry.registration(practice.caller.registrationId)
    return {
      iss: registration?.issuer ?? '',
      clientId: registration?.clientId ?? '',
      deploymentId: '1',
      user: '',
      platformContext: {
        namesRoles: { context_memberships_url: practice.rosterUrl },
        endpoint: { lineitems: practice.lineItemsUrl },
        deepLinkingSettings: {
          deep_link_return_url: 'https://lms.example/',
          accept_types: ['ltiResourceLink'],
          data: '',
        },
      },
    }
  }
  /** Runs something as a call for a platform that may send nothing. */
  async function callOf<T>(registrationId: string, work: () => Promise<T>): Promise<T> {
    const registration = (await tool.registry.registration(registrationId))!
    const nothing = Object.assign(() => Promise.reject(new Error('nothing is sent')), {
      close: () => Promise.resolve(),
    })
    const caller = { registration, deploymentId: '1', origins: [] }
    return fenceCall.run({ caller, fetch: nothing, scopes: [], maxBytes: 1 }, work)
  }
  const messageOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: Error) => error.message,
    )

  it('loads ltijs without its HTTP client, a listening server, a database connection or a signal handler', async () => {
    const before = ['SIGINT', 'SIGTERM', 'unhandledRejection', 'uncaughtException'].map((name) =>
      process.listenerCount(name),
    )
    await loadProvider(plugin())
    const require = createRequire(import.meta.url)
    const file = require.resolve('ltijs/dist/Utils/Http.js')
    expect(require.cache[file]?.exports).to.equal(fencedClient)
    const loaded = Object.keys(require.cache)
    expect(loaded.filter((name) => /node_modules\/got\//.test(name))).to.deep.equal([])
    const mongoose = require(
      loaded.find((name) => /ltijs\/node_modules\/mongoose\/index\.js$/.test(name)) ?? '',
    ) as {
      connections: { readyState: number }[]
    }
    expect(mongoose.connections.every(({ readyState }) => readyState === 0)).to.equal(true)
    expect(
      ['SIGINT', 'SIGTERM', 'unhandledRejection', 'uncaughtException'].map((name) =>
        process.listenerCount(name),
      ),
    ).to.deep.equal(before)
  })

  it('lets ltijs send nothing outside a call of ours, and write nothing at all', async () => {
    const provider = await loadProvider(plugin())
    expect(await messageOf(provider.NamesAndRoles.getMembers(await idtoken()))).to.contain(
      'outside a fence call',
    )
    expect(await messageOf(provider.Grade.getLineItems(await idtoken()))).to.contain('outside a fence call')
    expect(await messageOf(fencedClient.get('https://example.org/'))).to.contain('outside a fence call')
    expect(await messageOf(fencedClient.post())).to.contain('writes nothing')
    for (const write of ['Insert', 'Replace', 'Modify', 'Delete'] as const)
      expect(await messageOf(plugin()[write](false, 'nonce'))).to.contain('may not')
    expect(await messageOf(plugin().Get(false, 'idtoken', {}))).to.contain('may not read idtoken')
  })

  it('shows ltijs the active platform it works for, and no other', async () => {
    const { iss, clientId } = await idtoken()
    const askedFor = (registrationId: string, query: Record<string, unknown>) =>
      callOf(registrationId, () => plugin().Get(false, 'platform', query))
    const own = practice.caller.registrationId
    expect(await askedFor(own, { platformUrl: iss, clientId })).to.have.length(1)
    expect(await askedFor(own, { platformUrl: iss, clientId: 'x' })).to.equal(false)
    const other = await openPractice(tool, 'canvas')
    const { registrationId } = other.caller
    const { issuer, clientId: otherClient } = (await tool.registry.registration(registrationId))!
    const asOther = { platformUrl: issuer, clientId: otherClient }
    expect(await askedFor(own, asOther)).to.equal(false)
    expect(await askedFor(registrationId, asOther)).to.have.length(1)
    await tool.platforms.disable({ kind: 'system', name: 'test' }, registrationId)
    expect(await askedFor(registrationId, asOther)).to.equal(false)
    await other.close()
  })

  it('serves a key set that ltijs builds from our keys: RS256, for signatures, public parts only, old beside new after a rotation', async () => {
    const read = async () =>
      (await (await fetch(`${tool.publicUrl}/lti/keys`)).json()) as {
        keys: (JWK & Record<string, string>)[]
      }
    const [only, ...others] = (await read()).keys
    expect(others).to.deep.equal([])
    expect(Object.keys(only ?? {}).sort()).to.deep.equal(['alg', 'e', 'kid', 'kty', 'n', 'use'])
    expect(only).to.include({ alg: 'RS256', use: 'sig', kty: 'RSA' })
    const settings = {
      returnUrl: 'https://lms.example/',
      acceptTypes: [],
      acceptMultiple: false,
      acceptLineItem: null,
    }
    const signed = async () => (await tool.lti.answerDeepLink(practice.caller, settings, [])).jwt
    const kidOf = (jwt: string) =>
      (JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid

    const fresh = await tool.lti.keys.rotate()
    tool.clock.shiftMs += 61_000
    const both = await read()
    expect(both.keys.map(({ kid }) => kid)).to.have.members([only?.['kid'], fresh])
    expect(kidOf(await signed()), 'still the old key, until platforms have seen the new one').to.equal(
      only?.['kid'],
    )
    tool.clock.shiftMs += 600_000
    const jwt = await signed()
    expect(kidOf(jwt)).to.equal(fresh)
    const keys = createLocalJWKSet(await read())
    await jwtVerify(jwt, keys, { algorithms: ['RS256'], currentDate: tool.clock.now() })
    tool.clock.shiftMs += 25 * 3_600_000
    expect((await read()).keys.map(({ kid }) => kid)).to.deep.equal([fresh])
    tool.clock.shiftMs = 0
  })

  it('keeps private keys sealed at rest', async () => {
    const rows = await tool.connection.collection('ltiToolKeys').find({}).toArray()
    expect(rows.length).to.be.greaterThan(0)
    expect(JSON.stringify(rows)).not.to.contain('PRIVATE KEY')
  })

  it('signs deep-linking answers itself, because ltijs still loses empty data and writes errormsg with a blank', async () => {
    const provider = await loadProvider(plugin())
    const token = await idtoken()
    const jwt = await callOf(practice.caller.registrationId, () =>
      provider.DeepLinking.createDeepLinkingMessage(token, [], { errMessage: 'cancelled' }),
    )
    const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >
    expect(claims).not.to.have.property('https://purl.imsglobal.org/spec/lti-dl/claim/data')
    expect(claims).not.to.have.property('https://purl.imsglobal.org/spec/lti-dl/claim/errormsg')
    expect(claims).to.have.property('https://purl.imsglobal.org/spec/lti-dl/claim/errormsg ')
  })
})
