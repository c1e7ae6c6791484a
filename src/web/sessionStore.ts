import session, { type SessionData } from 'express-session'
import type { Connection, mongo } from 'mongoose'
import type { Clock } from '../clock/clock.js'
import { recordSchema } from '../database/records.js'

interface SessionRow {
  _id: string
  data: SessionData
  registrationId?: string
  personId?: string
  staffId?: string
  expiresAt: Date
}

/**
 * express-session's store over our own collection. The ids inside a session are kept as fields of their own,
 * so that all sessions of a disabled platform or a removed person can be ended at once.
 */
export class SessionStore extends session.Store {
  private readonly rows: mongo.Collection<SessionRow>

  constructor(
    connection: Connection,
    private readonly clock: Clock,
  ) {
    super()
    const schema = recordSchema({
      data: Object,
      registrationId: String,
      personId: String,
      staffId: String,
      expiresAt: Date,
    })
    schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
    schema.index({ registrationId: 1 }, { sparse: true })
    schema.index({ staffId: 1 }, { sparse: true })
    schema.index({ personId: 1 }, { sparse: true })
    connection.model('Session', schema, 'sessions')
    // Every request passes here: the driver's own collection spares it mongoose's documents.
    this.rows = connection.collection<SessionRow>('sessions')
  }

  override get(sid: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    this.rows.findOne({ _id: sid, expiresAt: { $gt: this.clock.now() } }).then(
      (row) => {
        callback(null, row?.data ?? null)
      },
      (error: unknown) => {
        callback(error)
      },
    )
  }

  override set(sid: string, data: SessionData, callback?: (error?: unknown) => void): void {
    const plain = JSON.parse(JSON.stringify(data)) as SessionData
    const row = {
      data: plain,
      // From its start, not from now: a session that is written again does not last longer.
      expiresAt: new Date(
        (data.startedAt ?? this.clock.now().getTime()) + (data.cookie.originalMaxAge ?? 3_600_000),
      ),
      ...(data.registrationId ? { registrationId: data.registrationId } : {}),
      ...(data.personId ? { personId: data.personId } : {}),
      ...(data.staffId ? { staffId: data.staffId } : {}),
    }
    settle(this.rows.updateOne({ _id: sid }, { $set: row }, { upsert: true }), callback)
  }

  override destroy(sid: string, callback?: (error?: unknown) => void): void {
    settle(this.rows.deleteOne({ _id: sid }), callback)
  }

  /** Ends every session that came through one registration. Answers how many. */
  async endAllOf(registrationId: string): Promise<number> {
    return (await this.rows.deleteMany({ registrationId })).deletedCount
  }

  /** Ends every session of one person, however they came in. Answers how many. */
  async endAllOfPerson(personId: string): Promise<number> {
    return (await this.rows.deleteMany({ personId })).deletedCount
  }

  /** Ends every session of one staff account, but for the one with the id `except`. Answers how many. */
  async endAllOfStaff(staffId: string, except = ''): Promise<number> {
    return (await this.rows.deleteMany({ staffId, _id: { $ne: except } })).deletedCount
  }
}

function settle(work: Promise<unknown>, callback?: (error?: unknown) => void): void {
  work.then(
    () => callback?.(),
    (error: unknown) => callback?.(error),
  )
}
