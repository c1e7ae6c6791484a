import { expect } from 'chai'
import type { MicroCredential } from '../../src/catalogue/microCredential.js'
import { momentOn, readDay, writeDay } from '../../src/cohorts/calendar.js'
import { decidePlacement, placeable } from '../../src/cohorts/placement.js'
import { readPlacing } from '../../src/cohorts/placingForm.js'
import { spreadOver, withLines } from '../../src/cohorts/plan.js'

const settings = {
  returnUrl: 'https://lms.example/return',
  acceptMultiple: true,
  acceptLineItem: true,
  acceptTypes: ['ltiResourceLink'],
  data: null,
  family: 'canvas' as const,
}
/** Only its id and key are looked at. */
const named = (id: string): MicroCredential => Object.assign(Object.create(null), { id, key: `key-${id}` })
const catalogue = [named('a'), named('b')]
const decide = (
  body: Record<string, unknown>,
  more: Partial<typeof settings> = {},
  timeZone = 'America/New_York',
) =>
  decidePlacement(readPlacing(body), { settings: { ...settings, ...more }, catalogue, weeks: 12, timeZone })
const wrong = (body: Record<string, unknown>, more: Partial<typeof settings> = {}) => {
  const decision = decide(body, more)
  return decision.ok
    ? []
    : decision.errors.map(({ field, message }) => `${field} ${message.split('.').at(-1)}`)
}

describe('what a form of choices places', () => {
  it('gives each item the first and the last moment of its week, in the zone of the facilitator, summer time and all', () => {
    // The clocks of New York go back on 1 November 2026: the eighth week begins in summer and ends in winter.
    const decision = decide({
      item: ['b', 'a'],
      'week-a': '1',
      'week-b': '8',
      startsOn: '2026-09-07',
      points: '20',
    })
    if (!decision.ok) throw new Error(JSON.stringify(decision.errors))
    const lines = decision.placement.lines.map((line) =>
      line.kind === 'graded'
        ? [
            line.microCredential.id,
            line.week,
            line.points,
            line.availableFrom?.toISOString(),
            line.dueAt?.toISOString(),
          ]
        : [],
    )
    expect(lines).to.deep.equal([
      ['a', 1, 20, '2026-09-07T04:00:00.000Z', '2026-09-14T03:59:00.000Z'],
      ['b', 8, 20, '2026-10-26T04:00:00.000Z', '2026-11-02T04:59:00.000Z'],
    ])
    expect(decision.placement.plan).to.deep.equal([
      { microCredentialKey: 'key-a', week: 1 },
      { microCredentialKey: 'key-b', week: 8 },
    ])
  })

  it('gives an item without a week the dates of the form, and none where there are none', () => {
    const decision = decide({ item: 'a', availableOn: '2026-09-07', dueOn: '2026-09-07' }, {}, 'Asia/Amman')
    const [line] = decision.ok ? decision.placement.lines : []
    expect(line).to.deep.include({
      availableFrom: new Date('2026-09-06T21:00:00.000Z'),
      dueAt: new Date('2026-09-07T20:59:00.000Z'),
    })
    const bare = decide({ item: 'a' })
    expect(bare.ok && bare.placement.lines[0]).to.deep.include({
      availableFrom: null,
      dueAt: null,
      points: 100,
    })
  })

  const refused: [string, Record<string, unknown>, string[], Partial<typeof settings>?][] = [
    ['nothing', {}, ['item choose_some']],
    ['two where one is taken', { item: ['a', 'b'] }, ['item choose_one'], { acceptMultiple: false }],
    [
      'something graded where no grades are taken',
      { item: 'a' },
      ['item not_here'],
      { acceptLineItem: false },
    ],
    ['a page where no links are taken', { item: 'page:cairn' }, ['item not_here'], { acceptTypes: ['link'] }],
    ['what is not in the catalogue', { item: 'c' }, ['item gone']],
    ['a page nobody knows', { item: 'page:admin' }, ['item gone']],
    ['half a point', { item: 'a', points: '0.5' }, ['points points_outside']],
    ['no points', { item: 'a', points: '0' }, ['points points_outside']],
    ['too many points', { item: 'a', points: '101' }, ['points points_outside']],
    ['a week after the last', { item: 'a', 'week-a': '13' }, ['week-a week_outside']],
    ['a week in words', { item: 'a', 'week-a': 'first' }, ['week-a week_outside']],
    ['a day that does not exist', { item: 'a', startsOn: '2026-02-30' }, ['startsOn date_unreadable']],
    [
      'an end before the beginning',
      { item: 'a', availableOn: '2026-09-08', dueOn: '2026-09-07' },
      ['dueOn due_before'],
    ],
    ['objects for texts', { item: { $ne: '' }, points: ['1'], startsOn: { a: 1 } }, ['item choose_some']],
  ]
  for (const [what, body, errors, more] of refused)
    it(`refuses ${what}, and says where`, () => expect(wrong(body, more)).to.deep.equal(errors))

  it('says what a place takes, and why not more', () => {
    expect(placeable(settings)).to.deep.equal({ graded: true, pages: true, several: true, limits: [] })
    expect(placeable({ ...settings, acceptTypes: ['html'] }).limits).to.deep.equal(['no_links'])
    expect(placeable({ ...settings, acceptLineItem: false, acceptMultiple: false })).to.deep.equal({
      graded: false,
      pages: true,
      several: false,
      limits: ['no_grades', 'one_only'],
    })
  })
})

describe('a plan', () => {
  it('spreads a set evenly and ends in the last week', () => {
    expect(spreadOver(5, 12)).to.deep.equal([3, 5, 8, 10, 12])
    expect(spreadOver(12, 12)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(spreadOver(3, 2)).to.deep.equal([1, 2, 2])
    expect(spreadOver(0, 12)).to.deep.equal([])
  })

  it('takes a newer line for the same micro-credential and keeps the others', () => {
    const plan = [
      { microCredentialKey: 'x', week: 1 },
      { microCredentialKey: 'y', week: 4 },
    ]
    expect(withLines(plan, [{ microCredentialKey: 'x', week: 6 }])).to.deep.equal([
      { microCredentialKey: 'y', week: 4 },
      { microCredentialKey: 'x', week: 6 },
    ])
  })

  it('reads days as they are written and puts a moment where its zone has it', () => {
    expect(writeDay(readDay('2028-02-29'))).to.equal('2028-02-29')
    for (const text of ['', '2027-02-29', '29.2.2028', '2028-2-9', '9999-01-01'])
      expect(readDay(text), text).to.equal(null)
    const day = readDay('2026-03-08')!
    expect(momentOn(day, '00:00', 'America/Los_Angeles').toISOString()).to.equal('2026-03-08T08:00:00.000Z')
    expect(momentOn(day, '23:59', 'America/Los_Angeles').toISOString()).to.equal('2026-03-09T06:59:00.000Z')
    expect(momentOn(day, '12:00', 'Asia/Kathmandu').toISOString()).to.equal('2026-03-08T06:15:00.000Z')
  })
})
