import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { projectRoot } from '../../src/projectRoot.js'
import { loadTranslations, locales } from '../../src/web/locale.js'

/** Codes whose status says all there is to say, or that a form turns into words beside the field. */
const byStatus = new Map([
  ['bad_request', 400],
  ['conflict', 409],
  ['too_large', 413],
  ['too_many', 429],
  ['upload_incomplete', 409],
  ['upload_headers', 422],
  ['link_hours', 422],
  ['password_short', 422],
  ['password_long', 422],
  ['platform_url', 422],
  ['revocation_reason', 422],
])

const src = path.join(projectRoot, 'src')
const thrown = new Set(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('practiceLms'))
    .map((file) => readFileSync(path.join(src, file), 'utf8'))
    .flatMap((source) => [
      ...source.matchAll(/new (?:Refused|Invalid|Conflict|Forbidden|SignInNeeded)\(\s*'([^']+)'/g),
    ])
    .map(([, code]) => code ?? ''),
)

describe('The codes that services throw', () => {
  const { t } = loadTranslations()
  const hasWords = (key: string, lng: string) =>
    ['title', 'what', 'next'].every(
      (part) => t(`errors.${key}.${part}`, { lng, fallbackLng: [] }) !== `errors.${key}.${part}`,
    )

  for (const locale of locales)
    it(`each have words of their own, or of their status, on purpose (${locale})`, () => {
      expect(thrown.size).to.be.greaterThan(25)
      const dumb = [...thrown].filter((code) => {
        const status = byStatus.get(code)
        return !hasWords(status ? `status.${String(status)}` : code, locale)
      })
      expect(dumb).to.deep.equal([])
    })

  it('leave the status to speak only where they have no words and are still thrown', () => {
    expect([...byStatus.keys()].filter((code) => !thrown.has(code) || hasWords(code, 'en'))).to.deep.equal([])
  })
})
