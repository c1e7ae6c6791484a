import { Schema, type Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords, writtenRecord } from '../database/records.js'
import type { Stack, StackContent } from './stack.js'

/** The stacks of each institution, one per key. What a stack award was given for is kept with the award. */
export function createStackStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    key: { type: String, required: true },
    title: { type: Schema.Types.Mixed, required: true },
    description: { type: Schema.Types.Mixed, required: true },
    members: { type: [String], required: true },
    rule: { type: Schema.Types.Mixed, required: true },
  })
  schema.index({ institutionId: 1, key: 1 }, { unique: true })
  const rows = connection.model('Stack', schema, 'stacks')
  const rewrite = (institutionId: string, key: string, content: StackContent) =>
    rows.findOneAndUpdate({ institutionId, key }, { $set: content }, { returnDocument: 'after' }).lean()
  return {
    /** Adds the stack or rewrites the one with its key. */
    async put(institutionId: string, key: string, content: StackContent): Promise<Stack> {
      const there = toRecord<Stack>(await rewrite(institutionId, key, content))
      if (there) return there
      const fresh = { id: newId(), institutionId, key, ...content }
      if (await addUnlessThere(rows, fresh)) return fresh
      return writtenRecord<Stack>(await rewrite(institutionId, key, content))
    },
    /** Null where this institution has no stack with the key. */
    async byKey(institutionId: string, key: string): Promise<Stack | null> {
      return toRecord<Stack>(await rows.findOne({ institutionId, key }).lean())
    },
    /** Any institution's stack: stacks are public. */
    async publicById(id: string): Promise<Stack | null> {
      return toRecord<Stack>(await rows.findOne({ _id: id }).lean())
    },
    /** The institution's stacks by key. */
    async list(institutionId: string): Promise<Stack[]> {
      return toRecords<Stack>(await rows.find({ institutionId }).sort({ key: 1 }).lean())
    },
    /** The institution's stacks that a micro-credential belongs to. */
    async withMember(institutionId: string, key: string): Promise<Stack[]> {
      return toRecords<Stack>(await rows.find({ institutionId, members: key }).sort({ key: 1 }).lean())
    },
  }
}

export type StackStore = ReturnType<typeof createStackStore>
