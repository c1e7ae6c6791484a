import type { Connection } from 'mongoose'
import { addUnlessThere, isDuplicateKey } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import { shareReads } from '../database/sharedReads.js'
import { createPlatformPlaces } from './platformPlaces.js'
import type {
  Act,
  LaunchSeen,
  NewRegistration,
  PlatformFamily,
  Registration,
  ToldAgain,
} from './registration.js'

const MOST_ORIGINS = 20

/** The LMSs that may launch us. */
export function createRegistrationStore(connection: Connection) {
  const act = { type: { by: String, at: Date }, _id: false, default: null }
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    issuer: { type: String, required: true },
    clientId: { type: String, required: true },
    authUrl: { type: String, required: true },
    tokenUrl: { type: String, required: true },
    jwksUrl: { type: String, required: true },
    hosts: [String],
    family: { type: String, required: true },
    name: { type: String, required: true },
    status: { type: String, required: true },
    approveFirstDeployment: { type: Boolean, required: true },
    origins: [String],
    scopes: { type: [String], default: null },
    updateUrl: { type: String, default: null },
    lastLaunch: {
      type: { at: Date, deploymentId: String, way: String, framed: Boolean },
      _id: false,
      default: null,
    },
    lastFramed: { type: { at: Date, way: String }, _id: false, default: null },
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
    approved: act,
    disabled: act,
  })
  schema.index({ issuer: 1, clientId: 1, hosts: 1 }, { unique: true })
  schema.index({ institutionId: 1 })
  const rows = connection.model('Registration', schema, 'registrations')
  const places = createPlatformPlaces(connection)
  // What every launch asks goes past mongoose's documents, and once for all who ask at the same moment.
  const plain = connection.collection<{ _id: string }>('registrations')
  return {
    /**
     * Adds a registration; `approved` makes it active at once, and its first deployment with it.
     * Answers null when issuer and client id are already known at one of its hosts, or the client id there is another institution's: what is
     * there is never overwritten.
     */
    async add(registration: NewRegistration, approved: Act | null): Promise<Registration | null> {
      const row = {
        id: newId(),
        ...registration,
        status: approved ? ('active' as const) : ('pending' as const),
        approveFirstDeployment: approved !== null,
        origins: [],
        lastLaunch: null,
        lastFramed: null,
        approved,
        disabled: null,
      }
      const { institutionId, clientId, hosts } = registration
      if (!(await places.take(institutionId, clientId, hosts))) return null
      return (await addUnlessThere(rows, row)) ? row : null
    },
    byId: shareReads(async (id: string) => toRecord<Registration>(await plain.findOne({ _id: id }))),
    /** The registrations of exactly this issuer and client, whatever their status, oldest first: rarely more than one. */
    find: shareReads(async (issuer: string, clientId: string) =>
      toRecords<Registration>(await plain.find({ issuer, clientId }).sort({ createdAt: 1 }).toArray()),
    ),
    /** All registrations of an issuer: hosted Canvas has one issuer for everybody (Canvas documentation). */
    async ofIssuer(issuer: string): Promise<Registration[]> {
      return toRecords<Registration>(await rows.find({ issuer }).sort({ createdAt: 1 }).lean())
    },
    /** The registrations of one institution, or of all where `institutionId` is null, oldest first. */
    async list(institutionId: string | null): Promise<Registration[]> {
      const found = await rows
        .find(institutionId === null ? {} : { institutionId })
        .sort({ createdAt: 1 })
        .lean()
      return toRecords<Registration>(found)
    },
    /** Makes it active. False when it was so already. */
    async approve(id: string, approved: Act): Promise<boolean> {
      const change = { $set: { status: 'active', approved, approveFirstDeployment: true } }
      const result = await rows.updateOne({ _id: id, status: { $ne: 'active' } }, change)
      return result.modifiedCount === 1
    },
    /** Closes it to launches and scores. False when it was so already. */
    async disable(id: string, disabled: Act): Promise<boolean> {
      const change = { $set: { status: 'disabled', disabled } }
      const result = await rows.updateOne({ _id: id, status: { $ne: 'disabled' } }, change)
      return result.modifiedCount === 1
    },
    /** Claims the one free pass of a registration's first deployment; true for exactly one caller. */
    async spendFirstDeployment(id: string): Promise<boolean> {
      const result = await rows.updateOne(
        { _id: id, approveFirstDeployment: true, status: 'active' },
        { $set: { approveFirstDeployment: false } },
      )
      return result.modifiedCount === 1
    },
    /** Sets what its platform said anew. False, and nothing changed, where another one stands at one of the new hosts. */
    async update(
      { id, institutionId, clientId }: Pick<Registration, 'id' | 'institutionId' | 'clientId'>,
      changes: Partial<ToldAgain> & { hosts: string[] },
    ): Promise<boolean> {
      if (!(await places.take(institutionId, clientId, changes.hosts))) return false
      try {
        await rows.updateOne({ _id: id }, { $set: changes })
        return true
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },
    /** Remembers how the newest launch came in; an older one that is noted later changes nothing. */
    async noteLaunch(id: string, seen: LaunchSeen): Promise<void> {
      const { at, way, framed } = seen
      const inFrame = framed === true || way !== 'cookie'
      const newest = { $or: [{ lastLaunch: null }, { 'lastLaunch.at': { $lt: at } }] }
      const change = { lastLaunch: seen, ...(inFrame ? { lastFramed: { at, way } } : {}) }
      await rows.updateOne({ _id: id, ...newest }, { $set: change })
    },
    /** Remembers an origin a verified launch told of, and the family where it was not known yet. */
    async noteSeen(id: string, seen: { origin?: string; family?: PlatformFamily }): Promise<void> {
      if (seen.origin)
        await rows.updateOne(
          {
            _id: id,
            origins: { $ne: seen.origin },
            [`origins.${String(MOST_ORIGINS - 1)}`]: { $exists: false },
          },
          { $addToSet: { origins: seen.origin } },
        )
      if (seen.family && seen.family !== 'other')
        await rows.updateOne({ _id: id, family: 'other' }, { $set: { family: seen.family } })
    },
  }
}

export type RegistrationStore = ReturnType<typeof createRegistrationStore>
