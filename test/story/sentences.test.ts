import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import { everyState, signedInStaff, type Standing } from '../support/everyState.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

/** Addresses differ in ids and page numbers; two that differ in nothing else are the same kind of page. */
const kindOf = ({ pathname, searchParams }: URL): string =>
  `${pathname.replace(/[^/]*\d[^/]*/g, ':id')} ${searchParams.get('view') ?? ''}${searchParams.get('show') ?? ''}`

/** What a person reads on a page: its text, and what attributes say to them. */
function sentencesOf({ $ }: Page): string[] {
  const spoken = ['alt', 'title', 'placeholder', 'aria-label', 'data-label']
  const attributes = spoken.flatMap((name) =>
    $(`[${name}]`)
      .toArray()
      .map((element) => $(element).attr(name) ?? ''),
  )
  const copy = $.root().clone()
  copy.find('script, style, code, textarea').remove()
  copy.find('*').append(' ')
  return [...attributes, copy.text()].map((text) => text.replace(/\s+/g, ' '))
}

/** Left-overs of machinery that no person should ever read. */
const leftOver =
  /{{|}}|&(?:#39|amp|lt|gt|quot);|\bundefined\b|\[object |\bNaN\b|Invalid Date|\b(?:admin|assessment|badges|benchmarks|catalogue|cohorts|errors|forms|gradebook|identity|layout|ledger|lti|pool|portfolio|qualifying|snippets|states|submissions|verify)(?:\.[a-z][\w-]*)+/g

/** Names stay as they are in every language. */
const names = [...cast.everyone.map(({ name }) => name), 'Foundations of Practice'].sort(
  (a, b) => b.length - a.length,
)

/** English words on an Arabic page that are not a name, an address, code, or what somebody wrote. */
function latinIn({ $ }: Page): string[] {
  const copy = $('body').clone()
  copy
    .find('script, bdi, code, kbd, textarea, option, input, .typed, [lang=en], [dir=ltr], [dir=auto], svg')
    .remove()
  copy.find('*').append(' ')
  const text = names.reduce((rest, name) => rest.replaceAll(name, ' '), copy.text())
  return [...new Set(text.match(/[A-Za-z][a-z]{2,}(?: [A-Za-z]+)*/g) ?? [])]
}

/** What is called so in Arabic too: products, keys, and what Washington calls its hours. */
const sameEverywhere =
  /^(Cairn|Moodle|Canvas|Open Badges?|LinkedIn|Harbour Institute|https?|Tab|clock hours)$/

/** What is wrong with a page for whoever reads it, sees it or hears it. */
function complaintsAbout(page: Page, locale: string): string[] {
  const { $ } = page
  const complaints = sentencesOf(page).flatMap((text) => text.match(leftOver) ?? [])
  if ($('h1').length !== 1) complaints.push(`${String($('h1').length)} h1`)
  if (!/\S.* · \S/.test($('title').text())) complaints.push(`title “${$('title').text()}”`)
  if ($('html').attr('lang') !== locale) complaints.push(`lang ${$('html').attr('lang') ?? 'missing'}`)
  for (const element of $('input:not([type=hidden]), select, textarea').toArray()) {
    const field = $(element)
    const label =
      field.closest('label').text() ||
      $(`label[for="${field.attr('id') ?? ''}"]`).text() ||
      field.attr('aria-label')
    if (!label?.trim()) complaints.push(`no label for ${field.attr('name') ?? 'a field'}`)
  }
  for (const element of $('button, a[href]').toArray()) {
    const pictured = $(element).find('img[alt]').attr('alt')
    const name = $(element).text().trim() || $(element).attr('aria-label') || pictured
    if (!name) complaints.push(`no words on ${$.html(element).slice(0, 80)}`)
  }
  const ids = $('[id]')
    .toArray()
    .map((element) => $(element).attr('id'))
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index)))
    complaints.push(`two elements called ${id ?? ''}`)
  // The steps name the buttons of Moodle and Canvas, in their words.
  if (locale === 'ar' && !page.url.pathname.includes('/add/'))
    complaints.push(...latinIn(page).filter((words) => !sameEverywhere.test(words)))
  return complaints.map((complaint) => `${locale} ${kindOf(page.url)}: ${complaint}`)
}

describe('Every page somebody can reach', function () {
  this.timeout(120_000)
  let world: World
  let standing: Record<string, Standing>

  before(async () => {
    world = await startWorld()
    standing = await everyState(world)
    standing['staff'] = await signedInStaff(world, new Visitor())
  })
  after(() => world.close())

  /** Reads one page of each kind that links lead to from here, this page first. */
  async function read({ visitor, page: start }: Standing, locale: string): Promise<string[]> {
    const seen = new Set<string>()
    const queue = [start.url]
    const complaints: string[] = []
    for (let url = queue.shift(); url; url = queue.shift()) {
      if (seen.has(kindOf(url))) continue
      seen.add(kindOf(url))
      const address = new URL(url)
      address.searchParams.set('lang', locale)
      const page = await visitor.open(address)
      if (!page.headers.get('content-type')?.includes('html')) continue
      complaints.push(...complaintsAbout(page, locale))
      for (const { attribs } of page.$('a[href]:not([download])').toArray()) {
        const next = new URL(attribs['href'] ?? '', page.url)
        next.hash = ''
        if (next.origin === start.url.origin && !next.searchParams.has('lang')) queue.push(next)
      }
    }
    return complaints
  }

  for (const locale of ['en', 'ar'])
    for (const who of [
      'notStarted',
      'inProgress',
      'submitted',
      'beingAssessed',
      'tryAgain',
      'incomplete',
      'earned',
      'notReady',
      'facilitator',
      'question',
      'placing',
      'assessing',
      'answered',
      'staff',
    ])
      it(`reads well from title to foot (${locale}, ${who})`, async () => {
        expect(await read(standing[who]!, locale)).to.deep.equal([])
      })

  it("reads well before an answer is final, in the assessor's own language", () => {
    const { page } = standing['lastQuestion']!
    expect(page.$('#finalisation-form').length).to.equal(1)
    expect(complaintsAbout(page, 'en')).to.deep.equal([])
    expect(complaintsAbout(standing['sendingBack']!.page, 'en')).to.deep.equal([])
  })

  it('reads well where there is nothing, where nobody is signed in, and where a badge is checked', async () => {
    for (const locale of ['en', 'ar'])
      for (const path of [
        '/nowhere',
        '/assignments/none',
        '/badges/none',
        '/p/none',
        '/verify',
        '/verify?url=https%3A%2F%2Fno',
        '/',
      ]) {
        const address = new URL(path, world.url)
        address.searchParams.set('lang', locale)
        expect(complaintsAbout(await new Visitor().open(address), locale)).to.deep.equal([])
      }
  })
})
