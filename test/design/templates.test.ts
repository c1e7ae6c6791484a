import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { refusals } from '../../src/lti/refusals.js'
import { projectRoot } from '../../src/projectRoot.js'
import { renderScene, sceneNames } from './styleGuide.js'

const views = readdirSync(path.join(projectRoot, 'views'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.njk'))
  .map((file) => ({ file, source: readFileSync(path.join(projectRoot, 'views', file), 'utf8') }))

const readLocale = (locale: string, room: string): unknown =>
  JSON.parse(readFileSync(path.join(projectRoot, 'config', 'locales', locale, `${room}.json`), 'utf8'))

/** Every dotted key of a locale file, plural endings left out: languages have different ones. */
function keysOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null)
    return [prefix.replace(/_(zero|one|two|few|many|other)$/, '')]
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, prefix ? `${prefix}.${key}` : key))
}

const sheet = readFileSync(path.join(projectRoot, 'public', 'css', 'cairn.css'), 'utf8')
const classes = new Set([...sheet.matchAll(/\.([a-zA-Z][\w-]*)/g)].map((found) => found[1]))

describe('Every template', () => {
  const withoutComments = views.map(({ file, source }) => ({
    file,
    source: source.replace(/{#[\s\S]*?#}/g, ''),
  }))

  it('carries no inline script, style or event handler: the content security policy would drop it', () => {
    const offenders = withoutComments
      .filter(({ source }) =>
        /<style|<script(?![^>]*\ssrc=)|\sstyle=|\son(click|change|input|submit|load)=/i.test(source),
      )
      .map(({ file }) => file)
    expect(offenders).to.deep.equal([])
  })

  it('uses only classes the style sheet knows', () => {
    const unknown = withoutComments
      .filter(({ file }) => !file.startsWith('practiceLms'))
      .flatMap(({ file, source }) =>
        [...source.matchAll(/class="([^"]*)"/g)]
          .flatMap(([, value]) =>
            (value ?? '')
              .replace(/{%.*?%}/g, ' ')
              .replace(/{{.*?}}/g, '*')
              .split(/\s+/),
          )
          .filter((name) => name && !name.includes('*') && !classes.has(name))
          .map((name) => `${file}: ${name}`),
      )
    expect(unknown).to.deep.equal([])
  })

  it('loads nothing from elsewhere', () => {
    const offenders = withoutComments
      .filter(({ source }) => /<(script|link|img|iframe)[^>]*(src|href)="https?:/i.test(source))
      .map(({ file }) => file)
    expect(offenders).to.deep.equal([])
  })

  it('brings the CSRF field in each form it posts, but for the verifier and the launch, which have no session', () => {
    const offenders = withoutComments
      .filter(({ source }) =>
        [...source.matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/gi)].some(
          ([form]) => !/csrfField|csrfToken|name="JWT"/.test(form),
        ),
      )
      .map(({ file }) => file)
      .filter((file) => !/^(practiceLms|lti)|verif/.test(file))
    expect(offenders).to.deep.equal([])
  })
})

describe('The texts of the shell', () => {
  for (const room of ['layout', 'forms', 'states', 'errors']) {
    it(`say in Arabic all that they say in English (${room})`, () => {
      const english = new Set(keysOf(readLocale('en', room)))
      const arabic = new Set(keysOf(readLocale('ar', room)))
      expect([...english].filter((key) => !arabic.has(key))).to.deep.equal([])
      expect([...arabic].filter((key) => !english.has(key))).to.deep.equal([])
    })
  }

  it('give every refusal a title, what happened and one thing to do', () => {
    const leaves = keysOf(readLocale('en', 'errors')).filter((key) => !key.startsWith('page.'))
    const refusals = new Set(leaves.map((key) => key.replace(/\.[^.]+$/, '')))
    const whole = [...refusals].flatMap((refusal) =>
      ['title', 'what', 'next'].map((part) => `${refusal}.${part}`),
    )
    expect(leaves).to.have.members(whole)
  })
})

describe('The refusal page', () => {
  it('falls back to the status when a code has no words of its own, and shows the code for support', () => {
    const page = renderScene('refusal', 'en', undefined, { code: 'cohorts.unheard_of', status: 404 })
    expect(page).to.contain('There is nothing here').and.to.contain('cohorts.unheard_of · 4f1c09aa')
  })

  it('has words for every reason the protocol turns somebody down, and no words nobody needs', () => {
    const pages = new Set(Object.values(refusals).map((refusal) => refusal.page))
    const { lti } = readLocale('en', 'errors') as { lti: Record<string, unknown> }
    expect(Object.keys(lti)).to.have.members([...pages])
    const page = renderScene('refusal', 'en', undefined, {
      code: 'lti.key-unnamed',
      status: 401,
      args: { page: 'lti.bad_signature' },
    })
    expect(page)
      .to.contain('We could not be sure this came from your course')
      .and.to.contain('lti.key-unnamed')
  })

  it('never prints a bare locale key, whatever the status', () => {
    for (const status of [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503])
      for (const locale of ['en', 'ar'] as const)
        expect(renderScene('refusal', locale, undefined, { code: 'x', status })).not.to.match(/errors\.\w/)
  })
})

describe('The sample pages', () => {
  for (const name of sceneNames())
    it(`show no bare locale key and no "undefined" (${name})`, () => {
      for (const locale of ['en', 'ar'] as const) {
        const text = renderScene(name, locale).replace(/<[^>]+>/g, ' ')
        expect(text).not.to.match(/\b(layout|forms|states|errors)\.[a-z]|undefined|\[object/)
      }
    })
})

describe('The scripts', () => {
  it('weigh at most 15 kB compressed all together', () => {
    const folder = path.join(projectRoot, 'public', 'js')
    const sizes = readdirSync(folder).map((file) => gzipSync(readFileSync(path.join(folder, file))).length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).to.be.at.most(15_000)
  })
})
