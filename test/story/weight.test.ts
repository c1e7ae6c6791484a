import { expect } from 'chai'
import { request } from 'undici'
import { everyState, type Standing } from '../support/everyState.js'
import { startWorld, type World } from '../support/world.js'

const MOST_BYTES = 60_000
const MOST_REQUESTS = 5

/** The body of an answer as it goes over the wire to a browser that takes it compressed. */
async function wire(url: URL, cookie: string): Promise<number> {
  const { body, statusCode } = await request(url, {
    headers: { cookie, accept: 'text/html,*/*', 'accept-encoding': 'gzip, deflate, br' },
  })
  expect(statusCode, url.pathname).to.be.below(500)
  return (await body.arrayBuffer()).byteLength
}

/** What a browser that has never been here fetches to show a page inside the LMS; in a frame it asks for no icon. */
async function firstView({ visitor, page }: Standing): Promise<{ requests: number; bytes: number }> {
  const cookies = Object.entries(visitor.cookies(page.url.origin))
  const cookie = cookies.map(([name, value]) => `${name}=${value}`).join('; ')
  const parts = [
    ...page.$('link[rel=stylesheet]').map((_, element) => page.$(element).attr('href')),
    ...page.$('script[src], img[src]:not([loading=lazy])').map((_, element) => page.$(element).attr('src')),
  ]
  const urls = [page.url, ...new Set(parts.map((part) => new URL(part, page.url).href))].map(
    (url) => new URL(url),
  )
  const sizes = await Promise.all(urls.map((url) => wire(url, cookie)))
  return { requests: urls.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

describe("An educator's first view", function () {
  this.timeout(60_000)
  let world: World
  let standing: Record<string, Standing>

  before(async () => {
    world = await startWorld()
    standing = await everyState(world)
  })
  after(() => world.close())

  const light = async (name: string, one: Standing) => {
    const { requests, bytes } = await firstView(one)
    expect(one.page.status, name).to.equal(200)
    expect(bytes, `bytes of ${name}`).to.be.at.most(MOST_BYTES)
    expect(requests, `requests of ${name}`).to.be.at.most(MOST_REQUESTS)
  }

  for (const name of [
    'notStarted',
    'inProgress',
    'submitted',
    'beingAssessed',
    'tryAgain',
    'incomplete',
    'earned',
    'notReady',
  ])
    it(`takes at most 60 kB and 5 requests: an assignment, ${name}`, () => light(name, standing[name]!))

  it('takes at most 60 kB and 5 requests: their own page, the receipt, the badge', async () => {
    const { visitor, page } = standing['submitted']!
    const home = await visitor.open(new URL(page.$('.kicker a').attr('href') ?? '', page.url))
    await light('home', { visitor, page: home })
    const sent = page.$('[href$="/receipt"]').attr('href')
    if (sent) await light('receipt', { visitor, page: await visitor.open(new URL(sent, page.url)) })
    const earned = standing['earned']!
    const badge = earned.page.$('a[href^="/badges/"]').attr('href') ?? ''
    const portfolio = await earned.visitor.open(new URL('/portfolio', page.url))
    await light('portfolio', { visitor: earned.visitor, page: portfolio })
    await light('badge', {
      visitor: earned.visitor,
      page: await earned.visitor.open(new URL(badge, page.url)),
    })
  })
})
