import { deflateSync } from 'node:zlib'
import { Resvg } from '@resvg/resvg-js'
import { expect } from 'chai'
import { braceSafeJson, type JsonObject } from '../../../src/badges/openBadges/json.js'
import { bakePng, extractPng } from '../../../src/badges/openBadges/pngBake.js'
import { bakeSvg, extractSvg } from '../../../src/badges/openBadges/svgBake.js'
import { readBadge } from '../../../src/badges/openBadges/verify/readBadge.js'

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle cx="4" cy="4" r="3"/></svg>'
const plain = new Resvg(drawing).render().asPng()
const credential: JsonObject = { name: 'A } brace, ]]> an end, <tag> & "quotes", سلام 🪨', n: 1 }
const json = braceSafeJson(credential)

describe('baking a badge into an image', () => {
  it('gives back from a PNG exactly what was put in', () => {
    expect(extractPng(bakePng(plain, json))).to.deep.equal({ text: json })
    expect(JSON.parse(json)).to.deep.equal(credential)
  })

  it('keeps one credential when baked again', () => {
    expect(extractPng(bakePng(bakePng(plain, '{"old":1}'), json))).to.deep.equal({ text: json })
  })

  it('leaves braces balanced for wallets that count them', () => {
    expect(json.match(/[{}]/g)).to.deep.equal(['{', '}'])
  })

  it('still is an image', () => {
    const baked = bakePng(plain, json)
    const href = `data:image/png;base64,${baked.toString('base64')}`
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><image href="${href}" width="8" height="8"/></svg>`
    expect(new Resvg(svg).render().asPng().length).to.be.greaterThan(80)
  })

  it('gives back from an SVG exactly what was put in', () => {
    const found = extractSvg(bakeSvg(drawing, json))
    expect('text' in found && JSON.parse(found.text)).to.deep.equal(credential)
  })

  it('reads the older keyword, packed text and the verify attribute', () => {
    const packed = Buffer.concat([Buffer.from('openbadges\0\x01\0\0\0', 'latin1'), deflateSync('{"a":1}')])
    expect(extractPng(withChunk(plain, 'iTXt', packed))).to.deep.equal({ text: '{"a":1}' })
    const old = Buffer.from('openbadges\0https://host.example/assertion', 'latin1')
    expect(extractPng(withChunk(plain, 'tEXt', old))).to.deep.equal({
      text: 'https://host.example/assertion',
    })
    const svg = drawing.replace(
      '<circle',
      '<openbadges:assertion verify="https://host.example/a?b=1&amp;c=2"/><circle',
    )
    expect(extractSvg(svg)).to.deep.equal({ text: 'https://host.example/a?b=1&c=2' })
  })
})

describe('a hostile or damaged file', () => {
  const baked = bakePng(plain, json)

  it('cut off anywhere is damaged, never an exception', () => {
    for (let length = 8; length < baked.length; length += 7) {
      expect(readBadge(baked.subarray(0, length))).to.deep.equal({ ok: false, code: 'damaged' })
    }
  })

  it('with any byte changed is read as the same badge, or refused', () => {
    for (let at = 0; at < baked.length; at += 3) {
      const changed = Buffer.from(baked)
      changed[at] = (changed[at] ?? 0) ^ 0xff
      const read = readBadge(changed)
      expect(read.ok).to.equal(false, `byte ${at}`)
    }
  })

  it('with two credentials is refused', () => {
    const chunk = Buffer.from('openbadgecredential\0\0\0\0\0{}', 'latin1')
    expect(readBadge(withChunk(baked, 'iTXt', chunk))).to.deep.equal({ ok: false, code: 'several' })
  })

  it('with a packed bomb is not unpacked', () => {
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024, 0x20))
    const chunk = Buffer.concat([Buffer.from('openbadges\0\x01\0\0\0', 'latin1'), bomb])
    expect(readBadge(withChunk(plain, 'iTXt', chunk))).to.deep.equal({ ok: false, code: 'no-badge' })
  })

  it('of JSON nested a hundred thousand deep, or with a million values, is refused', () => {
    expect(readBadge(Buffer.from('['.repeat(100_000)))).to.deep.equal({ ok: false, code: 'too-large' })
    expect(readBadge(Buffer.from(`[${'1,'.repeat(250_000)}1]`))).to.deep.equal({
      ok: false,
      code: 'too-large',
    })
  })

  it('of any other kind is not a badge', () => {
    for (const text of [
      '',
      'hello',
      '[]',
      '"x"',
      '{',
      '<svg',
      '<svg></svg>',
      '\u0000\u0001',
      'a.b.c',
      '..',
      'null',
    ])
      expect(readBadge(Buffer.from(text)).ok).to.equal(false, text)
  })
})

function withChunk(png: Uint8Array, type: string, data: Buffer): Buffer {
  const marker = bakePng(png, '@')
  const at = marker.indexOf('openbadgecredential') - 8
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length)
  frame.write(type, 4, 'latin1')
  const body = Buffer.concat([frame, data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc(body.subarray(4)))
  return Buffer.concat([Buffer.from(png).subarray(0, at), body, sum, Buffer.from(png).subarray(at)])
}

/** CRC-32 as PNG Annex D states it, apart from the one under test. */
function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
