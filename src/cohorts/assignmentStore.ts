import type { Connection } from 'mongoose'
import { addUnlessThere, isDuplicateKey } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, sameFacts, toRecord, toRecords, writtenRecord } from '../database/records.js'
import type { Assignment, Mapping } from './cohort.js'
import { weekOf, type PlanLine } from './plan.js'

/** What a launch says of the assignment it came through. */
export interface AssignmentSighting {
  institutionId: string
  cohortId: string
  resourceLinkId: string
  /** Null when the LMS sent none; a known title is kept. */
  title: string | null
  lineItemUrl: string | null
  /** The mapping the LMS carried for us, already checked to be this institution's. */
  mapping: Mapping | null
  /** The course's plan: says in which week an assignment stands that has just got its mapping. */
  plan: readonly PlanLine[]
}

const mappingFields = (mapping: Mapping) => ({
  mappingId: mapping.id,
  microCredentialId: mapping.microCredentialId,
  microCredentialKey: mapping.microCredentialKey,
})

/** Assignments of cohorts, one per LMS resource link; deep-linked ones wait without a link until first opened. */
export function createAssignmentStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    resourceLinkId: { type: String, default: null },
    title: { type: String, default: '' },
    mappingId: { type: String, default: null },
    microCredentialId: { type: String, default: null },
    microCredentialKey: { type: String, default: null },
    lineItemUrl: { type: String, default: null },
    lmsGraded: {
      type: { threshold: Number, evidence: String, by: String, at: Date },
      _id: false,
      default: null,
    },
    week: { type: Number, default: null },
    copyOf: { type: String, default: null },
    putAway: { type: Date, default: null },
    columnTakenUntil: { type: Date, default: null },
    lastLaunchedAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
  })
  schema.index(
    { cohortId: 1, resourceLinkId: 1 },
    { unique: true, partialFilterExpression: { resourceLinkId: { $type: 'string' } } },
  )
  schema.index({ cohortId: 1, mappingId: 1 })
  schema.index(
    { cohortId: 1, copyOf: 1 },
    { unique: true, partialFilterExpression: { copyOf: { $type: 'string' } } },
  )
  const assignments = connection.model('Assignment', schema, 'assignments')
  const read = (row: unknown) => toRecord<Assignment>(row)

  async function see(sighting: AssignmentSighting, now: Date): Promise<Assignment> {
    const { institutionId, cohortId, resourceLinkId, title, lineItemUrl, mapping, plan } = sighting
    const told = { ...(title ? { title } : {}), ...(lineItemUrl ? { lineItemUrl } : {}) }
    // Whatever is opened is there, also if somebody has put it away.
    const fresh = { lastLaunchedAt: now, putAway: null, ...told }
    const there = read(await assignments.findOne({ cohortId, resourceLinkId }).lean())
    if (there && !there.putAway && sameFacts(there, told) && launchedLately(there, now))
      return mend(there, mapping, plan)
    const known = await assignments
      .findOneAndUpdate({ cohortId, resourceLinkId }, { $set: fresh }, { returnDocument: 'after' })
      .lean()
    if (known) return mend(writtenRecord<Assignment>(known), mapping, plan)
    const place = mapping ? { mappingId: mapping.id } : await copyByTitle(cohortId, title)
    if (place) {
      const waiting = await assignments
        .findOneAndUpdate(
          { cohortId, ...place, resourceLinkId: null },
          { $set: { ...fresh, resourceLinkId } },
          { returnDocument: 'after' },
        )
        .lean()
      if (waiting) return writtenRecord<Assignment>(waiting)
    }
    const row = {
      _id: newId(),
      institutionId,
      cohortId,
      resourceLinkId,
      createdAt: now,
      ...fresh,
      ...(mapping ? { ...mappingFields(mapping), week: weekOf(plan, mapping.microCredentialKey) } : {}),
    }
    try {
      return writtenRecord<Assignment>((await assignments.create(row)).toObject())
    } catch (error) {
      if (isDuplicateKey(error)) return see(sighting, now)
      throw error
    }
  }

  /**
   * In a copied course, the place kept for an assignment that was mapped by hand: the LMS carries no mark of ours for
   * it, so its title has to do, where only one place bears it.
   */
  async function copyByTitle(cohortId: string, title: string | null): Promise<{ _id: string } | null> {
    if (!title) return null
    const waiting = { cohortId, title, resourceLinkId: null, copyOf: { $ne: null } }
    const [only, ...others] = toRecords<Assignment>(await assignments.find(waiting).limit(2).lean())
    return only && others.length === 0 ? { _id: only.id } : null
  }

  /** A known assignment without a mapping takes the one its launch carries (a copied or restored course). */
  async function mend(
    assignment: Assignment,
    mapping: Mapping | null,
    plan: readonly PlanLine[],
  ): Promise<Assignment> {
    if (assignment.mappingId || !mapping) return assignment
    const week = assignment.week ?? weekOf(plan, mapping.microCredentialKey)
    const row = await assignments
      .findOneAndUpdate(
        { _id: assignment.id, mappingId: null },
        { $set: { ...mappingFields(mapping), week } },
        { returnDocument: 'after' },
      )
      .lean()
    return read(row) ?? assignment
  }

  return {
    /** Records what a launch said of its assignment and answers it, making it at first sight. */
    see,
    /** Keeps a place for a deep-linked item that the LMS will open later. */
    async expect(place: {
      institutionId: string
      cohortId: string
      title: string
      week: number | null
      mapping: Mapping
      now: Date
    }): Promise<void> {
      await assignments.create({
        _id: newId(),
        institutionId: place.institutionId,
        cohortId: place.cohortId,
        title: place.title,
        week: place.week,
        createdAt: place.now,
        ...mappingFields(place.mapping),
      })
    },
    /** Keeps a place for the copy of an assignment in a copied course. False where there is one already. */
    async expectCopy({
      of,
      cohortId,
      now,
    }: {
      of: Assignment
      cohortId: string
      now: Date
    }): Promise<boolean> {
      const { institutionId, title, week, mappingId, microCredentialId, microCredentialKey } = of
      const facts = { institutionId, title, week, mappingId, microCredentialId, microCredentialKey }
      const fresh = await addUnlessThere(assignments, {
        id: newId(),
        ...facts,
        cohortId,
        copyOf: of.id,
        createdAt: now,
      })
      // A launch may have brought the copy in a moment ago: then nobody will come for this place.
      const opened =
        fresh && (await assignments.exists({ cohortId, mappingId, resourceLinkId: { $ne: null } }))
      if (opened) await assignments.deleteOne({ cohortId, copyOf: of.id, resourceLinkId: null })
      return fresh && !opened
    },
    /** One assignment of an institution, or null. */
    async find(institutionId: string, id: string): Promise<Assignment | null> {
      return read(await assignments.findOne({ _id: id, institutionId }).lean())
    },
    /** All assignments of a cohort but those put away, by week, then age. */
    async list(institutionId: string, cohortId: string): Promise<Assignment[]> {
      const rows = await assignments
        .find({ cohortId, institutionId, putAway: null })
        .sort({ week: 1, createdAt: 1 })
        .lean()
      return toRecords<Assignment>(rows)
    },
    /**
     * The assignments of a cohort that have a mapping and that somebody has opened, by week, then age. A placed one that
     * nobody has opened may never have been saved in the LMS, so people are not sent there.
     */
    async listMapped(cohortId: string): Promise<Assignment[]> {
      const rows = await assignments
        .find({ cohortId, mappingId: { $ne: null }, resourceLinkId: { $ne: null }, putAway: null })
        .sort({ week: 1, createdAt: 1 })
        .lean()
      return toRecords<Assignment>(rows)
    },
    /** Sets what an assignment proves, and the week where one is given. */
    async map(institutionId: string, id: string, mapping: Mapping, week: number | null): Promise<void> {
      const placed = week === null ? {} : { week }
      await assignments.updateOne(
        { _id: id, institutionId },
        { $set: { ...mappingFields(mapping), ...placed } },
      )
    },
    /** Sets the week (1 to 52) an assignment belongs to, or none. */
    async setWeek(institutionId: string, id: string, week: number | null): Promise<void> {
      await assignments.updateOne({ _id: id, institutionId }, { $set: { week } })
    },
    /** Sets from which grade in the LMS on an assignment counts as met, or (null) that it is assessed in Cairn. */
    async setLmsGraded(institutionId: string, id: string, lmsGraded: Assignment['lmsGraded']): Promise<void> {
      await assignments.updateOne({ _id: id, institutionId }, { $set: { lmsGraded } })
    },
    /** Lets one of several people at once make the column; false while another is at it. */
    async takeColumn(institutionId: string, id: string, now: Date, until: Date): Promise<boolean> {
      const free = { $or: [{ columnTakenUntil: null }, { columnTakenUntil: { $lte: now } }] }
      const taken = await assignments.updateOne(
        { _id: id, institutionId, ...free },
        { $set: { columnTakenUntil: until } },
      )
      return taken.modifiedCount === 1
    },
    /** Ends that, whatever came of it. */
    async letColumnGo(institutionId: string, id: string): Promise<void> {
      await assignments.updateOne({ _id: id, institutionId }, { $set: { columnTakenUntil: null } })
    },
    /** Sets where an assignment's scores go. */
    async setLineItem(institutionId: string, id: string, lineItemUrl: string): Promise<void> {
      await assignments.updateOne({ _id: id, institutionId }, { $set: { lineItemUrl } })
    },
    /** Connects a kept place with its resource link in the LMS. False where the link is another assignment's already. */
    async connect(institutionId: string, id: string, resourceLinkId: string): Promise<boolean> {
      try {
        const unopened = { _id: id, institutionId, resourceLinkId: null }
        return (await assignments.updateOne(unopened, { $set: { resourceLinkId } })).modifiedCount === 1
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },
    /** Puts an assignment away that is gone from the LMS. False when it was already. */
    async putAway(institutionId: string, id: string, at: Date): Promise<boolean> {
      const change = { $set: { putAway: at } }
      return (
        (await assignments.updateOne({ _id: id, institutionId, putAway: null }, change)).modifiedCount === 1
      )
    },
    /** Forgets a place kept for a deep-linked item that was never opened. Answers whether there was one. */
    async dropExpected(institutionId: string, id: string): Promise<boolean> {
      const { deletedCount } = await assignments.deleteOne({ _id: id, institutionId, resourceLinkId: null })
      return deletedCount === 1
    },
  }
}

const NOTED_EVERY_MS = 3_600_000

/** The last launch is noted to the hour: that is all anybody asks of it. */
const launchedLately = ({ lastLaunchedAt }: Assignment, now: Date): boolean =>
  lastLaunchedAt !== null && now.getTime() - lastLaunchedAt.getTime() < NOTED_EVERY_MS

export type AssignmentStore = ReturnType<typeof createAssignmentStore>
