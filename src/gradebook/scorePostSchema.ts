import type { Schema } from 'mongoose'
import { recordSchema } from '../database/records.js'

/**
 * How a score post is kept. Two indexes carry rules: a change is taken once (`key`), and no two posts of one person in
 * one assignment share a whole second.
 */
export function scorePostSchema(): Schema {
  const nested = (fields: Record<string, unknown>) => ({ type: fields, _id: false, default: null })
  const schema = recordSchema({
    key: { type: String, required: true },
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    assignmentId: { type: String, required: true },
    personId: { type: String, required: true },
    registrationId: { type: String, default: null },
    kind: { type: String, required: true },
    at: { type: Date, required: true },
    score: nested({ given: Number, maximum: Number }),
    comment: { type: String, default: '' },
    submittedAt: { type: Date, required: true },
    startedAt: { type: Date, default: null },
    submissionPath: { type: String, required: true },
    timestamp: { type: Date, required: true },
    second: { type: Number, required: true },
    nextAt: { type: Date, default: null },
    hold: { type: String, default: null },
    lease: nested({ by: String, until: Date }),
    tries: [{ _id: false, at: Date, status: Number, outcome: String, reason: String }],
    confirmed: nested({ by: String, at: Date }),
    restamped: { type: Number, default: 0 },
    settled: nested({
      kind: String,
      at: Date,
      status: Number,
      how: String,
      code: String,
      by: String,
      reason: String,
    }),
  })
  schema.index({ key: 1 }, { unique: true })
  schema.index({ assignmentId: 1, personId: 1, second: 1 }, { unique: true })
  schema.index({ nextAt: 1 })
  schema.index({ cohortId: 1, at: -1 })
  return schema
}
