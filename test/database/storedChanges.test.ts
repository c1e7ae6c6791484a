import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import { createAssessmentStore } from '../../src/assessment/assessmentStore.js'
import { connect } from '../../src/database/connection.js'
import { openEmbeddedStore } from '../../src/database/embedded/index.js'
import { migrate } from '../../src/database/migrations.js'
import { hostsOf } from '../../src/institutions/platformHosts.js'
import { createRegistrationStore } from '../../src/institutions/registrationStore.js'

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

  it('an LMS registered before keeps everything, and another with its issuer and client id can join it', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'cairn-changes-'))
    const database = await openEmbeddedStore({ dir, sync: false })
    const { connection, close } = await connect(database.uri)
    const rows = connection.collection<{ _id: string } & Record<string, unknown>>('registrations')
    await rows.createIndex({ issuer: 1, clientId: 1 }, { unique: true })
    const at = (host: string) => ({
      institutionId: 'inst-1',
      issuer: 'https://canvas.instructure.com',
      clientId: '10000000000001',
      authUrl: `https://${host}/api/lti/authorize_redirect`,
      tokenUrl: `https://${host}/login/oauth2/token`,
      jwksUrl: `https://keys.${host}/jwks`,
      family: 'canvas' as const,
      name: host,
      scopes: null,
      updateUrl: null,
      createdAt: new Date('2026-03-05T20:00:00Z'),
      createdBy: 'staff:1',
    })
    await rows.insertOne({ _id: 'r1', ...at('a.example'), status: 'active' })
    const store = createRegistrationStore(connection)
    await migrate(connection)
    await migrate(connection)

    expect(await store.byId('r1')).to.deep.include({
      name: 'a.example',
      hosts: ['a.example', 'keys.a.example'],
    })
    const another = { ...at('b.example'), hosts: hostsOf(at('b.example')), createdAt: new Date() }
    const added = await store.add(another, null)
    expect((await store.find(another.issuer, another.clientId)).map(({ id }) => id)).to.deep.equal([
      'r1',
      added?.id,
    ])
    const elsewhere = { ...another, issuer: 'https://c.example', hosts: ['c.example', 'keys.a.example'] }
    expect(await store.add({ ...elsewhere, institutionId: 'inst-2' }, null)).to.equal(null)
    expect(await store.add({ ...elsewhere, issuer: another.issuer }, null)).to.equal(null)
    expect(await store.add(elsewhere, null), 'its own institution corrects the issuer').to.be.an('object')
    expect(await store.update(added!, { hosts: ['b.example', 'a.example'] })).to.equal(false)
    await close()
    await database.close()
    await rm(dir, { recursive: true, force: true })
  })
})
