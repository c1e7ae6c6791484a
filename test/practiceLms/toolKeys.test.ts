import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { JWK } from 'jose'
import { createPracticeLms } from '../../src/practiceLms/practiceLms.js'
import type { PracticeLms } from '../../src/practiceLms/practiceLms.js'
import { assertionType, scopes } from '../../src/practiceLms/vocabulary.js'
import { createProbeTool } from './probeTool.js'
import type { ProbeTool } from './probeTool.js'
import { signingKey } from './sharedKey.js'

describe('practice LMS: the keys of a tool', () => {
  let lms: PracticeLms
  let tool: ProbeTool
  let server: Server
  let served: { status: number; keys: JWK[] }
  let fetched: number

  beforeEach(async () => {
    lms = await createPracticeLms({ personality: 'moodle', signingKey })
    await lms.listen()
    tool = await createProbeTool(lms)
    fetched = 0
    served = { status: 200, keys: tool.jwks.keys }
    server = createServer((_req, res) => {
      fetched += 1
      res
        .writeHead(served.status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ keys: served.keys }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
    const { clientId, loginUrl, redirectUris } = lms.state.tools[0]!
    lms.registerTool({ clientId, loginUrl, redirectUris, keysUrl })
  })

  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await lms.close()
  })

  const ask = async (kid = 'probe'): Promise<Response> =>
    tool.askToken({
      grant_type: 'client_credentials',
      client_assertion_type: assertionType,
      client_assertion: await tool.assertion({}, { kid }),
      scope: scopes.score,
    })

  it('are fetched once and kept', async () => {
    expect([(await ask()).status, (await ask()).status, fetched]).to.deep.equal([200, 200, 1])
  })

  it('are fetched again when a signature does not fit, so that a tool may rotate them', async () => {
    await ask()
    served.keys = tool.jwks.keys.map((key) => ({ ...key, kid: 'newer' }))
    expect((await ask('newer')).status).to.equal(200)
    expect(fetched).to.equal(2)
  })

  it('answers 404 with a page when they cannot be fetched', async () => {
    served.status = 500
    const answer = await ask()
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([
      404,
      'text/html; charset=utf-8',
    ])
  })
})
