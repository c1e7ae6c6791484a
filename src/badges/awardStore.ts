import { Schema, type Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { recordSchema, toRecord, toRecords, writtenRecord } from '../database/records.js'
import type { Award, Issued, Visibility } from './award.js'

/** Awards. A row is written in steps, each of which can happen only once, and never deleted. */
export function createAwardStore(connection: Connection) {
  const act = { by: String, at: Date }
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    personId: { type: String, required: true },
    microCredentialKey: { type: String, required: true },
    turn: { type: Number, required: true },
    microCredentialId: { type: String, required: true },
    version: { type: Number, required: true },
    title: { type: Schema.Types.Mixed, required: true },
    competency: { type: Schema.Types.Mixed, required: true },
    pdHours: { type: Number, required: true },
    language: { type: String, required: true },
    recipientName: { type: String, default: null },
    issuer: { type: Schema.Types.Mixed, required: true },
    cohortId: { type: String, default: null },
    submissionIds: { type: [String], required: true },
    assessmentIds: { type: [String], required: true },
    levels: { type: Schema.Types.Mixed, required: true },
    gradedInCourse: {
      type: { score: Number, maximum: Number, threshold: Number, evidence: String },
      _id: false,
      default: null,
    },
    evidence: { type: Schema.Types.Mixed, required: true },
    earnedAt: { type: Date, required: true },
    subjectId: { type: String, required: true },
    recipient: { type: Schema.Types.Mixed, default: null },
    statusListId: String,
    statusIndex: Number,
    issued: {
      type: new Schema({ at: Date, credential: String, jwt: String }, { _id: false }),
      default: null,
    },
    visibility: { type: String, required: true },
    visibilityChanged: { type: new Schema(act, { _id: false }), default: null },
    revoked: { type: new Schema({ ...act, reason: String }, { _id: false }), default: null },
  })
  schema.index({ institutionId: 1, personId: 1, microCredentialKey: 1, turn: 1 }, { unique: true })
  schema.index({ statusListId: 1, statusIndex: 1 }, { unique: true, sparse: true })
  schema.index({ institutionId: 1, earnedAt: -1 })
  const rows = connection.model('Award', schema, 'awards')

  const ofPersonFor = async (institutionId: string, personId: string, microCredentialKey: string) =>
    toRecord<Award>(
      await rows.findOne({ institutionId, personId, microCredentialKey }).sort({ turn: -1 }).lean(),
    )

  return {
    /** Adds an award, or answers the one this person already has for this micro-credential and turn, unchanged. */
    async add(award: Award): Promise<Award> {
      if (await addUnlessThere(rows, award)) return award
      const { institutionId, personId, microCredentialKey, turn } = award
      const there = await rows.findOne({ institutionId, personId, microCredentialKey, turn }).lean()
      return writtenRecord<Award>(there)
    },
    /** The latest award this person has for a micro-credential, of any version; null where there is none. */
    ofPersonFor,
    /** Gives an award its place in a status list. False when it has one. */
    async place(id: string, statusListId: string, statusIndex: number): Promise<boolean> {
      const open = { _id: id, statusListId: { $exists: false } }
      return (await rows.updateOne(open, { $set: { statusListId, statusIndex } })).modifiedCount === 1
    },
    /** Keeps what was signed and forgets the identity behind the hash. False when something was signed before. */
    async issue(id: string, issued: Issued): Promise<boolean> {
      const change = { $set: { issued, recipient: null } }
      return (await rows.updateOne({ _id: id, issued: null }, change)).modifiedCount === 1
    },
    /** Records a revocation. False when it was revoked before. */
    async revoke(id: string, revoked: NonNullable<Award['revoked']>): Promise<boolean> {
      return (await rows.updateOne({ _id: id, revoked: null }, { $set: { revoked } })).modifiedCount === 1
    },
    async setVisibility(
      id: string,
      visibility: Visibility,
      changed: { by: string; at: Date },
    ): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: { visibility, visibilityChanged: changed } })
    },
    /** By id alone: for the public page, which decides what may be seen. */
    async byId(id: string): Promise<Award | null> {
      return toRecord<Award>(await rows.findOne({ _id: id }).lean())
    },
    /** A person's awards, newest first. */
    async ofPerson(institutionId: string, personId: string): Promise<Award[]> {
      return toRecords<Award>(await rows.find({ institutionId, personId }).sort({ earnedAt: -1 }).lean())
    },
    /** An institution's awards, or all where it is null, newest first. */
    async list(institutionId: string | null, limit = 200): Promise<Award[]> {
      const where = institutionId === null ? {} : { institutionId }
      return toRecords<Award>(await rows.find(where).sort({ earnedAt: -1 }).limit(limit).lean())
    },
    /** Every award of an institution, one by one. */
    async *every(institutionId: string): AsyncGenerator<Award> {
      for await (const row of rows.find({ institutionId }).lean().cursor({ batchSize: 100 })) {
        const award = toRecord<Award>(row)
        if (award) yield award
      }
    },
    /** Awards whose issuing was interrupted. */
    async unfinished(limit = 100): Promise<Award[]> {
      return toRecords<Award>(await rows.find({ issued: null }).sort({ earnedAt: 1 }).limit(limit).lean())
    },
    /** The places of the revoked awards of a status list, in order. */
    async revokedPlaces(statusListId: string): Promise<number[]> {
      const found = await rows
        .find({ statusListId, revoked: { $ne: null } })
        .select('statusIndex')
        .sort({ statusIndex: 1 })
        .lean()
      return toRecords<Award>(found).flatMap(({ statusIndex }) => statusIndex ?? [])
    },
  }
}

export type AwardStore = ReturnType<typeof createAwardStore>
