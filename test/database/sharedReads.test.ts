import { expect } from 'chai'
import { shareReads } from '../../src/database/sharedReads.js'

describe('reads that are shared while they are on their way', () => {
  let asked: string[] = []
  let answer: (text: string) => void = () => undefined
  const read = shareReads((...names: [string, string]) => {
    asked.push(names.join(' '))
    return new Promise<string>((resolve, reject) => {
      answer = (text) => {
        if (text === '') reject(new Error('away'))
        else resolve(text)
      }
    })
  })
  beforeEach(() => {
    asked = []
  })

  it('answer everybody who asks the same meanwhile, and nobody who asks later', async () => {
    const both = [read('canvas', '1'), read('canvas', '1')]
    answer('first')
    expect(await Promise.all(both)).to.deep.equal(['first', 'first'])
    const later = read('canvas', '1')
    answer('second')
    expect(await later).to.equal('second')
    expect(asked).to.deep.equal(['canvas 1', 'canvas 1'])
  })

  it('never answer another question, however its words fall', async () => {
    const one = read('a', 'b c')
    answer('one')
    const other = read('a b', 'c')
    answer('other')
    expect([await one, await other]).to.deep.equal(['one', 'other'])
  })

  it('fail together, and are tried anew', async () => {
    const both = [read('canvas', '1'), read('canvas', '1')]
    answer('')
    const failed = await Promise.allSettled(both)
    expect(failed.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    const again = read('canvas', '1')
    answer('there')
    expect(await again).to.equal('there')
  })
})
