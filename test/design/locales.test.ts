import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'chai'
import { projectRoot } from '../../src/projectRoot.js'

const folder = path.join(projectRoot, 'config', 'locales')
const rooms = readdirSync(path.join(folder, 'en')).map((file) => path.basename(file, '.json'))
const plural = /_(zero|one|two|few|many|other)$/

/** Every text of a language by its full key, plural endings kept. */
function textsOf(locale: string): Map<string, string> {
  const texts = new Map<string, string>()
  const collect = (value: unknown, key: string): void => {
    if (typeof value === 'string') texts.set(key, value)
    else
      for (const [name, inner] of Object.entries(value as Record<string, unknown>))
        collect(inner, `${key}.${name}`)
  }
  for (const file of readdirSync(path.join(folder, locale)))
    collect(JSON.parse(readFileSync(path.join(folder, locale, file), 'utf8')), path.basename(file, '.json'))
  return texts
}

const [english, arabic] = [textsOf('en'), textsOf('ar')]
const stems = (texts: Map<string, string>) => new Set([...texts.keys()].map((key) => key.replace(plural, '')))
const slots = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name ?? '')

describe('The texts', () => {
  it('say in Arabic all that they say in English, and nothing else', () => {
    const [en, ar] = [stems(english), stems(arabic)]
    expect([...en].filter((key) => !ar.has(key))).to.deep.equal([])
    expect([...ar].filter((key) => !en.has(key))).to.deep.equal([])
  })

  it('leave room in Arabic only for what English is given too', () => {
    const given = new Map<string, Set<string>>()
    for (const [key, text] of english) {
      const stem = key.replace(plural, '')
      given.set(stem, new Set([...(given.get(stem) ?? []), ...slots(text), 'count']))
    }
    const strangers = [...arabic].flatMap(([key, text]) =>
      slots(text)
        .filter((slot) => !given.get(key.replace(plural, ''))?.has(slot))
        .map((slot) => `${key}: ${slot}`),
    )
    expect(strangers).to.deep.equal([])
  })

  it('count as each language counts: two endings in English, six in Arabic', () => {
    const counted = [...english.keys()].filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -6))
    const missing = counted.flatMap((stem) => [
      ...['one', 'other']
        .filter((ending) => !english.has(`${stem}_${ending}`))
        .map((one) => `en ${stem}_${one}`),
      ...['zero', 'one', 'two', 'few', 'many', 'other']
        .filter((ending) => !arabic.has(`${stem}_${ending}`))
        .map((one) => `ar ${stem}_${one}`),
    ])
    expect(missing).to.deep.equal([])
  })

  it('are there for every key that a template or a rule names', () => {
    const sources = ['views', 'src'].flatMap((root) =>
      readdirSync(path.join(projectRoot, root), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(njk|ts)$/.test(file))
        .map((file) => readFileSync(path.join(projectRoot, root, file), 'utf8').replace(/{#[\s\S]*?#}/g, '')),
    )
    const named = sources.flatMap((source) =>
      [...source.matchAll(/\bt\(\s*'([a-z]\w*\.[\w.-]*\w)'\s*[,)]/g)].map(([, key]) => key ?? ''),
    )
    const known = stems(english)
    expect(named.length).to.be.greaterThan(300)
    expect([...new Set(named)].filter((key) => !known.has(key) && !english.has(key))).to.deep.equal([])
  })

  it('keep to the voice: no "please submit", no "failed" for a person, no exclamation marks', () => {
    const loud = [...english].filter(
      ([key, text]) => !key.startsWith('verify.') && /\bfailed\b|\bsubmit\b|\binvalid\b|!/i.test(text),
    )
    expect(loud).to.deep.equal([])
  })

  it('belong to a room', () => {
    expect(rooms).to.include.members(['submissions', 'assessment', 'cohorts', 'gradebook', 'badges'])
  })
})
