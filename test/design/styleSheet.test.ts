import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { projectRoot } from '../../src/projectRoot.js'

const source = readFileSync(path.join(projectRoot, 'public', 'css', 'cairn.css'), 'utf8')
const css = source.replace(/\/\*[\s\S]*?\*\//g, '')
/** `property: value` pairs; conditions of media queries stand in parentheses and are not declarations. */
const declarations = [...css.matchAll(/(?<=[{;]\s*)([\w-]+)\s*:\s*([^;{}]+)(?=[;}])/g)].map((found) => ({
  property: found[1] ?? '',
  value: (found[2] ?? '').trim(),
}))

const blockAfter = (start: string): string => {
  const from = css.indexOf('{', css.indexOf(start)) + 1
  return css.slice(from, css.indexOf('}', from)).replace(/\s+/g, ' ').trim()
}

describe('The style sheet', () => {
  it('finds its own declarations, so that the claims below say something', () => {
    expect(declarations.length).to.be.greaterThan(500)
  })

  it('names no left, right, top, bottom, width or height: the writing direction decides', () => {
    const physical =
      /^(left|right|top|bottom|float|clear|(min-|max-)?(width|height)|(margin|padding|border|scroll-margin|scroll-padding)-(left|right|top|bottom)(-.*)?|border-(top|bottom)-(left|right)-radius|overflow-y)$/
    expect(declarations.filter((each) => physical.test(each.property))).to.deep.equal([])
  })

  it('aligns text to start, end or centre, never to a side', () => {
    expect(declarations.filter((each) => each.property === 'text-align' && /left|right/.test(each.value))).to
      .be.empty
  })

  it('gives the four sides of margins and padding only where both inline sides are alike', () => {
    const lopsided = declarations.filter(({ property, value }) => {
      const sides = value.match(/(?:calc\([^)]*(?:\([^)]*\))?[^)]*\)|\S)+/g) ?? []
      return (
        /^(margin|padding|inset|border-width)$/.test(property) && sides.length === 4 && sides[1] !== sides[3]
      )
    })
    expect(lopsided).to.deep.equal([])
  })

  it('never slants or spaces letters, which breaks Arabic script', () => {
    expect(declarations.filter((each) => each.property === 'letter-spacing')).to.be.empty
    expect(declarations.filter((each) => each.property === 'font-style' && each.value !== 'normal')).to.be
      .empty
    expect(css).to.match(/:root:lang\(ar\)\s*{\s*--leading: 1\.7/)
  })

  it('has the same dark colours for the system wish and for the chosen theme', () => {
    expect(blockAfter(":root[data-theme='dark']")).to.equal(blockAfter(":root:not([data-theme='light'])"))
  })

  it('uses only colours and sizes it has named', () => {
    const named = new Set([...css.matchAll(/(--[\w-]+)\s*:/g)].map((found) => found[1]))
    const used = new Set([...css.matchAll(/var\((--[\w-]+)/g)].map((found) => found[1]))
    expect([...used].filter((name) => !named.has(name))).to.deep.equal([])
  })

  it('loads nothing: no font, no picture, no other sheet', () => {
    expect(css).not.to.match(/url\(|@import|@font-face/)
  })

  it('weighs at most 20 kB compressed', () => {
    expect(gzipSync(source).length).to.be.at.most(20_000)
  })
})
