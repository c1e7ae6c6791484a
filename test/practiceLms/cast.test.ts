import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'

describe('the cast', () => {
  it('has 114 educators in three states, 3 facilitators, 4 assessors, an administrator and a test student', () => {
    expect(cast.educators).to.have.length(114)
    expect(new Set(cast.educators.map(({ state }) => state))).to.have.all.keys('AZ', 'NY', 'WA')
    expect(cast.educators.every(({ school }) => school !== null)).to.equal(true)
    expect([cast.facilitators.length, cast.assessors.length]).to.deep.equal([3, 4])
    expect(cast.everyone).to.have.length(123)
  })

  it('gives everybody ids, a user name and an address of their own', () => {
    const unique = (values: (string | null)[]): void => {
      const given = values.filter((value) => value !== null)
      expect(new Set(given).size).to.equal(given.length)
    }
    unique(cast.everyone.map(({ key }) => key))
    unique(cast.everyone.map(({ username }) => username))
    unique(cast.everyone.map(({ email }) => email))
    unique(cast.everyone.map(({ userIds }) => userIds.moodle))
    unique(cast.everyone.map(({ userIds }) => userIds.canvas))
  })

  it('keeps to invented addresses, some people having none', () => {
    const addresses = cast.everyone.flatMap(({ email }) => (email === null ? [] : [email]))
    expect(addresses.every((email) => /^[a-z0-9.-]+@example\.org$/.test(email))).to.equal(true)
    expect(addresses.length).to.be.lessThan(cast.everyone.length - 5)
  })

  it('is the same on every run', () => {
    expect(cast.educators[0]).to.deep.include({
      key: 'educator-001',
      userIds: { moodle: '101', canvas: 'e72d3b55-3e04-4385-a537-b013f4d5f9e0' },
    })
  })

  it('has the names that break careless code', () => {
    const names = cast.educators.map(({ name }) => name)
    expect(
      names.some((name) => /[\u0600-\u06ff]/.test(name)),
      'right to left',
    ).to.equal(true)
    expect(
      names.some((name) => name.includes("'")),
      'apostrophe',
    ).to.equal(true)
    expect(
      names.some((name) => !name.includes(' ')),
      'one name',
    ).to.equal(true)
    expect(
      names.some((name) => name.length > 60),
      'very long',
    ).to.equal(true)
    expect(new Set(names).size, 'two people called the same').to.be.lessThan(names.length)
  })
})
