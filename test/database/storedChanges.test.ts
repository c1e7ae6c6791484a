import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { createAssessmentStore } from '../../src/assessment/assessmentStore.js'
import { connect } from '../../src/database/connection.js'
import { openEmbeddedStore } from '../../src/database/embedded/index.js'
import { migrate } from '../../src/database/migrations.js'

describe('what an older version stored', () => {
  it('one assessment of an attempt becomes its first round, and what waits is followed again', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'cairn-changes-'))
    const database = await openEmbeddedStore({ dir, sync: false })
    const { connection, close } = await connect(database.uri)
    const [at, promisedBy] = [new Date('2026-03-05T20:00:00Z'), new Date('2026-03-12T20:00:00Z')]
    const assessments = connection.collection<{ _id: string } & Record<string, unknown>>('assessments')
    const submissions = connection.collection<{ _id: string } & Record<string, unknown>>('submissions')
    const common = {
      institutionId: 'inst-1',
      cohortId: 'c1',
      assignmentId: 'l1',
      microCredentialId: 'm1',
      personId: 'amal',
      drafts: {},
      carried: [],
      toFollow: null,
      createdAt: at,
    }
    const sent = { number: 1, submitted: { at, promisedBy } }
    await assessments.createIndex({ submissionId: 1, attempt: 1 }, { unique: true })
    await assessments.insertMany([
      { _id: 'a1', ...common, submissionId: 's1', attempt: 1, finalised: { by: 'dina', at } },
      { _id: 'a2', ...common, submissionId: 's2', attempt: 1, finalised: null },
    ])
    await submissions.insertMany([
      { _id: 's1', promisedBy: null, attempts: [sent], toFollow: null },
      { _id: 's2', promisedBy, attempts: [sent], toFollow: null },
    ])
    const store = createAssessmentStore(connection)
    await migrate(connection)
    await migrate(connection)

    const [done] = await store.ofSubmissions('inst-1', ['s1'])
    expect(done).to.deep.include({ round: 'first', turn: 1, dueBy: null, toFollow: at, barred: ['amal'] })
    expect(done?.finalised).to.deep.equal({ by: 'dina', at, second: null })
    const [waiting] = await store.ofSubmissions('inst-1', ['s2'])
    expect(waiting).to.deep.include({ round: 'first', dueBy: promisedBy, finalised: null })
    expect((await submissions.findOne({ _id: 's2' }))?.['toFollow']).to.deep.equal(at)
    expect((await submissions.findOne({ _id: 's1' }))?.['toFollow']).to.equal(null)
    const { id, ...work } = waiting!
    const { opened, assessment } = await store.open({ ...work, round: 'second' })
    expect(assessment.id).to.not.equal(id)
    expect(opened).to.equal(true)
    await close()
    await database.close()
    await rm(dir, { recursive: true, force: true })
  })
})
