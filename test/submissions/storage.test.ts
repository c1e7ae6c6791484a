import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect } from 'chai'
import { loadConfig } from '../../src/config.js'
import { createDiskStorage } from '../../src/submissions/diskStorage.js'
import { previewName, storedName, type FileStorage } from '../../src/submissions/fileStorage.js'
import { createIntake, type Intake, type ReceivedFile } from '../../src/submissions/intake.js'
import { s3Url } from '../../src/submissions/s3Client.js'
import { createS3Storage } from '../../src/submissions/s3Storage.js'
import { startBucket, type Bucket } from './s3/bucket.js'

const now = new Date('2026-03-05T19:00:00Z')
let dir: string
let intake: Intake

async function arrived(content: Buffer): Promise<ReceivedFile> {
  const result = await intake.receive(Readable.from([content]), 100_000_000)
  if (!result.ok) throw new Error(result.code)
  return result.file
}

const filesIn = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'cairn-storage-'))
  intake = await createIntake(path.join(dir, 'incoming'), now)
})
afterEach(() => rm(dir, { recursive: true }))

/** What every storage must do, whatever it stands on. */
function keepsItsContract(open: () => Promise<FileStorage>): void {
  let storage: FileStorage
  beforeEach(async () => {
    storage = await open()
  })
  afterEach(() => storage.close())

  async function text(name: string, range?: { start: number; end: number }): Promise<string> {
    const opened = await storage.open(name, range)
    return opened.ok ? Buffer.concat(await opened.stream.toArray()).toString() : opened.code
  }
  const keep = async (content: string, artefactId: string) => {
    const file = await arrived(Buffer.from(content))
    const name = storedName({ sha256: file.sha256, artefactId })
    expect(await storage.keep(file, name)).to.deep.equal({ ok: true })
    return name
  }

  it('keeps a file, gives it back whole and in parts, knows its size, and removes it', async () => {
    const name = await keep('calm room', 'a-1')
    expect(await filesIn(path.join(dir, 'incoming'))).to.have.length(0)
    expect(await text(name)).to.equal('calm room')
    expect(await text(name, { start: 5, end: 8 })).to.equal('room')
    expect(await storage.size(name)).to.deep.equal({ ok: true, bytes: 9 })
    expect(await storage.remove(name)).to.deep.equal({ ok: true })
    expect(await storage.remove(name)).to.deep.equal({ ok: true })
    expect(await storage.size(name)).to.deep.equal({ ok: true, bytes: null })
    expect(await text(name)).to.equal('gone')
  })

  it('keeps the same content twice as two files', async () => {
    const [one, other] = [await keep('same', 'a-1'), await keep('same', 'a-2')]
    await storage.remove(one)
    expect(await text(other)).to.equal('same')
  })

  it('keeps a file of many parts byte for byte', async () => {
    const content = Buffer.alloc(350_000, 'abcdefghijk')
    const file = await arrived(content)
    const name = storedName({ sha256: file.sha256, artefactId: 'big' })
    expect(await storage.keep(file, name)).to.deep.equal({ ok: true })
    const opened = await storage.open(name)
    expect(opened.ok && Buffer.concat(await opened.stream.toArray()).equals(content)).to.equal(true)
  })

  it('lists everything it keeps, with sizes and times', async () => {
    const names = []
    for (const id of ['a-1', 'a-2', 'a-3', 'a-4', 'a-5']) names.push(await keep(`content of ${id}`, id))
    const preview = await arrived(Buffer.from('a picture'))
    await storage.keep(preview, previewName({ sha256: names[0]!.slice(0, 64), artefactId: 'a-1' }))
    const listed = []
    for await (const file of storage.list()) listed.push(file)
    expect(listed.map(({ name }) => name).sort()).to.deep.equal([...names, `${names[0]!}-preview`].sort())
    expect(
      listed.every(({ bytes, at }) => bytes > 8 && Math.abs(at.getTime() - Date.now()) < 60_000),
    ).to.equal(true)
  })

  for (const name of ['../secret.key', 'x', `${'a'.repeat(64)}-../../x`, `${'a'.repeat(64)}-`, ''])
    it(`refuses the name ${JSON.stringify(name.slice(-12))}, which is not one of ours`, async () => {
      for (const act of [storage.open, storage.remove, storage.size])
        expect(
          await Promise.resolve()
            .then(() => act(name))
            .catch(String),
        ).to.match(/not a name of an evidence file/)
    })
}

describe('evidence files on a disk', () => {
  keepsItsContract(() => createDiskStorage(path.join(dir)))
})

