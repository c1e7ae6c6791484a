import type { Connection } from 'mongoose'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord } from '../database/records.js'
import type { DeepLinkingSettings } from './ports.js'

/** A deep linking request that waits for a facilitator's choice. */
export interface DeepLinkRequest {
  id: string
  institutionId: string
  registrationId: string
  deploymentId: string
  cohortId: string
  personId: string
  settings: DeepLinkingSettings
  expiresAt: Date
  /** Set when the choice has been signed and sent: a request is answered once. */
  answeredAt: Date | null
}

/** Deep linking requests, forgotten a day after they expire. */
export function createDeepLinkStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    registrationId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    cohortId: { type: String, required: true },
    personId: { type: String, required: true },
    settings: { type: Object, required: true },
    expiresAt: { type: Date, required: true },
    answeredAt: { type: Date, default: null },
  })
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 86_400 })
  const requests = connection.model('DeepLinkRequest', schema, 'deepLinkRequests')
  return {
    /** Keeps a request and answers its id. */
    async create(request: Omit<DeepLinkRequest, 'id' | 'answeredAt'>): Promise<string> {
      const id = newId()
      await requests.create({ _id: id, ...request })
      return id
    },
    /** The person's own request while it can still be answered, or null. */
    async find(personId: string, id: string, now: Date): Promise<DeepLinkRequest | null> {
      const row = await requests
        .findOne({ _id: id, personId, answeredAt: null, expiresAt: { $gt: now } })
        .lean()
      return toRecord<DeepLinkRequest>(row)
    },
    /** Marks it answered; true for the one caller that did. */
    async answer(id: string, now: Date): Promise<boolean> {
      const { modifiedCount } = await requests.updateOne(
        { _id: id, answeredAt: null },
        { $set: { answeredAt: now } },
      )
      return modifiedCount === 1
    },
  }
}

export type DeepLinkStore = ReturnType<typeof createDeepLinkStore>
