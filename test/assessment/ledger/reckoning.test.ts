import { expect } from 'chai'
import { ledgerCsv, textCell } from '../../../src/assessment/ledger/ledgerCsv.js'
import { lateLines, lineOf, totalsOf } from '../../../src/assessment/ledger/ledgerLine.js'
import { closableFrom, monthBounds, recentMonths } from '../../../src/assessment/ledger/month.js'
import { rateOf, rateStandings, type AgreedRate } from '../../../src/assessment/ledger/rate.js'
import { countedSeconds, stillCounts } from '../../../src/assessment/ledger/timing.js'
import { day, item, rate, stated } from './samples.js'

describe('the work ledger reckons', () => {
  const own = rate({ id: 'own', assessorId: 'dina' })
  const programme = rate({ id: 'programme', microCredentialKey: 'calm' })
  const both = rate({ id: 'both', assessorId: 'dina', microCredentialKey: 'calm' })
  const later = rate({ id: 'later', from: day('2026-03-01') })
  const pool = rate({ id: 'pool', poolOnly: true })
  const cases: [string, AgreedRate[], string | null, boolean?][] = [
    ['no rate at all', [], null],
    ['a rate of another', [rate({ assessorId: 'omar' })], null],
    ['one that begins tomorrow', [rate({ from: day('2026-03-11') })], null],
    ['one that begins on the day', [rate({ from: day('2026-03-10') })], 'r'],
    ['the later of two', [later, rate()], 'later'],
    ['of two from one day the one agreed on last', [rate(), rate({ id: 'mended', agreed: { by: 's', at: day('2026-02-01') } })], 'mended'], // prettier-ignore
    ['a programme before everybody', [later, programme], 'programme'],
    ["the pool's only for the pool", [pool], null],
    ["the pool's before a programme of everybody", [programme, pool], 'pool', true],
    ['a person before the pool', [pool, own], 'own', true],
    ['a person in a programme before all', [own, both, programme, later], 'both'],
  ]
  for (const [what, rates, expected, fromPool = false] of cases)
    it(`by ${what}`, () => {
      expect(rateOf(item({ fromPool }), rates)?.id ?? null).to.equal(expected)
    })

  it('says which rates hold, are to come, and are replaced: each scope by itself', () => {
    const coming = rate({ id: 'coming', from: day('2026-09-01') })
    const standings = rateStandings([rate(), later, coming, own], day('2026-03-20'))
    expect(Object.fromEntries(standings.map((one) => [one.rate.id, one.standing]))).to.deep.equal({
      ...{ r: 'replaced', later: 'holds', coming: 'comes', own: 'holds' },
    })
  })

  it('measured seconds as whole minutes, never none; a statement goes before them; nothing known is said', () => {
    const known = (seconds: number, said: ReturnType<typeof stated> | null = null) => {
      const { minutes, basis } = lineOf(item(), { seconds, stated: said }, [])
      return [minutes, basis]
    }
    expect(known(20)).to.deep.equal([1, 'measured'])
    expect(known(95)).to.deep.equal([2, 'measured'])
    expect(known(95, stated(40))).to.deep.equal([40, 'stated'])
    expect(known(0, stated(0))).to.deep.equal([0, 'stated'])
    expect(known(0)).to.deep.equal([null, 'missing'])
  })

  it('money and PD hours to the hundredth; by the hour nothing until minutes are known', () => {
    const line = (more: Partial<AgreedRate>, minutes: number | null) => {
      const known = { seconds: 0, stated: minutes === null ? null : stated(minutes) }
      const { money, currency, pdHours } = lineOf(item(), known, [rate(more)])
      return [money, currency, pdHours]
    }
    expect(line({}, null)).to.deep.equal([2500, 'USD', null])
    expect(line({ per: 'hour', amount: 4000 }, 50)).to.deep.equal([3333, 'USD', null])
    expect(line({ per: 'hour' }, null)).to.deep.equal([null, null, null])
    expect(line({ pays: 'pdHours', amount: 50, currency: null }, null)).to.deep.equal([null, null, 50])
    expect(line({ pays: 'pdHours', per: 'hour', amount: 100, currency: null }, 45)).to.deep.equal([null, null, 75]) // prettier-ignore
  })

  it('what is said after closing as the difference to what stood, in the month it is said, at the kept rate', () => {
    const hourly = rate({ per: 'hour', amount: 6000 })
    const counted = stated(30, { id: 'counted', at: day('2026-03-12') })
    const closed = lineOf(item(), { seconds: 0, stated: counted }, [hourly])
    const other = stated(5, { id: 'omar', by: 'omar' })
    const said = [counted, stated(50), other, stated(45, { at: day('2026-04-20') }), stated(46, { at: day('2026-05-02') })] // prettier-ignore
    const april = lateLines('2026-04', [closed], said)
    expect(april.map(({ id, minutes, money, late }) => [id, minutes, money, late?.was])).to.deep.equal([
      ['statement:said-50', 20, 2000, 30],
      ['statement:said-45', -5, -500, 50],
    ])
    const may = lateLines('2026-05', [closed], said)
    expect(may.map(({ minutes, money, late }) => [minutes, money, late])).to.deep.equal([
      [1, 100, { itemId: 'assessment:1', month: '2026-03', was: 45 }],
    ])
    expect(lateLines('2026-03', [closed], said)).to.deep.equal([])
    const unknown = lineOf(item(), { seconds: 0, stated: null }, [hourly])
    expect(lateLines('2026-04', [unknown], [stated(20)]).map(({ money }) => money)).to.deep.equal([2000])
    const forEach = lineOf(item(), { seconds: 60, stated: null }, [rate()])
    expect(lateLines('2026-04', [forEach], [stated(20)]).map(({ minutes, money }) => [minutes, money])).to.deep.equal([[19, 0]]) // prettier-ignore
  })

  it('totals by assessor and currency, and how many minutes are missing; late lines are no items', () => {
    const closed = lineOf(item(), { seconds: 600, stated: null }, [rate()])
    const lines = [
      closed,
      lineOf(item({ id: 'assessment:2' }), { seconds: 0, stated: null }, [rate({ currency: 'EUR' })]),
      lineOf(item({ id: 'assessment:3', assessorId: 'omar' }), { seconds: 60, stated: null }, []),
      ...lateLines('2026-04', [closed], [stated(7)]),
    ]
    expect(totalsOf(lines)).to.deep.equal([
      { assessorId: 'dina', items: 2, minutes: 7, missing: 1, money: { USD: 2500, EUR: 2500 }, pdHours: 0 },
      { assessorId: 'omar', items: 1, minutes: 1, missing: 0, money: {}, pdHours: 0 },
    ])
  })

  it('time: never more than passed since it was counted last or could begin, and at most ten minutes at once', () => {
    const now = day('2026-03-10')
    const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
    const since = ago(7200)
    expect(countedSeconds(60, { now, countedUntil: ago(90), since })).to.equal(60)
    expect(countedSeconds(60, { now, countedUntil: ago(12.7), since })).to.equal(12)
    expect(countedSeconds(60, { now, countedUntil: null, since: ago(20) })).to.equal(20)
    expect(countedSeconds(60, { now, countedUntil: ago(90), since: ago(5) })).to.equal(5)
    expect(countedSeconds(60, { now, countedUntil: ago(-3), since })).to.equal(0)
    expect(countedSeconds(5_000, { now, countedUntil: ago(3600), since })).to.equal(600)
  })

  it('time until the work is done, and a minute longer for whoever did it', () => {
    const at = day('2026-03-10')
    const after = (seconds: number) => new Date(at.getTime() + seconds * 1000)
    expect(stillCounts(null, 'dina', at)).to.equal(true)
    expect(stillCounts({ by: 'dina', at }, 'dina', after(59))).to.equal(true)
    expect(stillCounts({ by: 'dina', at }, 'dina', after(61))).to.equal(false)
    expect(stillCounts({ by: 'omar', at }, 'dina', after(1))).to.equal(false)
  })

  it('months in UTC, closable a day after their end', () => {
    expect(monthBounds('2026-12')).to.deep.equal({ from: day('2026-12-01'), until: day('2027-01-01') })
    expect(closableFrom('2026-02')).to.deep.equal(day('2026-03-02'))
    expect(recentMonths(day('2026-02-28'), 3)).to.deep.equal(['2026-02', '2026-01', '2025-12'])
  })
})