describe('evidence files in a bucket', () => {
  let bucket: Bucket
  beforeEach(async () => {
    bucket = await startBucket()
  })
  afterEach(async () => {
    expect(bucket.refusals).to.deep.equal([])
    await bucket.stop()
  })
  keepsItsContract(() => Promise.resolve(createS3Storage(bucket.address, 100_000)))

  const keep = async (storage: FileStorage, bytes: number) => {
    const file = await arrived(Buffer.alloc(bytes, 'x'))
    return storage.keep(file, storedName({ sha256: file.sha256, artefactId: 'a-1' }))
  }

  it('stumbling is asked again, whatever was on the way', async () => {
    const storage = createS3Storage(bucket.address, 100_000)
    bucket.fail(503, 'hang up')
    expect(await keep(storage, 50)).to.deep.equal({ ok: true })
    expect([...bucket.objects.values()].map(({ body }) => body.length)).to.deep.equal([50])
    await storage.close()
  })

  it('staying away is answered, leaves no half file there and the whole one here', async () => {
    const storage = createS3Storage(bucket.address, 100_000)
    bucket.fail(503, 503, 503)
    expect(await keep(storage, 50)).to.deep.equal({ ok: false, code: 'unreachable' })
    expect(bucket.objects.size).to.equal(0)
    expect(await filesIn(path.join(dir, 'incoming'))).to.have.length(1)
    await storage.close()
  })

  it('is told apart: no right to the bucket, and no such file', async () => {
    const stranger = createS3Storage({ ...bucket.address, secretAccessKey: 'guessed' })
    expect(await keep(stranger, 50)).to.deep.equal({ ok: false, code: 'refused' })
    expect(bucket.refusals.splice(0)).to.deep.equal(['the signature does not match'])
    await stranger.close()
  })

  it('parts that a crash left are aborted once they are old', async () => {
    const storage = createS3Storage(bucket.address, 100_000)
    bucket.unfinished.set('left', { key: 'cairn/x', begun: new Date(Date.now() - 2_000), parts: new Map() })
    await storage.sweep(new Date(Date.now() - 10_000))
    expect(bucket.unfinished.size).to.equal(1)
    await storage.sweep(new Date(Date.now() - 1_000))
    expect(bucket.unfinished.size).to.equal(0)
    await storage.close()
  })

  it('stands in the path or in the name of the host', () => {
    const address = { ...bucket.address, endpoint: 'https://s3.eu-west-1.amazonaws.com', prefix: 'a b/' }
    expect(s3Url(address, 'k').href).to.equal('https://s3.eu-west-1.amazonaws.com/evidence/a%20b/k')
    expect(s3Url({ ...address, style: 'virtual' }, 'k', { uploads: '' }).href).to.equal(
      'https://evidence.s3.eu-west-1.amazonaws.com/a%20b/k?uploads=',
    )
  })
})

describe('the setting S3_URL', () => {
  const read = (url: string, more: Record<string, string> = {}) =>
    loadConfig({ DATA_DIR: dir, S3_URL: url, ...more }, dir).s3

  it('names keys, bucket, folder, region and style', () => {
    expect(read('https://k%2F:s%2Bt@minio.example.org:9000/evidence/cairn?region=here')).to.deep.equal({
      endpoint: 'https://minio.example.org:9000',
      ...{ bucket: 'evidence', prefix: 'cairn/', region: 'here', style: 'path' },
      ...{ accessKeyId: 'k/', secretAccessKey: 's+t' },
    })
    expect(read('https://k:s@s3.eu-west-1.amazonaws.com/evidence')).to.include({
      ...{ region: 'eu-west-1', style: 'virtual', prefix: '' },
    })
  })

  for (const wrong of [
    'https://host/bucket',
    'https://k:s@host',
    's3://k:s@host/b',
    'k',
    'https://k:s@h/b?style=odd',
  ])
    it(`is refused as ${wrong}, with the form it must have`, () =>
      expect(() => read(wrong)).to.throw('S3_URL must look like https://KEY:SECRET@host/bucket'))

  it('must be https in production', () => {
    const production = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://c.example.org',
      SECRET_KEY: 'x'.repeat(32),
    }
    expect(() => read('http://k:s@host/bucket', production)).to.throw('S3_URL must be https in production')
    expect(read('http://k:s@127.0.0.1:9000/bucket')).to.include({ bucket: 'bucket' })
  })
})

describe('the intake', () => {
  const broken = () =>
    Readable.from(
      (function* () {
        yield Buffer.from('half')
        throw new Error('the line went dead')
      })(),
    )
  const failures: [string, () => Readable][] = [
    ['tooLarge', () => Readable.from([Buffer.alloc(11)])],
    ['empty', () => Readable.from([])],
    ['interrupted', broken],
  ]
  for (const [code, source] of failures)
    it(`leaves nothing behind when a file is ${code}`, async () => {
      expect(await intake.receive(source(), 10)).to.deep.equal({ ok: false, code })
      expect(await filesIn(dir)).to.deep.equal([])
    })

  it('sweeps what a crash left half-received a day ago, and nothing newer', async () => {
    await mkdir(path.join(dir, 'incoming'), { recursive: true })
    for (const [name, age] of [
      ['old', 25],
      ['new', 23],
    ] as const) {
      const place = path.join(dir, 'incoming', name)
      await writeFile(place, 'half')
      const at = new Date(now.getTime() - age * 3_600_000)
      await utimes(place, at, at)
    }
    await createIntake(path.join(dir, 'incoming'), now)
    expect((await filesIn(dir)).map((entry) => entry.name)).to.deep.equal(['new'])
  })
})
