import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords, writtenRecord } from '../database/records.js'
import { shareReads } from '../database/sharedReads.js'
import type { Act, Deployment, PlatformStatus } from './registration.js'

/** The installations of the tool within each platform. */
export function createDeploymentStore(connection: Connection) {
  const act = { type: { by: String, at: Date }, _id: false, default: null }
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    registrationId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    status: { type: String, required: true },
    firstSeenAt: { type: Date, required: true },
    approved: act,
    disabled: act,
  })
  schema.index({ registrationId: 1, deploymentId: 1 }, { unique: true })
  schema.index({ institutionId: 1, status: 1 })
  const rows = connection.model('Deployment', schema, 'deployments')
  // What every launch asks goes past mongoose's documents, and once for all who ask at the same moment.
  const plain = connection.collection<{ _id: string }>('deployments')

  const find = shareReads(async (registrationId: string, deploymentId: string) =>
    toRecord<Deployment>(await plain.findOne({ registrationId, deploymentId })),
  )

  return {
    /** The deployment with the LMS's own id within a registration. */
    find,
    async byId(id: string): Promise<Deployment | null> {
      return toRecord<Deployment>(await rows.findOne({ _id: id }).lean())
    },
    /** Adds one, or answers the one that is already there (never changing it). */
    async add(deployment: Omit<Deployment, 'id' | 'status' | 'disabled'>): Promise<Deployment> {
      const status: PlatformStatus = deployment.approved ? 'active' : 'pending'
      const row = { id: newId(), ...deployment, status, disabled: null }
      if (await addUnlessThere(rows, row)) return row
      const { registrationId, deploymentId } = deployment
      return writtenRecord<Deployment>(await rows.findOne({ registrationId, deploymentId }).lean())
    },
    /** How many there are within a registration, whatever their status. */
    async count(registrationId: string): Promise<number> {
      return rows.countDocuments({ registrationId })
    },
    /** Those of one institution, or of all where it is null, oldest first. */
    async list(institutionId: string | null): Promise<Deployment[]> {
      const found = await rows
        .find(institutionId === null ? {} : { institutionId })
        .sort({ firstSeenAt: 1 })
        .lean()
      return toRecords<Deployment>(found)
    },
    /** False when it was active already. */
    async approve(id: string, approved: Act): Promise<boolean> {
      const change = { $set: { status: 'active', approved } }
      return (await rows.updateOne({ _id: id, status: { $ne: 'active' } }, change)).modifiedCount === 1
    },
    /** False when it was disabled already. */
    async disable(id: string, disabled: Act): Promise<boolean> {
      const change = { $set: { status: 'disabled', disabled } }
      return (await rows.updateOne({ _id: id, status: { $ne: 'disabled' } }, change)).modifiedCount === 1
    },
  }
}

export type DeploymentStore = ReturnType<typeof createDeploymentStore>
