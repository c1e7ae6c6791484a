import { expect } from 'chai'
import { createAuditStore } from '../../src/audit/auditStore.js'
import { fixedClock } from '../../src/clock/clock.js'
import { createAssignmentStore } from '../../src/cohorts/assignmentStore.js'
import { createEnrolmentStore } from '../../src/cohorts/enrolmentStore.js'
import type { CourseOutcome } from '../../src/gradebook/courseOutcome.js'
import { createCourseOutcomes } from '../../src/gradebook/courseOutcomes.js'
import { createCourseOutcomeStore } from '../../src/gradebook/courseOutcomeStore.js'
import { openTestDatabase, type TestDatabase } from '../support/testDatabase.js'

describe('Outcomes of grades in the LMS, when things go wrong', () => {
  const clock = fixedClock('2026-03-02T09:00:00Z')
  const of = { institutionId: 'i', cohortId: 'c' }
  let database: TestDatabase
  let outcomes: ReturnType<typeof createCourseOutcomes>
  let grade: { institutionId: string; cohortId: string; assignmentId: string; personId: string }
  let broken = true
  const followed: CourseOutcome[] = []

  before(async () => {
    database = await openTestDatabase()
    const { connection } = database
    const assignments = createAssignmentStore(connection)
    const enrolments = createEnrolmentStore(connection)
    const audit = createAuditStore(connection)
    outcomes = createCourseOutcomes({
      store: createCourseOutcomeStore(connection),
      assignments,
      enrolments,
      afterMet: [
        (outcome) => {
          if (broken) return Promise.reject(new Error('the process ended'))
          followed.push(outcome)
          return Promise.resolve()
        },
      ],
      audit,
      clock,
      logger: { error: () => undefined },
    })
    await database.migrate()
    const mapping = {
      id: 'm',
      institutionId: 'i',
      microCredentialId: 'mc',
      microCredentialKey: 'key',
      createdBy: 't',
      createdAt: clock.now(),
    }
    const sighting = { ...of, resourceLinkId: 'l', title: 'T', lineItemUrl: null, mapping, plan: [] }
    const { id } = await assignments.see(sighting, clock.now())
    await assignments.setLmsGraded('i', id, { threshold: 70, evidence: 'Project', by: 't', at: clock.now() })
    const person = { ...of, roles: ['educator' as const], platformUserId: 'u' }
    await enrolments.see({ ...person, personId: 'p', testLearner: false }, clock.now())
    await enrolments.see({ ...person, personId: 'test', testLearner: true }, clock.now())
    grade = { ...of, assignmentId: id, personId: 'p' }
  })
  after(() => database.close())

  it('one is kept when what follows breaks off, made good later, and then followed no more', async () => {
    await Promise.all([1, 2, 3].map(() => outcomes.consider({ ...grade, score: 80, maximum: 100 })))
    expect(await outcomes.ofCohort('i', 'c')).to.have.length(1)
    expect(followed).to.have.length(0)
    broken = false
    clock.advance(120_000)
    expect(await outcomes.reconcile()).to.equal(1)
    expect(await outcomes.reconcile()).to.equal(0)
    expect(followed.map(({ score }) => score)).to.deep.equal([80])
  })

  it('a lower grade read by several processes at once is noted once', async () => {
    await Promise.all([1, 2, 3].map(() => outcomes.consider({ ...grade, score: 20, maximum: 100 })))
    const [outcome] = await outcomes.ofCohort('i', 'c')
    expect(outcome?.later.map(({ score }) => score)).to.deep.equal([20])
    expect(outcome?.score).to.equal(80)
  })

  it('a test learner meets nothing', async () => {
    await outcomes.consider({ ...grade, personId: 'test', score: 100, maximum: 100 })
    expect(await outcomes.ofCohort('i', 'c')).to.have.length(1)
  })
})
