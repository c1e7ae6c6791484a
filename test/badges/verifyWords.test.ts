import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { checkIds } from '../../src/badges/openBadges/verify/checks.js'
import { projectRoot } from '../../src/projectRoot.js'

type Words = { check: Record<string, string>; meaning: Record<string, Record<string, string>> }
const words = (locale: string): Words =>
  JSON.parse(
    readFileSync(path.join(projectRoot, 'config', 'locales', locale, 'verify.json'), 'utf8'),
  ) as Words

/** Codes the checks give, read from their sources: a code nobody put into words would be shown as itself. */
const given = [
  'proof.ts',
  'jwtProof.ts',
  'status.ts',
  'shape.ts',
  'openBadge2.ts',
  'issuerKey.ts',
  'verifyBadge.ts',
  'readBadge.ts',
].flatMap((file) => {
  const source = readFileSync(path.join(projectRoot, 'src/badges/openBadges/verify', file), 'utf8')
  return [
    ...source.matchAll(/check\(\s*'(\w+)',\s*[^,]+,\s*(?:\w+ \? )?'([\w-]+)'(?: : '([\w-]+)')?/g),
  ].flatMap(([, id = '', ...codes]) => codes.filter(Boolean).map((code) => `${id}.${code}`))
})

describe('the words of the verifier', () => {
  for (const locale of ['en', 'ar']) {
    it(`name every check and every result (${locale})`, () => {
      const { check, meaning } = words(locale)
      expect(Object.keys(check)).to.have.members([...checkIds])
      const missing = given.filter((code) => {
        const [id = '', name = ''] = code.split('.')
        return !meaning[id]?.[name]
      })
      expect(given.length).to.be.greaterThan(40)
      expect(missing).to.deep.equal([])
    })
  }

  it('are the same in both languages', () => {
    const keys = (value: unknown, prefix = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, item]) => keys(item, `${prefix}.${key}`))
        : [prefix]
    expect(keys(words('ar'))).to.deep.equal(keys(words('en')))
  })
})
