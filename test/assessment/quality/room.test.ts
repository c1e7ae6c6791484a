import { expect } from 'chai'
import * as cheerio from 'cheerio'
import { createJudgementStore, type JudgementStore } from '../../../src/assessment/judgementStore.js'
import { createQualityService, type QualityService } from '../../../src/assessment/quality/qualityService.js'
import { readQuestion, showQuality } from '../../../src/assessment/quality/qualityView.js'
import type { Actor } from '../../../src/audit/actor.js'
import { fixedClock } from '../../../src/clock/clock.js'
import type { CohortRole } from '../../../src/cohorts/cohort.js'
import type { Standing } from '../../../src/cohorts/ports.js'
import { Forbidden, NotFound } from '../../../src/errors/errors.js'
import { createViewEnvironment, viewContext } from '../../../src/web/views.js'
import { openTestDatabase, type TestDatabase } from '../../support/testDatabase.js'
import { judgement, manyJudgements } from './judgements.js'

const names: [string, string][] = [0, 1, 2, 3, 4, 5].map((one) => [
  `assessor-${String(one)}`,
  `Person ${String(one)}`,
])
const everything = { period: 'all', microCredentialKey: null, assessorId: null } as const
const person: Actor = { kind: 'person', personId: 'me', institutionId: 'harbour' }
const staff = (institutionId: string, role: 'auditor' | 'author' = 'auditor'): Actor => ({ kind: 'staff', staffId: 's', institutionId, role }) // prettier-ignore

const at = new Date('2026-01-01T00:00:00Z')
const standingSample: Standing = {
  cohort: {
    ...{ id: 'course', institutionId: 'harbour', registrationId: 'r', deploymentId: 'd', contextId: 'c' },
    ...{ title: 'Course', startsOn: null, weeks: 12, plan: [], history: [], takenOver: [] },
    ...{ lineItemsUrl: null, scopes: [], rosterUrl: null, createdAt: at },
  },
  enrolment: {
    ...{ id: 'e', institutionId: 'harbour', cohortId: 'course', personId: 'me', roles: [] },
    ...{
      platformUserId: null,
      testLearner: false,
      arrivedAt: at,
      openedAt: at,
      listedAt: null,
      leftAt: null,
    },
  },
}

describe('the quality room', () => {
  let database: TestDatabase
  let judgements: JudgementStore
  const clock = fixedClock('2026-07-01T00:00:00Z')

  const quality = (roles: CohortRole[] = ['facilitator']): QualityService => {
    const { cohort, enrolment } = standingSample
    const standing: Standing = { cohort, enrolment: { ...enrolment, roles } }
    return createQualityService({
      judgements,
      cohorts: { standing: () => Promise.resolve(standing) },
      peopleOf: () => Promise.resolve([{ personId: 'assessor-1' }, { personId: 'somebody' }]),
      catalogue: { listPublished: () => Promise.resolve([]) },
      people: { names: (_, ids) => Promise.resolve(new Map(names.filter(([id]) => ids.includes(id)))) },
      clock,
    })
  }

  before(async () => {
    database = await openTestDatabase()
    judgements = createJudgementStore(database.connection)
    await database.migrate()
    await judgements.add('foreign', [judgement({ institutionId: 'mountain', criterionId: 'elsewhere' })])
    const many = manyJudgements(400)
    await Promise.all(many.map((record, index) => judgements.add(`round-${String(index)}`, [record])))
  })
  after(() => database.close())

  it("counts the institution's own judgements only, of the period asked for", async () => {
    const all = await quality().ofInstitution(staff('harbour'), 'harbour', everything)
    expect(all.assessors.reduce((sum, one) => sum + one.judgements, 0)).to.equal(400)
    expect(all.criteria.map(({ criterionId }) => criterionId)).to.have.members(['talk', 'plan'])
    const quarter = await quality().ofInstitution(staff('harbour'), 'harbour', { ...everything, period: 'quarter' }) // prettier-ignore
    const months = quarter.drift.everybody.map(({ month }) => month.getUTCMonth())
    expect(months).to.deep.equal([3, 4, 5])
    const none = await quality().ofInstitution(staff('harbour'), 'harbour', { ...everything, microCredentialKey: 'another' }) // prettier-ignore
    expect(none.criteria).to.deep.equal([])
  })

  it('names to a facilitator only the people of their own course, to institution staff everybody', async () => {
    const { room } = await quality().ofCohort(person, 'course', everything)
    expect([...room.names.keys()]).to.deep.equal(['assessor-1'])
    expect(room.assessors).to.have.length(6)
    const whole = await quality().ofInstitution(staff('harbour'), 'harbour', everything)
    expect(whole.names.size).to.equal(6)
  })

  it('is closed to assessors, educators, authors and other institutions', async () => {
    const refusal = (work: Promise<unknown>) => work.then(() => null, (error: unknown) => error) // prettier-ignore
    for (const roles of [['assessor'], ['educator'], []] as CohortRole[][])
      expect(await refusal(quality(roles).ofCohort(person, 'course', everything))).to.be.instanceOf(Forbidden)
    expect(await refusal(quality().ofInstitution(staff('mountain'), 'harbour', everything))).to.be.instanceOf(NotFound) // prettier-ignore
    expect(await refusal(quality().ofInstitution(staff('harbour', 'author'), 'harbour', everything))).to.be.instanceOf(Forbidden) // prettier-ignore
  })

  for (const locale of ['en', 'ar'] as const)
    it(`draws charts with the same figures in a table beside each (${locale})`, async () => {
      const asked = { ...everything, assessorId: 'assessor-3' }
      const room = await quality().ofInstitution(staff('harbour'), 'harbour', asked)
      const context = viewContext(locale)
      const html = createViewEnvironment().render('quality/room.njk', {
        ...context,
        ...showQuality(room, context),
      })
      const $ = cheerio.load(html)
      expect($('svg[role=img][aria-label]')).to.have.length(2)
      expect($('.chart__dot')).to.have.length(6)
      expect($('table').eq(1).find('tbody tr')).to.have.length(6)
      expect($('.chart__line')).to.have.length(2)
      expect($('table').eq(2).find('tbody tr')).to.have.length(6)
      expect($('.chart__mark:not(.chart__mark--chosen)')).to.have.length(6)
      expect(html).not.to.match(/NaN|undefined|quality\.[a-z]/)
      const places = $('.chart__dot').toArray().map((dot) => Number($(dot).attr('cx'))) // prettier-ignore
      const severities = room.assessors.map(({ severity }) => severity?.value ?? 0)
      // More generous lies further along the line of reading: right in English, left in Arabic.
      const most = severities.indexOf(Math.max(...severities))
      expect(places[most]).to.equal(locale === 'en' ? Math.max(...places) : Math.min(...places))
    })

  it('takes nonsense in the address for nothing said', () => {
    expect(readQuestion({ period: 'x', microCredential: ['a'], assessor: { $ne: '' } })).to.deep.equal({
      period: 'year',
      microCredentialKey: null,
      assessorId: null,
    })
  })
})
