import { expect } from 'chai'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { openCommandLine, type CommandLine } from './commandLine.js'

const moodle = [
  ['--issuer', 'https://moodle.example.org'],
  ['--client-id', 'abc'],
  ['--auth-url', 'https://moodle.example.org/mod/lti/auth.php'],
  ['--token-url', 'https://moodle.example.org/mod/lti/token.php'],
  ['--jwks-url', 'https://moodle.example.org/mod/lti/certs.php'],
].flat()

describe('the command line', () => {
  let cairn: CommandLine
  let institution: string

  before(async function () {
    this.timeout(60_000)
    cairn = await openCommandLine()
    const made = await cairn.run(['institution', 'create', '--name', 'أكاديمية المعلّمين', '--json'])
    institution = String(made.json['id'])
  })
  after(() => cairn.close())

  it('makes institutions and lists them', async () => {
    const { code, json } = await cairn.run(['institution', 'list', '--json'])
    expect(code).to.equal(0)
    expect(json['institutions']).to.have.length(1)
    expect(json).to.have.nested.property('institutions[0].name', 'أكاديمية المعلّمين')
  })

  it('prints a one-time registration address', async () => {
    const { code, json } = await cairn.run([
      'registration-link',
      '--institution',
      institution,
      '--approve',
      '--json',
    ])
    expect(code).to.equal(0)
    expect(json['url']).to.match(/^http:\/\/localhost:3999\/lti\/register\/[\w-]{43}$/)
    expect(Date.parse(String(json['expiresAt']))).to.be.greaterThan(Date.now())
  })

  it('adds, lists, approves and disables a platform', async function () {
    this.timeout(60_000)
    const add = ['platform', 'add', '--institution', institution, ...moodle, '--deployment', '1', '--json']
    const { json } = await cairn.run(add)
    expect(json).to.include({
      issuer: 'https://moodle.example.org',
      clientId: 'abc',
      status: 'pending',
      family: 'moodle',
    })
    const again = await cairn.run(add)
    expect(again.code).to.equal(1)
    expect(again.err).to.contain('registered already')
    const id = String(json['id'])
    expect((await cairn.run(['platform', 'approve', id])).out).to.contain('active')
    const list = await cairn.run(['platform', 'list', '--json'])
    expect(list.json).to.have.nested.property('platforms[0].deployments[0].status', 'active')
    expect((await cairn.run(['platform', 'disable', id, '--json'])).json).to.include({ status: 'disabled' })
  })

  it('makes a staff account with a password from a pipe, and none with a short one', async () => {
    const who = ['admin', 'create', '--email', 'Ana@Example.org', '--name', 'Ana']
    const short = await cairn.run(who, { env: { CAIRN_PASSWORD: 'short' } })
    expect([short.code, short.err]).to.deep.equal([1, 'The password must have at least 12 characters.\n'])
    const made = await cairn.run([...who, '--json'], { input: 'correct horse battery\n' })
    expect(made.json).to.include({ email: 'ana@example.org', role: 'owner' })
    expect(made.out + made.err).not.to.contain('horse')
  })

  it('says what is wrong with a command line, with exit code 2', async function () {
    this.timeout(60_000)
    const wrong: [string[], string][] = [
      [['platform', 'explode'], 'no command'],
      [['institution', 'create'], '--name is missing'],
      [['institution', 'create', '--name', 'x', '--nonsense'], 'nonsense'],
      [['platform', 'approve'], 'takes ID'],
      [['registration-link', '--institution', institution, '--ttl', 'soon'], 'number of hours'],
    ]
    for (const [words, sentence] of wrong) {
      const { code, err } = await cairn.run(words)
      expect([code, err.includes(sentence)], words.join(' ')).to.deep.equal([2, true])
      expect(err).to.contain('Usage: cairn ')
    }
  })

  it('refuses with a sentence and exit code 1 what does not exist or is not allowed', async function () {
    this.timeout(60_000)
    const refused: [string[], string][] = [
      [['registration-link', '--institution', 'nope'], 'nothing with that id'],
      [['platform', 'approve', 'nope'], 'nothing with that id'],
      [['registration-link', '--institution', institution, '--ttl', '9999'], '30 days'],
      [
        ['platform', 'add', '--institution', institution, ...moodle, '--jwks-url', 'http://10.0.0.1/'],
        'https',
      ],
    ]
    for (const [words, sentence] of refused) {
      const { code, err } = await cairn.run(words)
      expect([code, err.includes(sentence)], `${words.join(' ')}: ${err}`).to.deep.equal([1, true])
    }
  })

  it('finds each thing wrong at once with doctor, and the cure', async () => {
    const { code, out } = await cairn.run(['doctor'], {
      env: { NODE_ENV: 'production', PUBLIC_URL: 'http://cairn.example.org', ALLOW_PRIVATE_NETWORKS: '1' },
    })
    expect(code).to.equal(1)
    for (const word of ['PUBLIC_URL', 'SECRET_KEY', 'ALLOW_PRIVATE_NETWORKS']) expect(out).to.contain(word)
    const here = await cairn.run(['doctor', '--json'])
    expect(here.json['findings']).to.deep.include({
      name: 'store',
      ok: true,
      says: 'the embedded store answers',
    })
  })

  it('works beside a process that has the store open, by joining it', async function () {
    this.timeout(60_000)
    const serving = cairn.start(['store', 'serve', cairn.dataDir])
    const [line] = (await once(serving.stdout!, 'data')) as [Buffer]
    expect(line.toString()).to.match(/^mongodb:\/\//)
    const { code, json } = await cairn.run(['institution', 'list', '--json'])
    expect([code, json]).to.have.nested.property('[1].institutions').with.length(1)
    const second = await cairn.run(['store', 'serve'])
    expect([second.code, second.err.includes('in use')]).to.deep.equal([1, true])
    const ended = once(serving, 'exit')
    serving.kill('SIGTERM')
    expect(await ended).to.deep.equal([0, null])
  })

  it('backs up everything while the store is in use, and restores it into an empty place only', async function () {
    this.timeout(60_000)
    const evidence = path.join(cairn.dataDir, 'evidence', 'ab')
    await mkdir(evidence, { recursive: true })
    await writeFile(path.join(evidence, 'lesson.pdf'), 'a lesson')
    const serving = cairn.start(['store', 'serve'])
    await once(serving.stdout!, 'data')
    const target = path.join(cairn.root, 'backup')
    const made = await cairn.run(['backup', target, '--json'])
    expect([made.code, made.err]).to.deep.equal([0, ''])
    serving.kill('SIGTERM')
    await once(serving, 'exit')
    expect((await cairn.run(['backup', target])).err).to.contain('is not empty')

    const elsewhere = path.join(cairn.root, 'elsewhere')
    const env = { DATA_DIR: elsewhere }
    expect((await cairn.run(['restore', target, '--json'], { env })).json).to.deep.equal({
      rows: made.json['rows'],
      files: made.json['files'],
    })
    expect(await readFile(path.join(elsewhere, 'evidence', 'ab', 'lesson.pdf'), 'utf8')).to.equal('a lesson')
    const before = await cairn.run(['platform', 'list', '--json'])
    expect((await cairn.run(['platform', 'list', '--json'], { env })).json).to.deep.equal(before.json)
    const again = await cairn.run(['restore', target], { env })
    expect([again.code, again.err.includes('There is data here already')]).to.deep.equal([1, true])
    expect((await cairn.run(['restore', cairn.root], { env })).err).to.contain('no backup of Cairn')
  })
})
