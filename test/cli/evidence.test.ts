import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'chai'
import { startBucket, type Bucket } from '../submissions/s3/bucket.js'
import { openCommandLine, type CommandLine } from './commandLine.js'

describe('evidence files on the command line', function () {
  this.timeout(60_000)
  let cairn: CommandLine
  let bucket: Bucket
  const content = 'a lesson in parts'
  const name = `${createHash('sha256').update(content).digest('hex')}-${randomUUID()}`
  const placeIn = (directory: string) => path.join(directory, 'files', name.slice(0, 2), name)

  before(async () => {
    cairn = await openCommandLine()
    bucket = await startBucket()
    await cairn.run(['institution', 'create', '--name', 'Harbour Institute'])
    await mkdir(path.dirname(placeIn(cairn.dataDir)), { recursive: true })
    await writeFile(placeIn(cairn.dataDir), content)
    await mkdir(path.join(cairn.dataDir, 'uploads'), { recursive: true })
    await writeFile(path.join(cairn.dataDir, 'uploads', randomUUID()), 'half a fi')
  })
  after(async () => {
    await cairn.close()
    await bucket.stop()
  })

  it('a backup of a disk restores into a bucket, and a backup of the bucket brings them back', async () => {
    const [first, second] = [path.join(cairn.root, 'first'), path.join(cairn.root, 'second')]
    const made = await cairn.run(['backup', first, '--json'])
    expect(await readFile(placeIn(path.join(first, 'files')), 'utf8')).to.equal(content)

    const elsewhere = path.join(cairn.root, 'elsewhere')
    const env = { DATA_DIR: elsewhere, S3_URL: bucket.url }
    expect((await cairn.run(['restore', first], { env })).code).to.equal(0)
    expect(bucket.objects.get(`cairn/${name}`)?.body.toString()).to.equal(content)
    expect(await readFile(placeIn(elsewhere)).catch(() => 'not on the disk')).to.equal('not on the disk')

    const again = await cairn.run(['backup', second, '--json'], { env })
    expect(await readFile(placeIn(path.join(second, 'files')), 'utf8')).to.equal(content)
    expect(again.json['files']).to.equal(made.json['files'])
    expect(bucket.refusals).to.deep.equal([])
  })

  it('are proved, and what is not there cannot be deleted', async () => {
    const proved = await cairn.run(['evidence', 'verify', '--json'])
    expect([proved.code, proved.json]).to.deep.equal([
      0,
      { ok: true, intact: 0, bytes: 0, deleted: 0, problems: [] },
    ])
    const refused = await cairn.run(['evidence', 'erase', randomUUID(), '--reason', 'asked'])
    expect([refused.code, refused.err.includes('There is nothing with that id')]).to.deep.equal([1, true])
    expect((await cairn.run(['evidence', 'erase', 'x'])).code).to.equal(2)
  })
})
