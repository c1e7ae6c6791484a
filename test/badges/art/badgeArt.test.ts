import { expect } from 'chai'
import { drawBadge, rasterize } from '../../../src/badges/art/badgeArt.js'
import { cairnSvg } from '../../../src/badges/art/cairn.js'
import { fromHex, hex } from '../../../src/badges/art/colour.js'

const founding = [
  'trauma-informed-practice',
  'cultural-responsiveness',
  'language-acquisition',
  'family-partnership',
  'sustainable-learning-design',
]
const draw = (key: string, beyond = false) =>
  drawBadge({ key, criteria: Array.from({ length: 4 }, () => ({ beyond })), issuerColour: '#1f5f5b' })

describe('badge art', () => {
  it('is the same every time for the same micro-credential', () => {
    expect(draw('family-partnership')).to.equal(draw('family-partnership'))
  })

  it('gives the founding five different outlines', () => {
    const outlines = founding.map((key) => /<path d="([^"]+)" fill/.exec(draw(key))?.[1])
    expect(new Set(outlines).size).to.equal(5)
  })

  it('has one stone per criterion, and a vein in each that went beyond', () => {
    const stones = (svg: string) => svg.match(/id="stone\d"/g)?.length
    expect(stones(draw('a'))).to.equal(4)
    expect(draw('a', true).length).to.be.greaterThan(draw('a').length)
  })

  it('holds no text, no font, no script and no outside reference', () => {
    for (const key of founding) expect(draw(key)).to.not.match(/<text|font|<script|href|style=|NaN/)
  })

  it('becomes a PNG of the size asked for', () => {
    const png = rasterize(draw('family-partnership'), 64)
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).to.deep.equal([64, 64])
  })

  it('takes any colour an issuer may have, and survives one that is none', () => {
    expect(hex(fromHex('#1f5f5b'))).to.equal('#1f5f5b')
    expect(drawBadge({ key: 'a', criteria: [], issuerColour: '"><script>' })).to.not.contain('script')
  })
})

describe('the cairn of progress', () => {
  it('fills as many stones as are done', () => {
    const filled = (svg: string) => svg.match(/fill="currentColor"/g)?.length ?? 0
    expect([0, 2, 5].map((done) => filled(cairnSvg({ stones: 5, filled: done })))).to.deep.equal([0, 2, 5])
  })
})
