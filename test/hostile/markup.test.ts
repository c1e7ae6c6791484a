import * as cheerio from 'cheerio'
import { expect } from 'chai'
import { operator } from '../../src/audit/actor.js'
import { addTenant } from '../support/tenant.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'
import { systemClock } from '../../src/clock/clock.js'
import { rules } from './rules.js'
import { tellStory, type Place, type Telling } from './wholeStory.js'

const markup = `"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}$t(layout.product)]]>`
const claim = (name: string) => `https://purl.imsglobal.org/spec/lti/claim/${name}`

/** Everything an LMS and the people of it can say, said by somebody who means harm. */
const harm: Telling = {
  claims: (claims) => ({
    ...claims,
    name: `Amal ${markup}`,
    given_name: markup,
    family_name: markup,
    email: `a${markup}@example.org`,
    locale: markup,
    [claim('context')]: { ...Object(claims[claim('context')]), title: `Course ${markup}`, label: markup },
    [claim('resource_link')]: { ...Object(claims[claim('resource_link')]), title: `Assignment ${markup}` },
  }),
  attempt: (attempt) => ({
    ...attempt,
    answers: attempt.answers.map((answer) =>
      'text' in answer ? { ...answer, text: `${answer.text} ${markup}` } : answer,
    ),
    judgements: attempt.judgements.map((judgement) => ({
      ...judgement,
      comment: `${judgement.comment ?? ''} ${markup}`,
    })),
  }),
}

describe('markup and script in every word', function () {
  this.timeout(120_000)
  let world: World
  let place: Place
  let staff: Visitor
  let close: () => Promise<void>

  before(async () => {
    world = await startWorld()
    const tenant = await addTenant(world.tool, {
      name: `School ${markup}`,
      personality: 'moodle',
      clock: systemClock,
    })
    place = await tellStory(world, tenant, harm)
    const account = { email: 'sam@example.org', password: 'correct horse battery' }
    const { institutionId } = tenant
    await world.tool.services.staff.create(operator, {
      ...account,
      name: markup,
      role: 'owner',
      institutionId,
    })
    staff = new Visitor()
    await staff.submit(await staff.open(`${world.url}/admin`), 'main form', account)
    await place.educator.send(`${world.url}/awards/${place.ids['awardId']!}/visibility`, {
      visibility: 'public',
      _csrf: (await place.educator.open(`${world.url}/badges/${place.ids['awardId']!}`))
        .$('[name=_csrf]')
        .val() as string,
    })
    close = async () => {
      await tenant.lms.close()
      await world.close()
    }
  })
  after(() => close())

  const at = (key: string) =>
    world.url + key.replace(/^GET /, '').replace(/:(\w+)/g, (_, name: string) => place.ids[name] ?? '')
  const readers = () => [place.educator, place.assessor, place.facilitator, staff, new Visitor()]

  it('every page of everybody shows it as the text it is', async () => {
    let shown = 0
    for (const key of Object.keys(rules).filter((key) => key.startsWith('GET /') && !key.includes('*')))
      for (const visitor of readers()) {
        const page = await visitor.open(at(key))
        expect(page.status, key).to.be.below(500)
        if (!String(page.headers.get('content-type')).includes('html')) continue
        expect(foreignTo(page.$), key).to.deep.equal([])
        expect(page.html, key).to.not.match(/alert\(1\)<\/script>|School [^<]*49/)
        if (page.$.root().text().includes('<script>alert(1)</script>')) shown += 1
      }
    expect(shown, 'pages that showed it').to.be.greaterThan(15)
  })

  it('files that machines read hold it as data', async () => {
    const { awardId, institutionId } = place.ids
    const credential = await new Visitor().open(`${world.url}/badges/${awardId!}.json`)
    expect(JSON.stringify(JSON.parse(credential.html))).to.include('<script>alert(1)</script>')
    expect(credential.headers.get('content-type')).to.include('json')
    expect(credential.headers.get('x-content-type-options')).to.equal('nosniff')
    const svg = await new Visitor().open(`${world.url}/badges/${awardId!}.svg`)
    expect(foreignTo(cheerio.load(svg.html, { xml: true }))).to.deep.equal([])
    for (const file of ['.png', '.pdf', '/share.png', '.jwt']) {
      const answer = await new Visitor().open(`${world.url}/badges/${awardId!}${file}`)
      expect(answer.status, file).to.equal(200)
    }
    expect((await new Visitor().open(`${world.url}/ob2/issuers/${institutionId!}`)).status).to.equal(200)
  })

  it('a badge full of it, and one with addresses that run, is verified and shown as text', async () => {
    const credential = JSON.stringify({
      '@context': [
        'https://www.w3.org/ns/credentials/v2',
        'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      ],
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      id: 'javascript:alert(1)',
      name: markup,
      issuer: { id: 'javascript:alert(1)', type: ['Profile'], name: markup, url: 'javascript:alert(2)' },
      validFrom: markup,
      credentialSubject: {
        type: ['AchievementSubject'],
        achievement: {
          id: 'javascript:alert(3)',
          type: ['Achievement'],
          name: markup,
          description: markup,
          criteria: { narrative: markup },
          alignment: [{ type: ['Alignment'], targetName: markup, targetUrl: 'javascript:alert(4)' }],
        },
      },
      evidence: [{ id: 'javascript:alert(5)', type: ['Evidence'], name: markup, narrative: markup }],
    })
    const visitor = new Visitor()
    const page = await visitor.submit(await visitor.open(`${world.url}/verify`), 'main form', {
      text: credential,
    })
    expect(page.status).to.equal(200)
    expect(foreignTo(page.$)).to.deep.equal([])
    expect(page.text).to.include('<script>alert(1)</script>')
  })
})

/** Whatever on a page we did not put there: script that is not a file of ours, handlers, frames, addresses that run. */
function foreignTo($: cheerio.CheerioAPI): string[] {
  return $('*')
    .toArray()
    .filter((node) => 'attribs' in node)
    .flatMap((element) => {
      const name = element.name.toLowerCase()
      const attribs: Record<string, string> = element.attribs
      const own = name !== 'script' || /^\/assets\/js\/[\w-]+\.js\?v=/.test(attribs['src'] ?? '')
      const strange = ['iframe', 'object', 'embed', 'base'].includes(name) || attribs['src'] === 'x'
      const bad = Object.entries(attribs).filter(
        ([key, value]) => /^on|^style$|^srcdoc$/i.test(key) || /^\s*(javascript|vbscript):/i.test(value),
      )
      return own && !strange && bad.length === 0 ? [] : [$.html(element).slice(0, 200)]
    })
}
