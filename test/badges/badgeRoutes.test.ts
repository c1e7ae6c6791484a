import { expect } from 'chai'
import * as cheerio from 'cheerio'
import { operator } from '../../src/audit/actor.js'
import type { IssuedAward } from '../../src/badges/award.js'
import { extractPng } from '../../src/badges/openBadges/pngBake.js'
import { extractSvg } from '../../src/badges/openBadges/svgBake.js'
import { published, soundGrounds, academy } from './sample.js'
import { openBadgesSite } from './site.js'

describe('the pages and files of badges', () => {
  let site: Awaited<ReturnType<typeof openBadgesSite>>
  let open: IssuedAward
  let closed: IssuedAward

  before(async () => {
    site = await openBadgesSite()
    closed = (await site.badges.awards.consider(soundGrounds()))!
    open = (await site.badges.awards.consider(soundGrounds()))!
    await publish(open)
  })
  after(() => site.close())

  const publish = (award: IssuedAward) =>
    site.badges.awards.setVisibility(
      { kind: 'person', personId: award.personId, institutionId: academy.id },
      award.id,
      'public',
    )
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${site.base}${path}`, { headers })
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${site.base}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers,
      redirect: 'manual',
    })
  const verdictOf = async (response: Response) => {
    const $ = cheerio.load(await response.text())
    return $('.verdict').attr('class')?.split('--')[1]
  }

  it('answer every address a public badge has, each with its own type and open to all', async () => {
    const types: Record<string, string> = {
      [`/badges/${open.id}`]: 'text/html; charset=utf-8',
      [`/badges/${open.id}.json`]: 'application/vc+ld+json; charset=utf-8',
      [`/badges/${open.id}.jwt`]: 'text/plain; charset=utf-8',
      [`/badges/${open.id}.png`]: 'image/png',
      [`/badges/${open.id}.svg`]: 'image/svg+xml',
      [`/badges/${open.id}.pdf`]: 'application/pdf',
      [`/badges/${open.id}/share.png`]: 'image/png',
      [`/issuers/${academy.id}`]: 'text/html; charset=utf-8',
      [`/issuers/${academy.id}/did.json`]: 'application/did+json; charset=utf-8',
      [`/status/${open.statusListId}`]: 'application/vc+ld+json; charset=utf-8',
      [`/achievements/${open.microCredentialId}`]: 'text/html; charset=utf-8',
      [`/achievements/${open.microCredentialId}.json`]: 'application/ld+json; charset=utf-8',
      [`/achievements/${open.microCredentialId}.png`]: 'image/png',
      [`/ob2/assertions/${open.id}`]: 'application/ld+json; charset=utf-8',
      [`/ob2/badges/${open.microCredentialId}`]: 'application/ld+json; charset=utf-8',
      [`/ob2/issuers/${academy.id}`]: 'application/ld+json; charset=utf-8',
    }
    for (const [path, type] of Object.entries(types)) {
      const response = await get(path, { accept: 'text/html,*/*' })
      const [shortType] = type.split(';')
      expect([response.status, response.headers.get('content-type')?.split(';')[0]]).to.deep.equal(
        [200, shortType],
        path,
      )
      if (!/html|pdf/.test(type))
        expect(response.headers.get('access-control-allow-origin')).to.equal('*', path)
    }
  })

  it('give wallets the credential whatever they say they accept, and at the page’s own address', async () => {
    const { credential } = open.issued
    expect(await (await get(`/badges/${open.id}.json`, { accept: 'text/html' })).text()).to.equal(credential)
    expect(await (await get(`/badges/${open.id}`, { accept: 'application/vc+ld+json' })).text()).to.equal(
      credential,
    )
    expect(await (await get(`/badges/${open.id}`, { accept: 'application/json' })).text()).to.equal(
      credential,
    )
  })

  it('bake the very credential into PNG and SVG', async () => {
    const png = extractPng(Buffer.from(await (await get(`/badges/${open.id}.png`)).arrayBuffer()))
    const svg = extractSvg(await (await get(`/badges/${open.id}.svg`)).text())
    for (const found of [png, svg])
      expect('text' in found && JSON.parse(found.text)).to.deep.equal(JSON.parse(open.issued.credential))
  })

  it('are not there for strangers while private, exactly as if there were no badge', async () => {
    for (const suffix of ['', '.json', '.jwt', '.png', '.svg', '.pdf', '/share.png']) {
      const [hidden, none] = [
        await get(`/badges/${closed.id}${suffix}`),
        await get(`/badges/nothing-here${suffix}`),
      ]
      expect([hidden.status, await hidden.text()]).to.deep.equal([404, await none.text()], suffix)
    }
    expect((await get(`/ob2/assertions/${closed.id}`)).status).to.equal(404)
  })

  it('show a private badge to its holder only, and never let it be cached by others', async () => {
    const mine = { 'x-person': closed.personId }
    const page = await get(`/badges/${closed.id}`, mine)
    expect([page.status, (await get(`/badges/${closed.id}.png`, mine)).status]).to.deep.equal([200, 200])
    expect((await get(`/badges/${closed.id}.json`, mine)).headers.get('cache-control')).to.equal(
      'private, no-store',
    )
    expect((await get(`/badges/${closed.id}`, { 'x-person': 'somebody' })).status).to.equal(404)
  })

  it('open and close by the holder’s own form', async () => {
    const award = (await site.badges.awards.consider(soundGrounds()))!
    const mine = { 'x-person': award.personId }
    const path = `/awards/${award.id}/visibility`
    expect((await post(path, { visibility: 'public' }, mine)).status).to.equal(303)
    expect((await get(`/badges/${award.id}`)).status).to.equal(200)
    expect((await post(path, { visibility: 'private' }, mine)).status).to.equal(303)
    expect((await get(`/badges/${award.id}`)).status).to.equal(404)
    expect((await post(path, { visibility: 'everyone' }, mine)).status).to.equal(422)
    expect((await post(path, { visibility: 'public' }, { 'x-person': 'somebody' })).status).to.equal(404)
    expect((await post(path, { visibility: 'public' })).status).to.equal(401)
  })

  it('describe a public badge to social networks, and keep search engines out', async () => {
    const $ = cheerio.load(await (await get(`/badges/${open.id}`)).text())
    expect($('meta[property="og:image"]').attr('content')).to.equal(
      `${site.base}/badges/${open.id}/share.png`,
    )
    expect($('meta[name="robots"]').attr('content')).to.equal('noindex')
  })

  it('print what people wrote as text, never as markup', async () => {
    const award = (await site.badges.awards.consider(
      soundGrounds({ person: { id: 'x', name: '<b>Noor</b>', email: null, ltiUserId: null } }),
    ))!
    await publish(award)
    const html = await (await get(`/badges/${award.id}`)).text()
    expect(html).to.contain('&lt;b&gt;Noor&lt;/b&gt;').and.not.contain('<b>Noor').and.not.contain('<with>')
  })

  it('say a hosted 2.0 assertion is gone once revoked, and the page says why', async () => {
    const award = (await site.badges.awards.consider(soundGrounds()))!
    await publish(award)
    await site.badges.awards.revoke(operator, award.id, 'Evidence was not theirs')
    const gone = await get(`/ob2/assertions/${award.id}`)
    expect([gone.status, await gone.json()]).to.deep.include.members([410])
    expect(await (await get(`/badges/${award.id}`)).text()).to.contain('Evidence was not theirs')
  })

  it('speak Arabic from right to left', async () => {
    const html = await (await get(`/badges/${open.id}?lang=ar`)).text()
    expect(html).to.contain('dir="rtl"').and.contain(published[0]!.title.ar!)
    expect(html).to.not.match(/badges\.[a-zA-Z]+</)
  })

  describe('the verifier', () => {
    const upload = (content: Uint8Array | string, fields: Record<string, string> = {}) => {
      const form = new FormData()
      form.append('badge', new Blob([Uint8Array.from(Buffer.from(content))]), 'badge')
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      return fetch(`${site.base}/verify`, { method: 'POST', body: form })
    }

    it('says yes to a file, to a pasted text and to an address', async () => {
      const png = Buffer.from(await (await get(`/badges/${open.id}.png`)).arrayBuffer())
      expect(await verdictOf(await upload(png))).to.equal('yes')
      expect(await verdictOf(await post('/verify', { text: open.issued.jwt }))).to.equal('yes')
      for (const address of [`/badges/${open.id}`, `/badges/${open.id}.svg`, `/ob2/assertions/${open.id}`])
        expect(await verdictOf(await get(`/verify?url=${encodeURIComponent(site.base + address)}`))).to.equal(
          'yes',
          address,
        )
    })

    it('says yes to a private badge whose holder hands over the file', async () => {
      expect(await verdictOf(await upload(closed.issued.credential))).to.equal('yes')
    })

    it('says no to a changed badge and to one given to somebody else', async () => {
      const forged = open.issued.credential.replace('"version":"1"', '"version":"2"')
      expect(await verdictOf(await upload(forged))).to.equal('no')
      expect(await verdictOf(await upload(open.issued.credential, { recipient: 'x@y.example' }))).to.equal(
        'no',
      )
    })

    it('says no to a badge revoked on either standard', async () => {
      const award = (await site.badges.awards.consider(soundGrounds()))!
      await publish(award)
      await site.badges.awards.revoke(operator, award.id, 'Issued twice')
      for (const address of [`/badges/${award.id}.json`, `/ob2/assertions/${award.id}`])
        expect(await verdictOf(await get(`/verify?url=${encodeURIComponent(site.base + address)}`))).to.equal(
          'no',
          address,
        )
    })

    it('asks again, with 422, when nothing was given', async () => {
      expect((await post('/verify', {})).status).to.equal(422)
    })

    it('answers rubbish of every kind with a page', async () => {
      const noise = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 251))
      for (const content of [
        '<html>',
        '{"a":',
        noise,
        Buffer.alloc(6_000_000, 0x41),
        '<script>alert(1)</script>',
      ]) {
        const response = await upload(content)
        expect(response.status).to.equal(200)
        expect(await verdictOf(response)).to.equal('no')
      }
    })

    it('answers programs in JSON', async () => {
      const response = await fetch(`${site.base}/verify`, {
        method: 'POST',
        body: new URLSearchParams({ text: open.issued.credential }),
        headers: { accept: 'application/json' },
      })
      expect(await response.json()).to.include({ overall: 'valid', version: '3.0' })
    })

    it('sets no cookie', async () => {
      expect((await get('/verify')).headers.get('set-cookie')).to.equal(null)
    })

    it('slows down whoever asks too often', async () => {
      const asked = Array.from({ length: 40 }, () => post('/verify', { text: 'x' }))
      const statuses = (await Promise.all(asked)).map(({ status }) => status)
      expect(statuses).to.include(429)
    })
  })
})