describe('the CSV for payroll', () => {
  const cells: [string, string][] = [
    ['plain', 'plain'],
    ['a, b', '"a, b"'],
    ['say "yes"', '"say ""yes"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['@cmd', "'@cmd"],
    ['-2', "'-2"],
    ['\t=x', "'\t=x"],
    [' =x', "' =x"],
    ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ]
  for (const [value, expected] of cells)
    it(`writes ${JSON.stringify(value)} as ${JSON.stringify(expected)}`, () => {
      expect(textCell(value)).to.equal(expected)
    })

  it('has a mark for spreadsheets, CRLF, a heading, and as many cells in each line', () => {
    const names = new Map([['dina', 'دينا, "د"']])
    const hourly = rate({ per: 'hour', amount: 6000 })
    const closed = lineOf(item(), { seconds: 5400, stated: null }, [hourly])
    const [late] = lateLines('2026-04', [closed], [stated(60)])
    const pd = lineOf(item(), { seconds: 0, stated: null }, [rate({ pays: 'pdHours', amount: 50, currency: null })]) // prettier-ignore
    const csv = ledgerCsv('2026-04', true, [closed, late!, pd], names)
    const name = '"دينا, ""د"""'
    expect(csv).to.equal(
      [
        '\ufeffmonth,state,item,assessor_id,assessor,done_at,kind,micro_credential,minutes,minutes_are,rate,rate_per,rate_in,money,currency,pd_hours,changes_item',
        `2026-04,closed,assessment:1,dina,${name},2026-03-10T00:00:00.000Z,first,calm,90,measured,60.00,hour,USD,90.00,USD,,`,
        `2026-04,closed,statement:said-60,dina,${name},2026-04-11T00:00:00.000Z,first,calm,-30,stated,60.00,hour,USD,-30.00,USD,,assessment:1`,
        `2026-04,closed,assessment:1,dina,${name},2026-03-10T00:00:00.000Z,first,calm,,missing,0.50,item,pd_hours,,,0.50,`,
        '',
      ].join('\r\n'),
    )
  })
})
