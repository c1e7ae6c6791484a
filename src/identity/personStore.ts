import type { Connection } from 'mongoose'
import type { Clock } from '../clock/clock.js'
import { addManyUnlessThere, addUnlessThere } from '../database/duplicateKey.js'
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

  // What every launch asks goes past mongoose's documents.
  const plainPeople = connection.collection<{ _id: string }>('people')
  const plainIdentities = connection.collection<{ _id: string }>('platformIdentities')

  async function byId(institutionId: string, id: string): Promise<Person | null> {
    return toRecord<Person>(await plainPeople.findOne({ _id: id, institutionId }))
  }

  async function snapshot(
    told: LaunchIdentity,
  ): Promise<(IdentitySnapshot & { person: Person | null }) | null> {
    const { institutionId, registrationId, sub } = told
    const identity = toRecord<PlatformIdentity>(
      await plainIdentities.findOne({ institutionId, registrationId, sub }),
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

  /** What is known of several people of one LMS, by `sub`. */
  async function snapshots(of: {
    institutionId: string
    registrationId: string
    subs: readonly string[]
  }): Promise<Map<string, IdentitySnapshot>> {
    const { institutionId, registrationId, subs } = of
    const rows = await identities.find({ institutionId, registrationId, sub: { $in: [...subs] } }).lean()
    const known = toRecords<PlatformIdentity>(rows)
    const found = await people
      .find({ institutionId, _id: { $in: known.map(({ personId }) => personId) } })
      .lean()
    const byPerson = new Map(toRecords<Person>(found).map((person) => [person.id, person]))
    return new Map(
      known.map(({ sub, personId }) => [sub, { personId, person: byPerson.get(personId) ?? null }]),
    )
  }

  /** Writes an identity for everybody who has none; whoever was faster keeps theirs. The identity comes first, as in `claim`. */
  async function claimMany(told: readonly (LaunchIdentity & { sub: string })[]): Promise<void> {
    await addManyUnlessThere(
      identities,
      told.map(({ institutionId, registrationId, sub }) => ({
        id: newId(),
        institutionId,
        registrationId,
        sub,
        personId: newId(),
      })),
    )
  }

  return {
    byId,
    /** Keeps somebody whom no LMS told of. False when their id is there. */
    add: (person: Person): Promise<boolean> => addUnlessThere(people, person),
    /**
     * The person an LMS tells of, made at the first meeting and kept up to date after it; safe under concurrent
     * first launches. Null for an anonymous launch, of which nothing is kept.
     */
    async meet(told: LaunchIdentity): Promise<Person | null> {
      const known = told.sub === null ? null : await snapshot(told)
      const decision = decideIdentity(told, known)
      if (decision.kind === 'anonymous' || told.sub === null) return null
      const personId = decision.kind === 'new' ? await claim(told, told.sub) : decision.personId
      if (decision.kind !== 'known') await makePerson(told, personId, decision.facts)
      else if (Object.keys(decision.changes).length === 0) return known?.person ?? null
      else
        await people.updateOne(
          { _id: personId, institutionId: told.institutionId },
          { $set: decision.changes },
        )
      return byId(told.institutionId, personId)
    },
    /**
     * The same for a page of one LMS's roster: a few reads and writes however many they are, and none at all where nothing
     * is new. Answers the person's id for each `sub`.
     */
    async meetMany(
      lms: { institutionId: string; registrationId: string },
      told: readonly { sub: string; name: string | null; email: string | null }[],
    ): Promise<Map<string, string>> {
      const facts = told.map((one) => ({ ...lms, ...one, locale: null, timeZone: null }))
      const subs = facts.map(({ sub }) => sub)
      let known = await snapshots({ ...lms, subs })
      const strangers = facts.filter(({ sub }) => !known.has(sub))
      if (strangers.length > 0) {
        await claimMany(strangers)
        known = await snapshots({ ...lms, subs })
      }
      const made: (Person & { id: string })[] = []
      const changes: { updateOne: { filter: object; update: object } }[] = []
      for (const one of facts) {
        const decision = decideIdentity(one, known.get(one.sub) ?? null)
        if (decision.kind === 'mend')
          made.push({
            id: decision.personId,
            institutionId: lms.institutionId,
            ...decision.facts,
            createdAt: clock.now(),
          })
        else if (decision.kind === 'known' && Object.keys(decision.changes).length > 0)
          changes.push({
            updateOne: {
              filter: { _id: decision.personId, institutionId: lms.institutionId },
              update: { $set: decision.changes },
            },
          })
      }
      await addManyUnlessThere(people, made)
      if (changes.length > 0) await people.bulkWrite(changes, { ordered: false })
      return new Map([...known].map(([sub, { personId }]) => [sub, personId]))
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
