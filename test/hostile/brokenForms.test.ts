import { expect } from 'chai'
import { startWorld, type World } from '../support/world.js'
import { request, sendRaw } from './wire.js'

describe('broken multipart forms', function () {
  this.timeout(30_000)
  let world: World
  before(async () => {
    world = await startWorld()
  })
  after(() => world.close())

  const part = (name: string, filename = '') =>
    `--x\r\nContent-Disposition: form-data; name="${name}"${filename && `; filename="${filename}"`}\r\n\r\n`
  const post = (body: string, type = 'multipart/form-data; boundary=x') =>
    sendRaw(world.url, request('POST', '/verify', { 'Content-Type': type }, body))

  const broken: [string, string][] = [
    ['ends within a file', `${part('badge', 'a.png')}abc`],
    ['ends within a field', `${part('url')}https://`],
    ['ends within a header', '--x\r\nContent-Disp'],
    ['has no parts at all', ''],
    ['has a part without a name', '--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--\r\n'],
    ['has bytes that are no form', '\0\xff'.repeat(50_000)],
    ['has a header of 100 kB', `--x\r\nX: ${'a'.repeat(100_000)}\r\n\r\nx\r\n--x--\r\n`],
  ]
  for (const [what, body] of broken)
    it(`a form that ${what} is answered with a 4xx, and the process lives`, async () => {
      expect((await post(body)).status).to.be.within(400, 499)
      expect((await sendRaw(world.url, request('GET', '/health'))).status).to.equal(200)
    })

  it('a form that names no boundary is a 400', async () => {
    expect((await post('x', 'multipart/form-data')).status).to.equal(400)
  })

  it('a sender who hangs up within a file leaves nothing behind', async () => {
    const head = request('POST', '/verify', {
      'Content-Type': 'multipart/form-data; boundary=x',
      'Content-Length': '5000000',
    })
    await sendRaw(world.url, head + part('badge', 'a.png') + 'abc', 50)
    expect((await sendRaw(world.url, request('GET', '/health'))).status).to.equal(200)
  })

  it('more text than any badge has is a 413 page, in a form with files and in a plain one', async () => {
    const long = 'a'.repeat(20_000_000)
    const withFiles = await post(`${part('text')}${long}\r\n--x--\r\n`)
    const plain = await post(`text=${long}`, 'application/x-www-form-urlencoded')
    for (const answer of [withFiles, plain]) {
      expect(answer.status).to.equal(413)
      expect(answer.body).to.include('too big')
    }
  })

  it('a plain form is read as well as one with files', async () => {
    const answer = await post('text=nonsense', 'application/x-www-form-urlencoded')
    expect(answer.status).to.equal(200)
    expect(answer.body).to.include('verdict--no')
  })
})
