import { expect } from 'chai'
import mongoose, { type mongo } from 'mongoose'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { projectRoot } from '../../../src/projectRoot.js'
import type { EmbeddedStore } from '../../../src/database/embedded/index.js'
import { readCases } from './golden/goldenCase.js'
import { replay } from './golden/replay.js'
import { openTemporaryStore } from './temporaryStore.js'

/** How many cases each file holds, so that none can vanish unseen. */
const files: Record<string, number> = {
  bulk: 7,
  catalogue: 10,
  cursors: 13,
  errors: 50,
  expressions: 34,
  'find-options': 56,
  'indexed-reads': 15,
  indexes: 18,
  insert: 12,
  'mixed-aggregate': 30,
  'mixed-find': 30,
  'mixed-update': 29,
  'query-arrays': 35,
  'query-basic': 91,
  'replace-delete': 22,
  stages: 67,
  unique: 21,
  'update-arrays': 61,
  'update-numbers': 24,
  'update-pipeline': 18,
  'update-set': 40,
  upsert: 22,
}

/** The cases beyond what the app uses, each with what the store's refusal names. */
const refused: Record<string, string> = {
  'expressions/date-add': '$dateAdd',
  'expressions/date-from': '$dateToParts',
  'find-options/collation-strength-2': 'collation',
  'indexes/text-weights-collation': 'collation',
  'stages/bucket-auto': '$bucketAuto',
  'stages/graph-lookup': '$graphLookup',
  'stages/set-window': '$setWindowFields',
  'stages/out': '$out',
  'stages/merge': '$merge',
}

describe('the embedded store answers as MongoDB was recorded to', () => {
  let store: EmbeddedStore & { remove(): Promise<void> }
  let client: mongo.MongoClient

  before(async () => {
    store = await openTemporaryStore()
    client = await new mongoose.mongo.MongoClient(store.uri).connect()
  })

  after(async () => {
    await client.close()
    await store.remove()
  })

  for (const [file, count] of Object.entries(files)) {
    const path = join(projectRoot, 'test/fixtures/mongodb-golden', `${file}.json`)
    const cases = readCases(pathToFileURL(path))
    const supported = cases.filter(({ id }) => !(id in refused))

    it(`${file}: ${supported.length} of ${count} cases`, async () => {
      expect(cases).to.have.length(count)
      const problems: string[] = []
      for (const golden of supported) problems.push(...(await replay(client, golden)))
      expect(problems).to.deep.equal([])
    })

    for (const golden of cases.filter(({ id }) => id in refused)) {
      const name = refused[golden.id] ?? ''
      it(`${golden.id} is refused by the name ${name}, not answered otherwise`, async () => {
        const outcome = await replay(client, golden).catch((error: unknown) => [String(error)])
        expect(outcome.join('\n')).to.match(/refused|MongoServerError/)
        expect(outcome.join('\n')).to.include(`does not support`).and.to.include(name)
      })
    }
  }

  it('would notice a wrong answer, a wrong document and a wrong error', async () => {
    const [golden] = readCases(pathToFileURL(join(projectRoot, 'test/fixtures/mongodb-golden/unique.json')))
    if (!golden) throw new Error('no case')
    expect(await replay(client, golden)).to.deep.equal([])
    const wrong = { results: [{ error: { code: 11001 } }], documents: { accounts: [{ _id: 1 }] } }
    expect(await replay(client, { ...golden, expect: wrong })).to.have.length(2)
    expect(
      await replay(client, { ...golden, expect: { ...wrong, results: [{ result: 1 }] } }),
    ).to.have.length(2)
  })

  it('leaves nine of the 705 cases out', () => {
    expect(Object.values(files).reduce((sum, count) => sum + count)).to.equal(705)
    expect(Object.keys(refused)).to.have.length(9)
  })
})
