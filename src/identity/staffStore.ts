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
  /** Since when signing in asks for a one-time code too; null: it does not. */
  codesSince: Date | null
}

/** One-time codes as they are kept: the sealed secret, the last period a code was taken for, hashes of recovery codes left. */
export interface KeptCodes {
  since: Date
  sealedSecret: string
  lastPeriod: number
  recovery: string[]
}

interface StaffRow extends Omit<Staff, 'codesSince'> {
  password: PasswordHash
  failures: number
  lockedUntil: Date | null
  codes: KeptCodes | null
}

/** What signing in needs to know; never leaves the identity room. */
export interface StaffSecret {
  staff: Staff
  password: PasswordHash
  failures: number
  lockedUntil: Date | null
  codes: KeptCodes | null
}

function secretIn({ password, failures, lockedUntil, codes, ...account }: StaffRow): StaffSecret {
  const staff = { ...account, codesSince: codes?.since ?? null }
  return { staff, password, failures, lockedUntil, codes: codes ?? null }
}

/** The accounts of institution staff. Passwords and codes leave it only as `StaffSecret`. */
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
    codes: {
      type: { since: Date, sealedSecret: String, lastPeriod: Number, recovery: [String] },
      _id: false,
      default: null,
    },
  })
  schema.index({ email: 1 }, { unique: true })
  schema.index({ institutionId: 1, role: 1 })
  const rows = connection.model('Staff', schema, 'staff')

  async function secretWhere(filter: object): Promise<StaffSecret | null> {
    const row = toRecord<StaffRow>(await rows.findOne({ ...filter, closed: null }).lean())
    return row && secretIn(row)
  }
  /** One conditional change of an open account; false where the condition did not hold. */
  async function change(id: string, condition: object, update: object): Promise<boolean> {
    return (await rows.updateOne({ _id: id, closed: null, ...condition }, update)).modifiedCount === 1
  }

  return {
    /** Null when the e-mail address, or the id where one is given, has an account already. */
    async add(
      staff: Omit<Staff, 'id' | 'closed' | 'codesSince'> & { id?: string },
      password: PasswordHash,
    ): Promise<Staff | null> {
      const row = { id: newId(), ...staff, email: staff.email.toLowerCase(), closed: null }
      const whole = { ...row, password, failures: 0, lockedUntil: null, codes: null }
      return (await addUnlessThere(rows, whole)) ? { ...row, codesSince: null } : null
    },
    /** An open account as it stands now, or null. */
    async standing(id: string): Promise<Staff | null> {
      return (await secretWhere({ _id: id }))?.staff ?? null
    },
    secretOf: (email: string): Promise<StaffSecret | null> => secretWhere({ email: email.toLowerCase() }),
    secretById: (id: string): Promise<StaffSecret | null> => secretWhere({ _id: id }),
    /** Whether an address has an account, open or closed. */
    async knows(email: string): Promise<boolean> {
      return (await rows.countDocuments({ email: email.toLowerCase() })) > 0
    },
    /** Counts one wrong password or code and answers how many there were in a row. */
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
    /** The open accounts of one institution, or of the installation where it is null, by name. */
    async list(institutionId: string | null): Promise<Staff[]> {
      const found = await rows.find({ institutionId, closed: null }).sort({ name: 1 }).lean()
      return toRecords<StaffRow>(found).map((row) => secretIn(row).staff)
    },
    /** How many open owners one institution (or the installation) has. */
    async owners(institutionId: string | null): Promise<number> {
      return rows.countDocuments({ institutionId, role: 'owner', closed: null })
    },
    /** False where the account has this role already or is closed. */
    changeRole: (id: string, role: StaffRole): Promise<boolean> =>
      change(id, { role: { $ne: role } }, { $set: { role } }),
    /** False where it is closed already. */
    close: (id: string, closed: { by: string; at: Date }): Promise<boolean> =>
      change(id, {}, { $set: { closed } }),
    /** Takes back a closing of a moment ago, which left nobody to look after the institution. */
    async reopen(id: string, closed: { by: string; at: Date }): Promise<void> {
      await rows.updateOne({ _id: id, 'closed.at': closed.at }, { $set: { closed: null } })
    },
    /** A new password opens a door that many wrong ones had shut. */
    changePassword: (id: string, password: PasswordHash): Promise<boolean> =>
      change(id, {}, { $set: { password, failures: 0, lockedUntil: null } }),
    /** False where codes are asked for already. */
    beginCodes: (id: string, codes: KeptCodes): Promise<boolean> =>
      change(id, { codes: null }, { $set: { codes } }),
    /** False where none were asked for. */
    endCodes: (id: string): Promise<boolean> =>
      change(id, { codes: { $ne: null } }, { $set: { codes: null } }),
    /** Takes the code of a period: true for one caller, and never again for this period or one before it. */
    spendPeriod: (id: string, period: number): Promise<boolean> =>
      change(id, { 'codes.lastPeriod': { $lt: period } }, { $set: { 'codes.lastPeriod': period } }),
    /** Takes a recovery code: true for exactly one caller. */
    spendRecovery: (id: string, hash: string): Promise<boolean> =>
      change(id, { 'codes.recovery': hash }, { $pull: { 'codes.recovery': hash } }),
  }
}

export type StaffStore = ReturnType<typeof createStaffStore>
