import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords, writtenRecord } from '../database/records.js'
import type { Assessment, Finalised, JudgementDraft, WentBack, Withdrawn } from './assessment.js'
import { rounds } from './round.js'

/** The order in which rounds follow each other, also where several fall into one moment. */
const inOrder = (a: Assessment, b: Assessment): number =>
  a.attempt - b.attempt || rounds.indexOf(a.round) - rounds.indexOf(b.round) || a.turn - b.turn

/** Rounds of judging. Opening one twice finds the same; finalising is one conditional update. */
export function createAssessmentStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    assignmentId: { type: String, required: true },
    submissionId: { type: String, required: true },
    personId: { type: String, required: true },
    microCredentialId: { type: String, required: true },
    attempt: { type: Number, required: true },
    round: { type: String, required: true },
    turn: { type: Number, required: true },
    because: { type: String, required: true },
    asked: { type: Object, default: null },
    corrects: { type: String, default: null },
    dueBy: { type: Date, default: null },
    barred: { type: [String], required: true },
    claimed: { type: Object, default: null },
    earlierClaims: { type: [Object], default: undefined },
    unplaced: { type: Object, default: null },
    drafts: { type: Object, required: true },
    carried: { type: [Object], required: true },
    finalised: { type: Object, default: null },
    wentBack: { type: Object, default: null },
    withdrawn: { type: Object, default: null },
    noticed: { type: Object, default: null },
    toFollow: { type: Date, default: null },
    createdAt: { type: Date, required: true },
  })
  schema.index({ submissionId: 1, attempt: 1, round: 1, turn: 1 }, { unique: true })
  schema.index({ institutionId: 1, cohortId: 1, dueBy: 1 })
  schema.index({ institutionId: 1, cohortId: 1, 'claimed.by': 1, dueBy: 1 })
  schema.index({ institutionId: 1, personId: 1, cohortId: 1, round: 1 })
  schema.index({ institutionId: 1, dueBy: 1 })
  schema.index({ institutionId: 1, 'claimed.by': 1, dueBy: 1 })
  schema.index({ round: 1, dueBy: 1 })
  schema.index({ institutionId: 1, 'claimed.by': 1, 'unplaced.lookedAt': 1, dueBy: 1 })
  schema.index({ institutionId: 1, 'claimed.kind': 1, 'claimed.at': 1 })
  schema.index({ institutionId: 1, 'earlierClaims.at': 1 })
  schema.index(
    { institutionId: 1, 'claimed.until': 1 },
    { partialFilterExpression: { dueBy: { $gt: new Date(0) } } },
  )
  schema.index({ toFollow: 1 })
  schema.index({ institutionId: 1, cohortId: 1, 'finalised.at': 1 })
  schema.index({ institutionId: 1, 'finalised.at': 1 })
  schema.index({ institutionId: 1, 'finalised.by': 1, 'finalised.at': 1 })
  const rows = connection.model('Assessment', schema, 'assessments')
  const read = (row: unknown) => toRecord<Assessment>(row)

  return {
    /** Keeps a newly opened round; answers the one that is there when it was opened before. */
    async open(assessment: Omit<Assessment, 'id'>): Promise<{ assessment: Assessment; opened: boolean }> {
      const fresh = { id: newId(), ...assessment }
      if (await addUnlessThere(rows, fresh)) return { assessment: fresh, opened: true }
      const { institutionId, submissionId, attempt, round, turn } = assessment
      const there = await rows.findOne({ institutionId, submissionId, attempt, round, turn }).lean()
      return { assessment: writtenRecord<Assessment>(there), opened: false }
    },
    /** One assessment of an institution, or null. */
    async find(institutionId: string, id: string): Promise<Assessment | null> {
      return read(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** All rounds of these submissions, oldest attempt first, within an attempt the first round first. */
    async ofSubmissions(institutionId: string, submissionIds: string[]): Promise<Assessment[]> {
      if (submissionIds.length === 0) return []
      const found = await rows
        .find({ institutionId, submissionId: { $in: submissionIds } })
        .sort({ attempt: 1, createdAt: 1 })
        .lean()
      return toRecords<Assessment>(found).sort(inOrder)
    },
    /** Whether somebody has begun, finalised or sent back a round of a submission. */
    async isJudgedBy(institutionId: string, submissionId: string, personId: string): Promise<boolean> {
      const mine = [{ 'claimed.by': personId }, { 'finalised.by': personId }, { 'wentBack.by': personId }]
      return (await rows.findOne({ institutionId, submissionId, $or: mine }, { _id: 1 }).lean()) !== null
    },
    /** The first rounds of a cohort that were finalised last, newest first, at most `limit`. */
    async judgedIn(institutionId: string, cohortId: string, limit: number): Promise<Assessment[]> {
      const found = await rows
        .find({ institutionId, cohortId, 'finalised.at': { $gt: new Date(0) }, round: 'first' })
        .sort({ 'finalised.at': -1 })
        .limit(limit)
        .lean()
      return toRecords(found)
    },
    /**
     * Keeps one assessor's draft in place of their last one. False once the assessment is finalised or went back.
     * @param until how long the round is in their hands now; of no meaning where it is not
     */
    async saveDraft(
      institutionId: string,
      id: string,
      by: string,
      draft: JudgementDraft,
      until: Date | null,
    ): Promise<boolean> {
      const unfinished = { _id: id, institutionId, finalised: null, wentBack: null }
      const drafted = { [`drafts.${by}`]: draft }
      const inHand = await rows.updateOne(
        { ...unfinished, 'claimed.by': by },
        { $set: { ...drafted, 'claimed.until': until } },
      )
      if (inHand.matchedCount === 1) return true
      return (await rows.updateOne(unfinished, { $set: drafted })).matchedCount === 1
    },
    /** Finalises an assessment that nobody has finalised yet. Null when somebody was faster. */
    async finalise(institutionId: string, id: string, finalised: Finalised): Promise<Assessment | null> {
      const row = await rows
        .findOneAndUpdate(
          { _id: id, institutionId, finalised: null, withdrawn: null, wentBack: null },
          { $set: { finalised, dueBy: null, toFollow: finalised.at } },
          { returnDocument: 'after' },
        )
        .lean()
      return read(row)
    },
    /** Sends a round back that nobody has finalised. Null when somebody was faster, with an answer or in sending it back. */
    async sendBack(institutionId: string, id: string, wentBack: WentBack): Promise<Assessment | null> {
      const row = await rows
        .findOneAndUpdate(
          { _id: id, institutionId, round: 'first', finalised: null, withdrawn: null, wentBack: null },
          { $set: { wentBack, dueBy: null, toFollow: wentBack.at } },
          { returnDocument: 'after' },
        )
        .lean()
      return read(row)
    },
    /** Takes rounds of a submission that still wait out of the queue: there is nothing left for them to settle. */
    async withdraw(institutionId: string, submissionId: string, at: Date): Promise<void> {
      await rows.updateMany(
        { institutionId, submissionId, finalised: null, withdrawn: null, wentBack: null },
        { $set: { withdrawn: { at }, dueBy: null } },
      )
    },
    /** Second rounds promised for before `now` that nobody took, of all institutions, given ones included; the oldest promise first. */
    async secondLooksDue(now: Date): Promise<Assessment[]> {
      const found = await rows
        .find({
          round: 'second',
          dueBy: { $gt: new Date(0), $lt: now },
          $or: [{ claimed: null }, { 'claimed.kind': 'given' }],
        })
        .sort({ dueBy: 1 })
        .limit(100)
        .lean()
      return toRecords(found)
    },
    /** Gives a round up that nobody has begun, with everything that follows still to do. Null when somebody came. */
    async giveUp(round: Assessment, withdrawn: Withdrawn): Promise<Assessment | null> {
      const { institutionId, id, claimed } = round
      const unbegun = claimed
        ? { 'claimed.by': claimed.by, 'claimed.at': claimed.at, [`drafts.${claimed.by}`]: null }
        : { claimed: null }
      const row = await rows
        .findOneAndUpdate(
          { _id: id, institutionId, ...unbegun, finalised: null, withdrawn: null },
          { $set: { withdrawn, dueBy: null, toFollow: withdrawn.at } },
          { returnDocument: 'after' },
        )
        .lean()
      return read(row)
    },
    /** A person's appeals and corrections in a cohort whose news they have not put away. */
    async unnoticed(institutionId: string, cohortId: string, personId: string): Promise<Assessment[]> {
      const found = await rows
        .find({
          institutionId,
          personId,
          cohortId,
          round: { $in: ['appeal', 'correction'] },
          noticed: null,
        })
        .lean()
      return toRecords<Assessment>(found).filter(({ finalised }) => finalised !== null)
    },
    /** Notes that a person has put away the news of their submission's changed results. */
    async notice(institutionId: string, submissionId: string, at: Date): Promise<void> {
      await rows.updateMany(
        {
          institutionId,
          submissionId,
          round: { $in: ['appeal', 'correction'] },
          finalised: { $ne: null },
          noticed: null,
        },
        { $set: { noticed: { at } } },
      )
    },
    /** Notes that everything that follows finalising has been done. */
    async followed(institutionId: string, id: string): Promise<void> {
      await rows.updateOne({ _id: id, institutionId }, { $set: { toFollow: null } })
    },
    /** Assessments finalised before `before` that have not been followed by everything yet; oldest first. */
    async unfollowed(before: Date): Promise<Assessment[]> {
      const found = await rows
        .find({ toFollow: { $ne: null, $lt: before } })
        .sort({ toFollow: 1 })
        .limit(100)
        .lean()
      return toRecords(found)
    },
  }
}

export type AssessmentStore = ReturnType<typeof createAssessmentStore>
