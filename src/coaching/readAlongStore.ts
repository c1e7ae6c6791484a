import type { Connection } from 'mongoose'
import { addUnlessThere, isDuplicateKey } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecords } from '../database/records.js'

/** An educator lets their coaches read one submission while it is written, from one moment to another. */
export interface ReadAlong {
  id: string
  institutionId: string
  submissionId: string
  educatorId: string
  opened: { at: Date }
  closed: { at: Date } | null
}

/** That a coach has read a submission: its educator sees who and when. */
export interface Reading {
  id: string
  institutionId: string
  submissionId: string
  coachId: string
  firstAt: Date
  lastAt: Date
}

/** What educators have opened to their coaches, and who has read it. */
export function createReadAlongStore(connection: Connection) {
  const openSchema = recordSchema({
    institutionId: { type: String, required: true },
    submissionId: { type: String, required: true },
    educatorId: { type: String, required: true },
    opened: { type: Object, required: true },
    closed: { type: Object, default: null },
  })
  openSchema.index({ submissionId: 1, 'closed.at': 1 }, { unique: true })
  const readSchema = recordSchema({
    institutionId: { type: String, required: true },
    submissionId: { type: String, required: true },
    coachId: { type: String, required: true },
    firstAt: { type: Date, required: true },
    lastAt: { type: Date, required: true },
  })
  readSchema.index({ submissionId: 1, coachId: 1 }, { unique: true })
  const opened = connection.model('ReadAlong', openSchema, 'readAlongs')
  const readings = connection.model('Reading', readSchema, 'readings')

  return {
    /** Opens a submission to its educator's coaches. False when it is open already. */
    open: (one: Omit<ReadAlong, 'id' | 'closed'>): Promise<boolean> =>
      addUnlessThere(opened, { id: newId(), ...one, closed: null }),
    /** Closes what is open. False when nothing was. */
    async close(institutionId: string, submissionId: string, at: Date): Promise<boolean> {
      const { modifiedCount } = await opened.updateOne(
        { submissionId, institutionId, closed: null },
        { $set: { closed: { at } } },
      )
      return modifiedCount === 1
    },
    /** Which of these submissions are open to coaches now. */
    async openOf(institutionId: string, submissionIds: readonly string[]): Promise<Set<string>> {
      if (submissionIds.length === 0) return new Set()
      const found = toRecords<ReadAlong>(
        await opened.find({ submissionId: { $in: submissionIds }, institutionId, closed: null }).lean(),
      )
      return new Set(found.map(({ submissionId }) => submissionId))
    },
    /** Notes that a coach has read a submission. */
    async noteReading(institutionId: string, submissionId: string, coachId: string, at: Date): Promise<void> {
      const write = () =>
        readings.updateOne(
          { submissionId, coachId, institutionId },
          { $set: { lastAt: at }, $setOnInsert: { _id: newId(), firstAt: at } },
          { upsert: true },
        )
      await write().catch((error: unknown) => {
        if (isDuplicateKey(error)) return write()
        throw error
      })
    },
    /** Who has read a submission, and when last. */
    async readingsOf(institutionId: string, submissionId: string): Promise<Reading[]> {
      return toRecords(await readings.find({ submissionId, institutionId }).lean())
    },
  }
}

export type ReadAlongStore = ReturnType<typeof createReadAlongStore>
