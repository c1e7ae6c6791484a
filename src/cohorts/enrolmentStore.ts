import type { Connection } from 'mongoose'
import { addManyUnlessThere, isDuplicateKey } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, sameFacts, toRecord, toRecords, writtenRecord } from '../database/records.js'
import type { CohortRole, Enrolment } from './cohort.js'
import { decideListing, type Listed } from './rosterListing.js'

/** What a launch says of a person in a course. */
export type EnrolmentSighting = Pick<
  Enrolment,
  'institutionId' | 'cohortId' | 'personId' | 'roles' | 'platformUserId' | 'testLearner'
>

interface EnrolmentRow extends Enrolment {
  /** Roles given inside Cairn by a facilitator, which an LMS role change does not take away. */
  granted: CohortRole[]
}

/** Enrolments, one per person and cohort. */
export function createEnrolmentStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    personId: { type: String, required: true },
    roles: { type: [String], default: [] },
    granted: { type: [String], default: [] },
    platformUserId: { type: String, default: null },
    testLearner: { type: Boolean, default: false },
    arrivedAt: { type: Date, required: true },
    openedAt: { type: Date, default: null },
    listedAt: { type: Date, default: null },
    leftAt: { type: Date, default: null },
  })
  schema.index({ cohortId: 1, personId: 1 }, { unique: true })
  schema.index({ personId: 1 })
  schema.index({ cohortId: 1, platformUserId: 1 })
  const enrolments = connection.model('Enrolment', schema, 'enrolments')

  /** Rows from before rosters were read have no `openedAt`: all of them came by a launch. */
  const stored = (row: EnrolmentRow): EnrolmentRow => ({
    ...row,
    openedAt: row.openedAt === undefined ? row.arrivedAt : row.openedAt,
    listedAt: row.listedAt ?? null,
  })
  const merged = (row: EnrolmentRow): Enrolment => {
    const { granted, ...enrolment } = stored(row)
    return { ...enrolment, roles: [...new Set([...enrolment.roles, ...granted])] }
  }
  const read = (row: unknown): Enrolment | null => {
    const known = toRecord<EnrolmentRow>(row)
    return known && merged(known)
  }

  async function see(sighting: EnrolmentSighting, now: Date): Promise<Enrolment> {
    const { cohortId, personId, institutionId, ...fresh } = sighting
    const key = { cohortId, personId }
    const there = toRecord<EnrolmentRow>(await enrolments.findOne(key).lean())
    const openedAt = (there && stored(there).openedAt) ?? now
    if (there?.openedAt !== null && there && sameFacts(there, { ...fresh, leftAt: null }))
      return merged(there)
    const update = {
      $set: { ...fresh, leftAt: null, openedAt },
      $setOnInsert: { _id: newId(), institutionId, arrivedAt: now, granted: [] },
    }
    const write = () =>
      enrolments.findOneAndUpdate(key, update, { upsert: true, returnDocument: 'after' }).lean()
    const row = await write().catch((error: unknown) => {
      if (isDuplicateKey(error)) return write()
      throw error
    })
    return merged(writtenRecord<EnrolmentRow>(row))
  }

  return {
    /** Records what a launch said of a person in a course; the LMS's roles replace the LMS's earlier ones. */
    see,
    /**
     * Records what one page of the roster says. Reads once, and writes only what is new: a page without news costs no write.
     * Answers how many came (or came back) and how many left.
     */
    async seeListed(
      of: { institutionId: string; cohortId: string },
      listed: readonly Listed[],
      now: Date,
    ): Promise<{ came: number; left: number }> {
      const { institutionId, cohortId } = of
      const personIds = listed.map(({ personId }) => personId)
      const rows = await enrolments.find({ cohortId, institutionId, personId: { $in: personIds } }).lean()
      const known = new Map(toRecords<EnrolmentRow>(rows).map((row) => [row.personId, stored(row)]))
      const decisions = listed.map((one) => ({
        one,
        is: decideListing(known.get(one.personId) ?? null, one, now),
      }))
      await addManyUnlessThere(
        enrolments,
        decisions.flatMap(({ is }) =>
          is.kind === 'new' ? [{ id: newId(), institutionId, cohortId, granted: [], ...is.row }] : [],
        ),
      )
      const changes = decisions.flatMap(({ one: { personId }, is }) =>
        is.kind === 'change'
          ? [{ updateOne: { filter: { cohortId, personId, institutionId }, update: { $set: is.set } } }]
          : [],
      )
      if (changes.length > 0) await enrolments.bulkWrite(changes, { ordered: false })
      return {
        came: decisions.filter(
          ({ is }) => is.kind === 'new' || (is.kind === 'change' && is.set.leftAt === null),
        ).length,
        left: decisions.filter(({ is }) => is.kind === 'change' && is.set.leftAt).length,
      }
    },
    /**
     * Marks those the roster once named and names no longer, going through them one by one. Whoever came by a launch since
     * the reading began is left alone. Answers how many.
     */
    async markMissing(
      of: { institutionId: string; cohortId: string },
      isListed: (platformUserId: string) => boolean,
      began: Date,
      now: Date,
    ): Promise<number> {
      const gone: string[] = []
      const filter = { ...of, leftAt: null, listedAt: { $ne: null, $lte: began } }
      for await (const row of enrolments
        .find(filter, { platformUserId: 1 })
        .lean()
        .cursor({ batchSize: 500 })) {
        const { id, platformUserId } = writtenRecord<Pick<Enrolment, 'id' | 'platformUserId'>>(row)
        if (platformUserId !== null && !isListed(platformUserId)) gone.push(id)
      }
      if (gone.length === 0) return 0
      const { modifiedCount } = await enrolments.updateMany(
        { _id: { $in: gone }, leftAt: null },
        { $set: { leftAt: now } },
      )
      return modifiedCount
    },
    /** A person's enrolment in a cohort, or null. */
    async find(institutionId: string, cohortId: string, personId: string): Promise<Enrolment | null> {
      return read(await enrolments.findOne({ cohortId, personId, institutionId }).lean())
    },
    /** The same for a cohort that has been loaded already. */
    async findByPerson(cohortId: string, personId: string): Promise<Enrolment | null> {
      return read(await enrolments.findOne({ cohortId, personId }).lean())
    },
    /** The enrolment of the person the LMS knows by this id, or null. */
    async findByPlatformUser(cohortId: string, platformUserId: string): Promise<Enrolment | null> {
      return read(await enrolments.findOne({ cohortId, platformUserId }).lean())
    },
    /** Our ids of the people the LMS knows by these ids, in a cohort that has been loaded already. */
    async peopleBehind(cohortId: string, platformUserIds: readonly string[]): Promise<Map<string, string>> {
      const rows = await enrolments
        .find({ cohortId, platformUserId: { $in: [...platformUserIds] } }, { personId: 1, platformUserId: 1 })
        .lean()
      const known = toRecords<Pick<Enrolment, 'id' | 'personId' | 'platformUserId'>>(rows)
      return new Map(known.map(({ personId, platformUserId }) => [platformUserId ?? '', personId]))
    },
    /** Everybody in a cohort, in order of arrival. */
    async list(institutionId: string, cohortId: string): Promise<Enrolment[]> {
      const rows = await enrolments.find({ cohortId, institutionId }).sort({ arrivedAt: 1 }).lean()
      return toRecords<EnrolmentRow>(rows).map(merged)
    },
    /** All cohorts a person belongs to. */
    async ofPerson(institutionId: string, personId: string): Promise<Enrolment[]> {
      const rows = await enrolments.find({ personId, institutionId }).sort({ arrivedAt: -1 }).lean()
      return toRecords<EnrolmentRow>(rows).map(merged)
    },
    /** Gives or takes back the assessor role inside Cairn. Answers false when the person is not enrolled. */
    async setAssessor(
      institutionId: string,
      cohortId: string,
      personId: string,
      on: boolean,
    ): Promise<boolean> {
      const change = on ? { $addToSet: { granted: 'assessor' } } : { $pull: { granted: 'assessor' } }
      const { matchedCount } = await enrolments.updateOne({ cohortId, personId, institutionId }, change)
      return matchedCount === 1
    },
  }
}

export type EnrolmentStore = ReturnType<typeof createEnrolmentStore>
