import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { JointInvitation } from './joint.js'

/** Invitations to what several made. At most one at a time for each piece and person. */
export function createJointStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    assignmentId: { type: String, required: true },
    submissionId: { type: String, required: true },
    slotId: { type: String, required: true },
    attempt: { type: Number, required: true },
    fromId: { type: String, required: true },
    personId: { type: String, required: true },
    at: { type: Date, required: true },
    accepted: { type: Object, default: null },
    over: { type: Date, default: null },
    ended: { type: String, default: null },
  })
  schema.index({ submissionId: 1, slotId: 1, personId: 1, over: 1 }, { unique: true })
  schema.index({ assignmentId: 1, personId: 1 })
  const rows = connection.model('JointInvitation', schema, 'jointInvitations')

  return {
    /** Invites somebody. False when they are invited already. */
    add: (invitation: Omit<JointInvitation, 'id'>): Promise<boolean> =>
      addUnlessThere(rows, { id: newId(), ...invitation }),
    /** One invitation of an institution, or null. */
    async find(institutionId: string, id: string): Promise<JointInvitation | null> {
      return toRecord<JointInvitation>(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** What a person is invited to in an assignment and has not declined or left, oldest first. */
    async ofPerson(
      institutionId: string,
      assignmentId: string,
      personId: string,
    ): Promise<JointInvitation[]> {
      const filter = { institutionId, assignmentId, personId, over: null }
      return toRecords(await rows.find(filter).sort({ at: 1 }).lean())
    },
    /** Everybody ever invited to the pieces of a submission, oldest first. */
    async ofSubmission(institutionId: string, submissionId: string): Promise<JointInvitation[]> {
      return toRecords(await rows.find({ submissionId, institutionId }).sort({ at: 1 }).lean())
    },
    /** Accepts an invitation that nobody has answered. False when somebody was faster. */
    async accept(
      institutionId: string,
      id: string,
      accepted: NonNullable<JointInvitation['accepted']>,
    ): Promise<boolean> {
      const open = { _id: id, institutionId, accepted: null, over: null }
      return (await rows.updateOne(open, { $set: { accepted } })).modifiedCount === 1
    },
    /** Ends an invitation. False when it has ended already. */
    async end(
      institutionId: string,
      id: string,
      over: Date,
      ended: NonNullable<JointInvitation['ended']>,
    ): Promise<boolean> {
      const { modifiedCount } = await rows.updateOne(
        { _id: id, institutionId, over: null },
        { $set: { over, ended } },
      )
      return modifiedCount === 1
    },
  }
}

export type JointStore = ReturnType<typeof createJointStore>
