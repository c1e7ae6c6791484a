import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'

/** That one deployment should tell us of copied courses. `id` is our id of the deployment. */
export interface NoticeSubscription {
  id: string
  registrationId: string
  /** Where the platform takes the wish. */
  url: string
  /** Where it is to send notices. */
  handler: string
  wantedAt: Date
  tries: number
  nextTryAt: Date
  accepted: Date | null
  refused: { at: Date; reason: string } | null
}

/** One row for each deployment whose platform offers notices, made before anything is sent to it. */
export function createNoticeSubscriptionStore(connection: Connection) {
  const schema = recordSchema({
    registrationId: { type: String, required: true },
    url: { type: String, required: true },
    handler: { type: String, required: true },
    wantedAt: { type: Date, required: true },
    tries: { type: Number, default: 0 },
    nextTryAt: { type: Date, required: true },
    accepted: { type: Date, default: null },
    refused: { type: { at: Date, reason: String }, _id: false, default: null },
  })
  schema.index({ accepted: 1, refused: 1, nextTryAt: 1 })
  const rows = connection.model('NoticeSubscription', schema, 'noticeSubscriptions')
  const waiting = { accepted: null, refused: null }
  return {
    async byId(id: string): Promise<NoticeSubscription | null> {
      return toRecord<NoticeSubscription>(await rows.findOne({ _id: id }).lean())
    },
    /** Wishes for notices, anew where something about it has changed. */
    async wish(
      wanted: Pick<NoticeSubscription, 'id' | 'registrationId' | 'url' | 'handler'>,
      now: Date,
    ): Promise<void> {
      const { id, ...facts } = wanted
      const fresh = { ...facts, ...waiting, wantedAt: now, tries: 0, nextTryAt: now }
      if (await addUnlessThere(rows, { id, ...fresh })) return
      await rows.updateOne({ _id: id }, { $set: fresh })
    },
    async due(now: Date, limit: number): Promise<NoticeSubscription[]> {
      const found = await rows
        .find({ ...waiting, nextTryAt: { $lte: now } })
        .limit(limit)
        .lean()
      return toRecords<NoticeSubscription>(found)
    },
    async settle(
      id: string,
      outcome: Partial<Pick<NoticeSubscription, 'accepted' | 'refused'>>,
    ): Promise<void> {
      await rows.updateOne({ _id: id, ...waiting }, { $set: outcome })
    },
    async postpone(id: string, tries: number, nextTryAt: Date): Promise<void> {
      await rows.updateOne({ _id: id, ...waiting }, { $set: { tries, nextTryAt } })
    },
  }
}

export type NoticeSubscriptionStore = ReturnType<typeof createNoticeSubscriptionStore>
