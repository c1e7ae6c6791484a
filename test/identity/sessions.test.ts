import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { placeToReturnTo } from '../../src/identity/keptForm.js'
import { cast } from '../../src/practiceLms/cast.js'
import { sessionCookieName } from '../../src/web/session.js'
import { snapshotOf } from '../hostile/snapshot.js'
import { everyState, type Standing } from '../support/everyState.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const HOUR = 3_600_000

describe('a session', function () {
  this.timeout(60_000)
  let world: World
  let standing: Record<string, Standing>
  const clock = { ahead: 0, now: () => new Date(Date.now() + clock.ahead) }

  before(async () => {
    world = await startWorld({ clock })
    standing = await everyState(world)
  })
  after(() => world.close())

  /** The launch of somebody again, in a browser; by default in the one they had. */
  const again = async (key: string, visitor: Visitor) =>
    (await world.launch(key, { assignment: assignment(), visitor })).page
  const assignment = () => world.lms.state.links.find(({ title }) => title === 'حرف 1')!.id
  /** Who is who in everyState. */
  const inProgress = cast.educators[6]

  it('ends when its person leaves: the button stands in the foot of every page, and the cookie opens nothing after it', async () => {
    for (const who of ['notStarted', 'placing'] as const) {
      const { visitor, page } = standing[who]!
      expect(page.$('footer form[action="/session/ending"] button').text()).to.equal('Sign out')
      const copy = visitor.cookies(world.url)[sessionCookieName]
      const ended = await visitor.submit(page, 'footer form[action="/session/ending"]')
      expect([ended.status, ended.url.pathname]).to.deep.equal([200, '/session/ended'])
      expect(ended.text).to.include('open the activity from your course again')
      expect(ended.$('form[action="/session/ending"]')).to.have.length(0)
      expect(visitor.cookies(world.url)[sessionCookieName]).to.equal(undefined)
      const thief = new Visitor({ cookie: `${sessionCookieName}=${copy ?? ''}` })
      expect((await thief.open(page.url)).status).to.equal(401)
    }
  })

  it('ends after the limit of its institution, however busy it was, and says kindly how to come back', async () => {
    const { services } = world.tool
    const { settings } = (await services.institutionStore.byId(world.institutionId))!
    await services.institutions.changeSettings(operator, world.institutionId, {
      ...settings,
      sessionHours: 2,
    })
    const { visitor, page } = await world.launch(cast.educators[9]!.key, {
      assignment: assignment(),
    })
    for (const hours of [0.9, 1.9]) {
      clock.ahead = hours * HOUR
      expect((await visitor.open(page.url)).status, `${String(hours)} h`).to.equal(200)
    }
    clock.ahead = 2.01 * HOUR
    const ended = await visitor.open(page.url)
    expect(ended.status).to.equal(401)
    expect(ended.text).to.include('Go to your course and open the activity again')
    await services.institutions.changeSettings(operator, world.institutionId, settings)
  })

  describe('that ended while somebody wrote', () => {
    const WORDS = 'We rang the bell together, and nobody ran.'
    before(() => {
      clock.ahead = 13 * HOUR
    })

    it('keeps evidence for its person, sealed, shows it to nobody else in the same browser, and puts it back', async () => {
      const { visitor, page } = standing['inProgress']!
      const field = page.$('textarea[name]').first().attr('name') ?? ''
      const refused = await visitor.submit(page, '#evidence-form', { [field]: WORDS })
      expect(refused.status).to.equal(401)
      expect(refused.text).to.include('What you wrote is kept').and.not.to.include(WORDS)
      const rows = await kept()
      expect(rows).to.have.length(1)
      expect(JSON.stringify(rows)).to.not.include('bell')

      const other = await again(cast.educators[10]!.key, visitor)
      expect([other.status, other.url.pathname.startsWith('/assignments/')]).to.deep.equal([200, true])
      expect((await visitor.open(`${world.url}/kept-forms`)).html).to.not.include(WORDS)
      // Whoever sits there now sends the page that was left open: it goes to the one whose page it was.
      const foreign = await visitor.submit(page, '#evidence-form', { [field]: `${WORDS} Twice.` })
      expect([foreign.status, foreign.html.includes('/kept-forms')]).to.deep.equal([403, false])

      const offered = await again(inProgress!.key, new Visitor())
      expect(offered.url.pathname).to.equal('/kept-forms')
      expect(offered.text).to.include(`${WORDS} Twice.`)
      const back = new Visitor()
      const shown = await again(inProgress!.key, back)
      const saved = await back.submit(shown, 'form[action$="/return"]')
      expect(saved.status, saved.text).to.equal(200)
      expect(saved.url.pathname).to.match(/^\/assignments\//)
      expect(saved.$(`[name="${field}"]`).first().val()).to.equal(`${WORDS} Twice.`)
      const next = await again(inProgress!.key, back)
      expect(next.url.pathname).to.match(/^\/assignments\//)
    })

    it('keeps a judgement as a draft, and makes nothing final by itself', async () => {
      const { visitor, page } = standing['lastQuestion']!
      const refused = await visitor.submit(page, 'form[action$="/finalisation"]')
      expect([refused.status, refused.text.includes('What you wrote is kept')]).to.deep.equal([401, true])
      const { visitor: assessor, page: form } = standing['assessing']!
      const comment = form.$('textarea[name^=comment-]').first().attr('name') ?? ''
      expect((await assessor.submit(form, '#judgement-form', { [comment]: WORDS })).status).to.equal(401)
      const back = new Visitor()
      const shown = await again(cast.assessors[0]!.key, back)
      expect(shown.text).to.include(WORDS)
      const saved = await back.submit(shown, 'form[action$="/return"]')
      expect(saved.url.pathname).to.match(/^\/assessments\//)
      expect(saved.$(`[name="${comment}"]`).val()).to.equal(WORDS)
    })

    it("keeps a facilitator's choice, which can be thrown away", async () => {
      const { visitor, page } = standing['question']!
      const choice = page.$('[name=microCredentialId]').first().attr('value') ?? ''
      const refused = await visitor.submit(page, 'form[action$="/mapping"]', { microCredentialId: choice })
      expect([refused.status, refused.text.includes('What you wrote is kept')]).to.deep.equal([401, true])
      const back = new Visitor()
      const shown = await again(cast.facilitators[0]!.key, back)
      expect(shown.url.pathname).to.equal('/kept-forms')
      const gone = await back.submit(shown, 'form[action$="/removal"]')
      expect(gone.url.pathname).to.not.equal('/kept-forms')
      expect(await kept()).to.have.length(0)
    })

    it('tells a script that saves by itself the same in a sentence, and keeps nothing of a stranger', async () => {
      const { page } = standing['submitted']!
      const stranger = new Visitor({ accept: 'application/json' })
      const path = `${world.url}/submissions/x/drafts`
      for (const owner of ['', 'x', 'v1.a.b.c', page.$('input[name=_csrf]').val()])
        await stranger.send(path, { text: WORDS, _owner: String(owner) })
      expect(await kept()).to.have.length(0)
      const sealed = String(page.$('input[name=_owner]').first().val())
      const answer = await stranger.send(path, { text: WORDS, _owner: sealed })
      expect(JSON.parse(answer.html)).to.have.property('notice').that.includes('What you wrote is kept')
      expect(await kept()).to.have.length(1)
    })
  })

  /** Forms that wait, as the store holds them. */
  async function kept(): Promise<{ returnedAt: Date | null }[]> {
    const rows = (await snapshotOf(world, world.institutionId))['keptForms'] ?? []
    return (rows as { returnedAt: Date | null }[]).filter(({ returnedAt }) => returnedAt === null)
  }

  it('gives back only what saves: nothing is sent, made final or aimed elsewhere', () => {
    const cases: [string, string | null][] = [
      ['/submissions/a-1/drafts', '/submissions/a-1/drafts'],
      ['/submissions/a-1/sending', '/submissions/a-1/drafts'],
      ['/submissions/a-1/artefacts/plan/removal', '/submissions/a-1/drafts'],
      ['/assessments/a-1/finalisation', '/assessments/a-1/drafts'],
      ['/assignments/a-1/mapping', '/assignments/a-1/mapping'],
      ['/admin/platforms/a-1/approval', null],
      ['/lti/launch', null],
      ['/session/ending', '/session/ending'],
      ['//evil.example/x', null],
      ['/submissions/../admin', null],
    ]
    for (const [from, to] of cases) expect(placeToReturnTo(from, {}), from).to.equal(to)
    expect(placeToReturnTo('/submissions/a/drafts', { text: 'x'.repeat(200_001) })).to.equal(null)
  })
})
