import { expect } from 'chai'
import express from 'express'
import request from 'supertest'
import { csrfProtection, csrfTokenFor } from '../../src/web/csrf.js'
import { errorHandler } from '../../src/web/errorHandler.js'
import { createLogger } from '../../src/web/log.js'

const KEY = 'a key for tests'
const OWN = 'https://cairn.example.org'

describe('the token of our forms', () => {
  const app = express()
  app.use(express.urlencoded({ extended: false }))
  app.use((req, _res, next) => {
    Object.assign(req, { session: { id: 'session-1', personId: 'amal' } })
    next()
  })
  app.use(csrfProtection(KEY, OWN))
  app.post('/form', (_req, res) => {
    res.send('taken')
  })
  app.use(errorHandler(createLogger('silent')))

  const post = (token: string) =>
    request(app)
      .post('/form')
      .set({ Origin: OWN, Accept: 'application/json' })
      .type('form')
      .send({ _csrf: token })

  it('looks different in every answer, so that compressed pages do not betray it, and each is taken', async () => {
    const tokens = Array.from({ length: 20 }, () => csrfTokenFor(KEY, 'session-1'))
    expect(new Set(tokens.map((token) => token.slice(0, 20))).size).to.equal(20)
    expect(new Set(tokens.map((token) => token.slice(-20))).size).to.equal(20)
    for (const token of tokens.slice(0, 3)) expect((await post(token)).text).to.equal('taken')
  })

  it('of another session, another key, cut, stretched or no token at all is refused', async () => {
    const own = csrfTokenFor(KEY, 'session-1')
    const wrong = [
      csrfTokenFor(KEY, 'session-2'),
      csrfTokenFor('another key', 'session-1'),
      own.slice(0, -4),
      `${own}AAAA`,
      Buffer.alloc(64).toString('base64url'),
      'nonsense',
      '',
    ]
    for (const token of wrong) expect((await post(token)).status, token).to.equal(403)
  })
})
