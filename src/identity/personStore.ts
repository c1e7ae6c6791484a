import type { Connection } from 'mongoose'
import type { Clock } from '../clock/clock.js'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import {
  decideIdentity,
  type IdentitySnapshot,
  type LaunchIdentity,
  type ToldFacts,
} from './identityDecision.js'
import type { Person, PlatformIdentity } from './person.js'

/** People and how each LMS knows them. */
export function createPersonStore(connection: Connection, clock: Clock) {
  const personSchema = recordSchema({
    institutionId: { type: String, required: true },
    name: { type: String, default: null },
    email: { type: String, default: null },
    locale: { type: String, default: null },
    timeZone: { type: String, default: null },
    createdAt: { type: Date, required: true },
  })
  personSchema.index({ institutionId: 1 })
  const people = connection.model('Person', personSchema, 'people')

  const identitySchema = recordSchema({
    institutionId: { type: String, required: true },
    registrationId: { type: String, required: true },
    sub: { type: String, required: true },
    personId: { type: String, required: true },
  })
  identitySchema.index({ registrationId: 1, sub: 1 }, { unique: true })
  identitySchema.index({ personId: 1 })
  const identities = connection.model('PlatformIdentity', identitySchema, 'platformIdentities')

  async function byId(institutionId: string, id: string): Promise<Person | null> {
    return toRecord<Person>(await people.findOne({ _id: id, institutionId }).lean())
  }

  async function snapshot(told: LaunchIdentity): Promise<IdentitySnapshot | null> {
    const { institutionId, registrationId, sub } = told
    const identity = toRecord<PlatformIdentity>(
      await identities.findOne({ institutionId, registrationId, sub }).lean(),
    )
    return identity && { personId: identity.personId, person: await byId(institutionId, identity.personId) }
  }

  /** Two launches at once may both make the person; the first one's row stands. */
  async function makePerson(told: LaunchIdentity, id: string, facts: ToldFacts): Promise<void> {
    await addUnlessThere(people, { id, institutionId: told.institutionId, ...facts, createdAt: clock.now() })
  }

  /** The identity row comes first: its unique index decides which of several first launches names the person. */
  async function claim(told: LaunchIdentity, sub: string): Promise<string> {
    const { institutionId, registrationId } = told
    const personId = newId()
    const identity = { id: newId(), institutionId, registrationId, sub, personId }
    if (await addUnlessThere(identities, identity)) return personId
    const winner = await snapshot(told)
    if (!winner) throw new Error('an identity vanished while it was being claimed')
    return winner.personId
  }

  return {
    byId,
    /**
     * The person an LMS tells of, made at the first meeting and kept up to date after it; safe under concurrent
     * first launches. Null for an anonymous launch, of which nothing is kept.
     */
    async meet(told: LaunchIdentity): Promise<Person | null> {
      const decision = decideIdentity(told, told.sub === null ? null : await snapshot(told))
      if (decision.kind === 'anonymous' || told.sub === null) return null
      const personId = decision.kind === 'new' ? await claim(told, told.sub) : decision.personId
      if (decision.kind !== 'known') await makePerson(told, personId, decision.facts)
      else if (Object.keys(decision.changes).length > 0)
        await people.updateOne(
          { _id: personId, institutionId: told.institutionId },
          { $set: decision.changes },
        )
      return byId(told.institutionId, personId)
    },
    /** The people of one institution with these ids, in no order; unknown and foreign ids are left out. */
    async byIds(institutionId: string, ids: readonly string[]): Promise<Person[]> {
      const found = await people.find({ institutionId, _id: { $in: [...new Set(ids)] } }).lean()
      return toRecords<Person>(found)
    },
    /** Names by id, null where the LMS withholds it; unknown and foreign ids are left out. */
    async names(institutionId: string, ids: readonly string[]): Promise<Map<string, string | null>> {
      const found = await people.find({ institutionId, _id: { $in: [...new Set(ids)] } }, { name: 1 }).lean()
      return new Map(toRecords<Pick<Person, 'id' | 'name'>>(found).map(({ id, name }) => [id, name]))
    },
    /** The id of the person an LMS knows by this id, or null before they first came. */
    async known(registrationId: string, sub: string): Promise<string | null> {
      const identity = toRecord<PlatformIdentity>(await identities.findOne({ registrationId, sub }).lean())
      return identity?.personId ?? null
    },
    /** How the LMSs know a person. */
    async identitiesOf(institutionId: string, personId: string): Promise<PlatformIdentity[]> {
      return toRecords<PlatformIdentity>(await identities.find({ institutionId, personId }).lean())
    },
  }
}

export type PersonStore = ReturnType<typeof createPersonStore>
