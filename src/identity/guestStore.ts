import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord } from '../database/records.js'
import type { PasswordHash } from './password.js'

/** A person of an institution who comes with e-mail and password, not from an LMS. */
export interface Guest {
  id: string
  institutionId: string
  personId: string
  /** Lower case; unique in the installation, because it is all that is asked at the door. */
  email: string
  createdAt: Date
  closed: { by: string; at: Date } | null
}

interface GuestRow extends Guest {
  password: PasswordHash
  failures: number
  lockedUntil: Date | null
}

/** What signing in needs to know; never leaves the identity room. */
export interface GuestSecret {
  guest: Guest
  password: PasswordHash
  failures: number
  lockedUntil: Date | null
}

/** The accounts of people without an LMS. A closed one stays, and its person keeps what they did. */
export function createGuestStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    personId: { type: String, required: true },
    email: { type: String, required: true },
    createdAt: { type: Date, required: true },
    closed: { type: { by: String, at: Date }, _id: false, default: null },
    password: { type: { salt: String, hash: String, n: Number, r: Number, p: Number }, _id: false },
    failures: { type: Number, required: true },
    lockedUntil: { type: Date, default: null },
  })
  schema.index({ email: 1 }, { unique: true })
  schema.index({ institutionId: 1, personId: 1 }, { unique: true })
  const rows = connection.model('Guest', schema, 'guests')
  const plain = { password: 0, failures: 0, lockedUntil: 0 }

  return {
    /** Keeps a new account. Null where the address, or that person, has one. */
    async add(guest: Omit<Guest, 'id' | 'closed'>, password: PasswordHash): Promise<Guest | null> {
      const row = { id: newId(), ...guest, closed: null }
      const whole = { ...row, password, failures: 0, lockedUntil: null }
      return (await addUnlessThere(rows, whole)) ? row : null
    },
    /** The account of an address, open or closed; an address is told nobody but whoever proves to hold it. */
    async byEmail(email: string): Promise<Guest | null> {
      return toRecord<Guest>(await rows.findOne({ email: email.toLowerCase() }, plain).lean())
    },
    /** The open account of an address with all that signing in needs, or null. */
    async secretOf(email: string): Promise<GuestSecret | null> {
      const row = toRecord<GuestRow>(await rows.findOne({ email: email.toLowerCase(), closed: null }).lean())
      if (!row) return null
      const { password, failures, lockedUntil, ...guest } = row
      return { guest, password, failures, lockedUntil }
    },
    /** Opens a closed account again, with a new password. False where it was open. */
    async reopen(institutionId: string, id: string, password: PasswordHash): Promise<boolean> {
      const change = { $set: { closed: null, password, failures: 0, lockedUntil: null } }
      const { modifiedCount } = await rows.updateOne(
        { _id: id, institutionId, closed: { $ne: null } },
        change,
      )
      return modifiedCount === 1
    },
    /** Closes the account of a person. Null where there is no open one. */
    async close(
      institutionId: string,
      personId: string,
      closed: NonNullable<Guest['closed']>,
    ): Promise<Guest | null> {
      const row = await rows
        .findOneAndUpdate(
          { institutionId, personId, closed: null },
          { $set: { closed } },
          { returnDocument: 'after', projection: plain },
        )
        .lean()
      return toRecord<Guest>(row)
    },
    /** Counts one wrong password and answers how many there were in a row. */
    async countFailure(id: string): Promise<number> {
      const after = await rows
        .findOneAndUpdate({ _id: id }, { $inc: { failures: 1 } }, { returnDocument: 'after' })
        .lean()
      return toRecord<GuestRow>(after)?.failures ?? 0
    },
    async lock(id: string, until: Date): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: { lockedUntil: until, failures: 0 } })
    },
    async forgetFailures(id: string): Promise<void> {
      await rows.updateOne({ _id: id }, { $set: { failures: 0, lockedUntil: null } })
    },
  }
}

export type GuestStore = ReturnType<typeof createGuestStore>
