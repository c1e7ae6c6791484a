import { expect } from 'chai'
import { fixedClock } from '../../src/clock/clock.js'
import type { Institution } from '../../src/institutions/institution.js'
import { createSessionHours } from '../../src/institutions/sessionHours.js'
import { defaultSettings } from '../../src/institutions/settings.js'

describe('how long sessions of an institution last', () => {
  it('is read once in ten seconds, at once after a change here, and again after a failure', async () => {
    const clock = fixedClock('2026-03-02T09:00:00Z')
    let [sessionHours, reads, broken] = [12, 0, false]
    const byId = (id: string): Promise<Institution | null> => {
      reads += 1
      if (broken) return Promise.reject(new Error('the store is away'))
      const settings = { ...defaultSettings, sessionHours }
      const found = { id, name: 'Academy', url: null, colour: '#000000', settings, createdAt: clock.now() }
      return Promise.resolve(id === 'gone' ? null : found)
    }
    const hours = createSessionHours({ byId }, clock)
    expect(await Promise.all([hours.of('i'), hours.of('i'), hours.of('i')])).to.deep.equal([12, 12, 12])
    expect(reads).to.equal(1)

    sessionHours = 2
    hours.forget('i')
    expect(await hours.of('i')).to.equal(2)
    sessionHours = 6
    clock.advance(9_999)
    expect(await hours.of('i'), 'changed elsewhere').to.equal(2)
    clock.advance(1)
    expect(await hours.of('i')).to.equal(6)

    expect(await hours.of('gone')).to.equal(undefined)
    broken = true
    clock.advance(10_000)
    expect(await hours.of('i').catch(() => 'failed')).to.equal('failed')
    broken = false
    expect(await hours.of('i')).to.equal(6)
  })
})
