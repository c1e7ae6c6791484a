import type { Connection } from 'mongoose'

type Row = Record<string, unknown> & { _id: string }

/** A change of stored records that came with a version. It finds what is still old; running it again finds nothing. */
interface StoredChange {
  /** Why it was needed. */
  name: string
  /** The index of the older version whose presence says that this is still to be done, dropped at the end. */
  until: { collection: string; index: string }
  apply(connection: Connection): Promise<void>
}

const storedChanges: readonly StoredChange[] = [
  {
    name: 'An attempt is judged in rounds, and what waits for an assessor is a round',
    until: { collection: 'assessments', index: 'submissionId_1_attempt_1' },
    async apply(connection) {
      const assessments = connection.collection<Row>('assessments')
      const submissions = connection.collection<Row>('submissions')
      for await (const row of assessments.find({ round: { $exists: false } })) {
        const sent = sentAttempt(
          await submissions.findOne({ _id: String(row['submissionId']) }),
          row['attempt'],
        )
        const finalised = row['finalised'] as { at: Date } | null
        const round = { round: 'first', turn: 1, because: 'sent', barred: [row['personId']] }
        // What follows is done again for those that are final: it is harmless, and notes their judgements.
        const state = finalised
          ? { dueBy: null, toFollow: finalised.at, 'finalised.second': null }
          : { dueBy: sent?.promisedBy ?? null }
        await assessments.updateOne({ _id: row._id }, { $set: { ...round, ...state } })
      }
      for await (const row of submissions.find({ promisedBy: { $ne: null }, toFollow: null })) {
        const sent = sentAttempt(row, (row['attempts'] as unknown[]).length)
        if (sent) await submissions.updateOne({ _id: row._id }, { $set: { toFollow: sent.at } })
      }
    },
  },
  {
    name: 'An award that was taken back can be earned again',
    until: { collection: 'awards', index: 'institutionId_1_personId_1_microCredentialKey_1' },
    async apply(connection) {
      await connection.collection('awards').updateMany({ turn: { $exists: false } }, { $set: { turn: 1 } })
    },
  },
  {
    name: 'Two LMSs of one issuer and client id are told apart by their hosts',
    until: { collection: 'registrations', index: 'issuer_1_clientId_1' },
    async apply(connection) {
      const registrations = connection.collection<Row>('registrations')
      const places = connection.collection<Row>('platformPlaces')
      for await (const row of registrations.find({ hosts: { $exists: false } }).sort({ createdAt: 1 })) {
        const addresses = [row['authUrl'], row['tokenUrl'], row['jwksUrl']]
        const hosts = [...new Set(addresses.map((address) => new URL(String(address)).host))]
        const { institutionId, clientId } = row
        for (const host of hosts) {
          const place = { _id: `${host} ${String(clientId)}` }
          await places.updateOne(place, { $setOnInsert: { institutionId } }, { upsert: true })
        }
        await registrations.updateOne({ _id: row._id }, { $set: { hosts } })
      }
    },
  },
]

function sentAttempt(submission: Row | null, number: unknown): { at: Date; promisedBy: Date } | null {
  const attempts = (submission?.['attempts'] ?? []) as {
    number: number
    submitted: { at: Date; promisedBy: Date } | null
  }[]
  return attempts.find((attempt) => attempt.number === number)?.submitted ?? null
}

/** Brings records that an older version stored to what this one expects. Interrupted, it goes on at the next start. */
export async function changeStored(connection: Connection): Promise<void> {
  for (const { until, apply } of storedChanges) {
    if (!(await hasIndex(connection, until))) continue
    await apply(connection)
    await connection.collection(until.collection).dropIndex(until.index)
  }
}

async function hasIndex(
  connection: Connection,
  { collection, index }: StoredChange['until'],
): Promise<boolean> {
  const there = await connection.listCollections()
  if (!there.some(({ name }) => name === collection)) return false
  const indexes = await connection.collection(collection).indexes()
  return indexes.some(({ name }) => name === index)
}
