import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords } from '../database/records.js'
import type { StaffRole } from '../audit/actor.js'
import type { PasswordHash } from './password.js'

/** Somebody who looks after an institution, or (institutionId null) the whole installation. */
export interface Staff {
  id: string
  /** Lower case; unique. */
  email: string
  name: string
  institutionId: string | null
  role: StaffRole
  createdAt: Date
  closed: { by: string; at: Date } | null
}

interface StaffRow extends Staff {
  password: PasswordHash
  failures: number
  lockedUntil: Date | null
}

/** What signing in needs to know; never leaves the identity room. */
export type StaffSecret = Pick<StaffRow, 'password' | 'failures' | 'lockedUntil'> & { staff: Staff }

/** The accounts of institution staff. Passwords leave it only as `StaffSecret`. */
export function createStaffStore(connection: Connection) {
  const schema = recordSchema({
    email: { type: String, required: true },
    name: { type: String, required: true },
    institutionId: { type: String, default: null },
    role: { type: String, required: true },
    createdAt: { type: Date, required: true },
    closed: { type: { by: String, at: Date }, _id: false, default: null },
    password: { type: { salt: String, hash: String, n: Number, r: Number, p: Number }, _id: false },
    failures: { type: Number, required: true },
    lockedUntil: { type: Date, default: null },
  })
  schema.index({ email: 1 }, { unique: true })
  const rows = connection.model('Staff', schema, 'staff')
  const visible = { password: 0, failures: 0, lockedUntil: 0 }
  return {
    /** Null when the e-mail address has an account already. */
    async add(staff: Omit<Staff, 'id' | 'closed'>, password: PasswordHash): Promise<Staff | null> {
      const row = { id: newId(), ...staff, email: staff.email.toLowerCase(), closed: null }
      return (await addUnlessThere(rows, { ...row, password, failures: 0, lockedUntil: null })) ? row : null
    },
    /** An open account as it stands now, or null. */
    async standing(id: string): Promise<Staff | null> {
      return toRecord<Staff>(await rows.findOne({ _id: id, closed: null }, visible).lean())
    },
    async secretOf(email: string): Promise<StaffSecret | null> {
      const found = await rows.findOne({ email: email.toLowerCase(), closed: null }).lean()
      const row = toRecord<StaffRow>(found)
      if (!row) return null
      const { password, failures, lockedUntil, ...staff } = row
      return { password, failures, lockedUntil, staff }
    },
    /** Counts one wrong password and answers how many there were in a row. */
    async countFailure(id: string): Promise<number> {
      const after = await rows
        .findOneAndUpdate({ _id: id }, { $inc: { failures: 1 } }, { returnDocument: 'after' })
        .lean()
      return toRecord<StaffRow>(after)?.failures ?? 0
    },
    /** Closes the door until then and starts counting anew. */
    async lock(id: string, until: Date): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: { lockedUntil: until, failures: 0 } })
    },
    async forgetFailures(id: string): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: { failures: 0, lockedUntil: null } })
    },
    /** The open accounts of one institution, or of the installation where it is null. */
    async list(institutionId: string | null): Promise<Staff[]> {
      return toRecords<Staff>(
        await rows.find({ institutionId, closed: null }, visible).sort({ name: 1 }).lean(),
      )
    },
  }
}

export type StaffStore = ReturnType<typeof createStaffStore>
