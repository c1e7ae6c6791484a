import { expect } from 'chai'
import {
  interval,
  krippendorffAlpha,
  nominal,
  ordinal,
  Units,
  type Difference,
} from '../../../src/assessment/quality/alpha.js'
import { isSmall, share } from '../../../src/assessment/quality/estimate.js'
import { linear, quadratic, unweighted, weightedKappa } from '../../../src/assessment/quality/kappa.js'
import { adjacentAgreement, emptyTable, exactAgreement } from '../../../src/assessment/quality/pairs.js'

const near = (value: number | undefined, published: number) => {
  expect(value).to.be.closeTo(published, 0.0005)
}

describe('agreement statistics against published examples', () => {
  // Cohen 1968, table 1: two psychiatrists, 200 patients, three diagnoses, weights of his own.
  const cohen1968 = [
    [88, 14, 18],
    [10, 40, 10],
    [2, 6, 12],
  ]

  it("finds Cohen's 1968 kappa, plain and weighted", () => {
    near(weightedKappa(cohen1968, unweighted)?.value, 0.492)
    const apart = [
      [0, 1, 3],
      [1, 0, 6],
      [3, 6, 0],
    ]
    near(weightedKappa(cohen1968, (i, j) => 1 - apart[i]![j]! / 6)?.value, 0.348)
  })

  // The skin condition example of the SAS/STAT documentation (PROC FREQ, AGREE): two dermatologists, 88 patients.
  const dermatologists = [
    [10, 4, 1, 0],
    [5, 10, 12, 2],
    [2, 4, 12, 5],
    [0, 2, 6, 13],
  ]

  it('finds the kappas and intervals of the SAS documentation', () => {
    const plain = weightedKappa(dermatologists, unweighted)
    near(plain?.value, 0.3449)
    near(plain?.low, 0.203)
    near(plain?.high, 0.4868)
    const weighted = weightedKappa(dermatologists, linear)
    near(weighted?.value, 0.5082)
    near(weighted?.low, 0.3798)
    near(weighted?.high, 0.6366)
  })

  // Krippendorff 2011, section D: four observers, twelve units, five values, gaps.
  const krippendorff2011 = () => {
    const gap = NaN
    const observers = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
      [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
    ]
    const units = new Units(5)
    for (let unit = 0; unit < 12; unit += 1)
      units.add(observers.flatMap((row) => (Number.isNaN(row[unit]) ? [] : [row[unit]! - 1])))
    return units
  }

  for (const [name, difference, published] of [
    ['nominal', nominal, 0.743],
    ['ordinal', ordinal, 0.815],
    ['interval', interval, 0.849],
  ] as [string, Difference, number][])
    it(`finds Krippendorff's 2011 alpha for ${name} data`, () => {
      const alpha = krippendorffAlpha(krippendorff2011(), difference)
      near(alpha?.value, published)
      // The twelfth unit has one value only and is not pairable.
      expect(alpha?.units).to.equal(11)
      expect(alpha?.low).to.be.below(published)
      expect(alpha?.high).to.be.above(published)
    })

  it('finds the Wilson interval of Newcombe 1998 for 81 of 263', () => {
    const found = share(81, 263)
    near(found?.low, 0.2553)
    near(found?.high, 0.3662)
  })
})

describe('agreement statistics at the edges', () => {
  const table = (pairs: [number, number][], levels = 4) => {
    const counted = emptyTable(levels)
    for (const [first, second] of pairs) counted[first]![second]! += 1
    return counted
  }
  const units = (given: number[][]) => {
    const counted = new Units(4)
    for (const levels of given) counted.add(levels)
    return counted
  }

  it('counts the same level as exact, one step as adjacent', () => {
    const pairs = table([
      [0, 0],
      [1, 2],
      [3, 1],
      [2, 2],
    ])
    expect(exactAgreement(pairs)?.value).to.equal(0.5)
    expect(adjacentAgreement(pairs)?.value).to.equal(0.75)
  })

  it('is perfect where everybody agrees on more than one level', () => {
    const same = table([
      [0, 0],
      [2, 2],
      [3, 3],
    ])
    for (const weights of [unweighted, linear, quadratic])
      expect(weightedKappa(same, weights)?.value).to.be.closeTo(1, 1e-12)
    expect(krippendorffAlpha(units([[0, 0], [2, 2], [3, 3, 3]]))?.value).to.be.closeTo(1, 1e-12) // prettier-ignore
  })

  it('says nothing where nothing was judged twice, or only one level was ever given', () => {
    expect(exactAgreement(emptyTable(4))).to.equal(null)
    expect(weightedKappa(emptyTable(4), linear)).to.equal(null)
    expect(weightedKappa(table([[2, 2], [2, 2]]), linear)).to.equal(null) // prettier-ignore
    expect(krippendorffAlpha(units([[1], [2]]))).to.equal(null)
    expect(krippendorffAlpha(units([[2, 2], [2, 2]]))).to.equal(null) // prettier-ignore
  })

  it('does not depend on the order of units, assessors or repeats', () => {
    const one = krippendorffAlpha(units([[0, 1], [2, 3], [1, 1], [3, 3, 2]])) // prettier-ignore
    const other = krippendorffAlpha(units([[3, 2, 3], [1, 1], [3, 2], [1, 0]])) // prettier-ignore
    expect(one?.value).to.be.closeTo(other!.value, 1e-12)
    expect(one?.low).to.be.closeTo(other!.low, 1e-12)
  })

  it('narrows the interval as the sample grows, and warns of a small one', () => {
    const some = [[0, 1], [2, 2], [1, 1], [3, 3], [3, 2]] // prettier-ignore
    const few = krippendorffAlpha(units(some))!
    const many = krippendorffAlpha(units(Array.from({ length: 40 }, () => some).flat()))!
    expect(many.high - many.low).to.be.below((few.high - few.low) / 4)
    expect(isSmall(few)).to.equal(true)
    expect(isSmall(many)).to.equal(false)
  })
})
