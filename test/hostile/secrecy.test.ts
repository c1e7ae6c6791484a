import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { sessionCookieName } from '../../src/web/session.js'
import { storyOf } from '../support/story.js'
import { Visitor } from '../support/visitor.js'
import { ask } from './asking.js'
import { knockers, startTown, type Town } from './town.js'
import { request, sendRaw } from './wire.js'

describe('what is kept to oneself', function () {
  this.timeout(120_000)
  let town: Town
  before(async () => {
    town = await startTown()
  })
  after(() => town.close())

  const sessionOf = (visitor: Visitor) =>
    /^s:([^.]+)\./.exec(decodeURIComponent(visitor.cookies(town.world.url)[sessionCookieName] ?? ''))?.[1] ??
    ''

  const people = cast.everyone.flatMap(({ name, email }) => [name, email])
  const words = storyOf('calm-arrival').attempts.flatMap(({ answers, judgements }) => [
    ...answers.map(
      (answer) =>
        Object.values(answer)
          .map(String)
          .sort((a, b) => b.length - a.length)[0],
    ),
    ...judgements.map(({ comment }) => comment),
  ])
  const secrets: string[] = []
  /** What the log holds of all that is nobody's business. */
  const leaked = (): string[] => {
    const log = town.world.log.join('\n')
    const { secretKey } = town.world.tool.services.config
    const known = ['eyJ', 'Bearer ', 'secret-word', 'correct horse', '@example.org']
    return [...people, ...words, ...secrets, secretKey, ...known].filter(
      (text): text is string => typeof text === 'string' && text.length > 2 && log.includes(text),
    )
  }

  it('the log of two whole stories holds no token, no session, no word of evidence, no name and no address', async () => {
    const { world, sessions } = town
    // Refusals are logged too: a broken launch, a wrong password, somebody else's page, a broken form.
    await new Visitor().send(`${world.url}/lti/launch`, {
      id_token: 'eyJhbGciOiJub25lIn0.e30.',
      state: 'a b',
    })
    await new Visitor().send(`${world.url}/admin/sign-in`, {
      email: 'ruth.abebe@example.org',
      password: 'secret-word',
    })
    await sessions.learner.open(`${world.url}/submissions/${town.ids['submissionId']!}?name=Ruth`)
    await sendRaw(world.url, request('GET', '/%ff?e=ruth.abebe@example.org'))
    // So is what machines do: a registration, a notice, a roster; an upload was part of the story.
    const { institutionId } = world
    const link = await world.tool.services.registrationLinks.create(operator, {
      institutionId,
      approve: true,
    })
    const registered = await new Visitor().open(await world.lms.registrationAddress(link.url))
    expect(registered.status, registered.text).to.equal(200)
    secrets.push(new URL(link.url).pathname.split('/').at(-1) ?? '')
    const notice = { notices: [{ jwt: 'eyJhbGciOiJub25lIn0.e30.' }] }
    const json = { 'Content-Type': 'application/json' }
    await sendRaw(world.url, request('POST', '/lti/notices', json, JSON.stringify(notice)))
    await world.tool.services.cohorts.roster.readDue()

    secrets.push(...knockers.map((who) => sessionOf(sessions[who])).filter((secret) => secret.length > 20))
    expect(secrets).to.have.length(knockers.length)
    expect(world.log.length).to.be.greaterThan(50)
    expect(world.log.join()).to.include('lti.launched').and.include('/register/:token')
    expect(leaked()).to.deep.equal([])
  })

  it('a session begins anew with each launch and sign-in: one that somebody planted is worth nothing', async () => {
    const { world } = town
    const planted = town.sessions.learner
    const before = sessionOf(planted)
    const copy = planted.cookies(world.url)[sessionCookieName] ?? ''
    const email = `auditor@${world.institutionId}.example.org`
    const door = await planted.open(`${world.url}/admin/sign-in`)
    await planted.submit(door, 'main form', { email, password: 'correct horse battery' })
    expect(sessionOf(planted)).to.not.equal(before)
    const old = await sendRaw(
      world.url,
      request('GET', `/cohorts/${town.ids['cohortId']!}`, { Cookie: `${sessionCookieName}=${copy}` }),
    )
    expect(old.status).to.equal(401)
  })

  it('after signing out the cookie opens nothing, even for somebody who kept a copy', async () => {
    const { world, sessions } = town
    const kept = { ...sessions.auditor.cookies(world.url) }
    const cookie = Object.entries(kept)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ')
    const page = `/admin/institutions/${world.institutionId}`
    expect((await sendRaw(world.url, request('GET', page, { Cookie: cookie }))).status).to.equal(200)
    await ask(world, sessions.auditor, { method: 'POST', path: '/admin/sign-out' })
    const after = await sendRaw(world.url, request('GET', page, { Cookie: cookie }))
    expect([after.status, after.headers['location']]).to.deep.equal([303, '/admin/sign-in'])
  })

  it('the session cookie is for this host, over TLS, out of reach of scripts, and of this LMS only', async () => {
    const answer = await sendRaw(
      town.world.url,
      request(
        'POST',
        '/admin/sign-in',
        { Origin: new URL(town.world.url).origin, 'Content-Type': 'application/x-www-form-urlencoded' },
        new URLSearchParams({
          email: `administrator@${town.world.institutionId}.example.org`,
          password: 'correct horse battery',
        }).toString(),
      ),
    )
    const cookie = answer.headers['set-cookie'] ?? ''
    expect(cookie).to.match(/^__Host-cairn=/)
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=None', 'Partitioned', 'Path=/'])
      expect(cookie).to.include(attribute)
    expect(cookie).to.not.include('Domain')
  })

  it('guessing passwords is slowed down, whoever the guesser says they are', async () => {
    const { world } = town
    const tries = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        sendRaw(
          world.url,
          request(
            'POST',
            '/admin/sign-in',
            {
              Origin: new URL(world.url).origin,
              'Content-Type': 'application/x-www-form-urlencoded',
              'X-Forwarded-For': `203.0.113.${String(index)}`,
            },
            `email=nobody${String(index)}@example.org&password=`,
          ),
        ),
      ),
    )
    expect(new Set(tries.map(({ status }) => status))).to.deep.equal(new Set([422, 429]))
    expect(tries.filter(({ status }) => status === 429).length).to.be.greaterThan(5)
  })

  it('a form with evidence that ends within a file is refused, and the process lives', async () => {
    const { world, sessions, ids } = town
    for (const filename of ['a.png', '']) {
      const answer = await ask(world, sessions.owner, {
        method: 'POST',
        path: `/submissions/${ids['submissionId']!}/drafts`,
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        fields: `--x\r\nContent-Disposition: form-data; name="file-nothing"; filename="${filename}"\r\nContent-Type: application/octet-stream\r\n\r\nabc`,
      })
      expect(answer.status).to.equal(400)
    }
    expect((await sendRaw(world.url, request('GET', '/health'))).status).to.equal(200)
  })

  it('and after all of this, guesses and refusals of the hasty among it, the log still keeps it to itself', () => {
    expect(town.world.log.join()).to.include('"status":429')
    expect(leaked()).to.deep.equal([])
  })
})
