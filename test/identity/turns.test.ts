import { expect } from 'chai'
import { takeTurns } from '../../src/identity/turns.js'

describe('taking turns', () => {
  it('never lets more than so many run at once, keeps the order, and outlives a failure', async () => {
    const inTurn = takeTurns(2)
    const began: number[] = []
    let running = 0
    let most = 0
    const done = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        inTurn(async () => {
          began.push(index)
          running += 1
          most = Math.max(most, running)
          await new Promise((resolve) => setTimeout(resolve, index % 3))
          running -= 1
          if (index % 4 === 0) throw new Error('on purpose')
          return index
        }),
      ),
    )
    expect(most).to.equal(2)
    expect(began).to.deep.equal([...began].sort((one, other) => one - other))
    expect(done.filter(({ status }) => status === 'rejected').length).to.equal(5)
    expect(await inTurn(() => Promise.resolve('still open'))).to.equal('still open')
  })
})
