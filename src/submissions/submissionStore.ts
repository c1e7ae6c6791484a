import type { Connection } from 'mongoose'
import { addUnlessThere } from '../database/duplicateKey.js'
import { newId } from '../database/ids.js'
import { recordSchema, toRecord, toRecords, writtenRecord } from '../database/records.js'
import type { Submission } from './submission.js'

/** Submissions, one per assignment and person. Every change is conditional on the revision it was decided on. */
export function createSubmissionStore(connection: Connection) {
  const schema = recordSchema({
    institutionId: { type: String, required: true },
    cohortId: { type: String, required: true },
    assignmentId: { type: String, required: true },
    personId: { type: String, required: true },
    microCredentialId: { type: String, required: true },
    microCredentialKey: { type: String, required: true },
    attempts: { type: [Object], required: true },
    artefacts: { type: [Object], required: true },
    setAside: { type: [Object], required: true },
    statements: { type: [Object], default: [] },
    proposals: { type: [Object], default: [] },
    courseBegan: { type: Date, default: null },
    revision: { type: Number, required: true },
    promisedBy: { type: Date, default: null },
    met: { type: Object, default: null },
    toFollow: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  })
  schema.index({ assignmentId: 1, personId: 1 }, { unique: true })
  schema.index({ institutionId: 1, cohortId: 1, promisedBy: 1 })
  schema.index({ institutionId: 1, personId: 1, cohortId: 1 })
  schema.index({ 'artefacts.file.artefactId': 1 })
  schema.index({ toFollow: 1 })
  const rows = connection.model('Submission', schema, 'submissions')
  const read = (row: unknown) => toRecord<Submission>(row)

  return {
    /** Keeps a new submission; answers the existing one when the person has already started. */
    async start(submission: Omit<Submission, 'id'>): Promise<{ submission: Submission; started: boolean }> {
      const fresh = { id: newId(), ...submission }
      if (await addUnlessThere(rows, fresh)) return { submission: fresh, started: true }
      const { institutionId, assignmentId, personId } = submission
      const there = await rows.findOne({ institutionId, assignmentId, personId }).lean()
      return { submission: writtenRecord<Submission>(there), started: false }
    },
    /** One submission of an institution, or null. */
    async find(institutionId: string, id: string): Promise<Submission | null> {
      return read(await rows.findOne({ _id: id, institutionId }).lean())
    },
    /** A person's submission for an assignment, or null before they start. */
    async ofPerson(
      institutionId: string,
      assignmentId: string,
      personId: string,
    ): Promise<Submission | null> {
      return read(await rows.findOne({ institutionId, assignmentId, personId }).lean())
    },
    /** Everything a person has started in a cohort. */
    async ofPersonInCohort(institutionId: string, cohortId: string, personId: string): Promise<Submission[]> {
      return toRecords(await rows.find({ institutionId, personId, cohortId }).lean())
    },
    /** Everybody's submissions in a cohort. */
    async ofCohort(institutionId: string, cohortId: string): Promise<Submission[]> {
      return toRecords<Submission>(await rows.find({ institutionId, cohortId }).lean())
    },
    /** Everybody's submissions for an assignment, newest change first. */
    async ofAssignment(institutionId: string, assignmentId: string): Promise<Submission[]> {
      return toRecords(await rows.find({ institutionId, assignmentId }).sort({ updatedAt: -1 }).lean())
    },
    /** What waits for an assessor in a cohort, oldest promise first. */
    async waiting(institutionId: string, cohortId: string): Promise<Submission[]> {
      const found = await rows
        .find({ institutionId, cohortId, promisedBy: { $ne: null } })
        .sort({ promisedBy: 1 })
        .lean()
      return toRecords(found)
    },
    /** Every submission of an institution, one by one. */
    async *every(institutionId: string): AsyncGenerator<Submission> {
      for await (const row of rows.find({ institutionId }).lean().cursor({ batchSize: 100 })) {
        const submission = read(row)
        if (submission) yield submission
      }
    },
    /** The submissions a file stands in: one, or several where several made it. */
    async ofFile(institutionId: string, artefactId: string): Promise<Submission[]> {
      return toRecords(await rows.find({ institutionId, 'artefacts.file.artefactId': artefactId }).lean())
    },
    /** The submissions an id could mean: one of its own, everything of a person, or the one a file belongs to. */
    async ofAnyId(institutionId: string, id: string): Promise<Submission[]> {
      const meant = [{ _id: id }, { personId: id }, { 'artefacts.file.artefactId': id }]
      return toRecords(await rows.find({ institutionId, $or: meant }).lean())
    },
    /** Everything these people have started. */
    async ofPeople(institutionId: string, personIds: string[]): Promise<Submission[]> {
      return toRecords(await rows.find({ institutionId, personId: { $in: personIds } }).lean())
    },
    /** Everybody who has started anything in an institution, each once. */
    async peopleWithWork(institutionId: string): Promise<string[]> {
      const ids: unknown[] = await rows.distinct('personId', { institutionId })
      return ids.filter((id) => typeof id === 'string')
    },
    /** The same wherever it belongs, for those who look after all of them. */
    async ofFileAnywhere(artefactId: string): Promise<Submission[]> {
      return toRecords(await rows.find({ 'artefacts.file.artefactId': artefactId }).lean())
    },
    /** Which of these files stand in some submission and are not deleted. */
    async standingFiles(artefactIds: string[]): Promise<Set<string>> {
      const found = toRecords<Submission>(
        await rows.find({ 'artefacts.file.artefactId': { $in: artefactIds } }).lean(),
      )
      const files = found.flatMap(({ artefacts }) => artefacts.map(({ file }) => file))
      return new Set(files.flatMap((file) => (file && !file.erased ? [file.artefactId] : [])))
    },
    /** Every submission there is, for the command that proves their files. */
    async *all(): AsyncGenerator<Submission> {
      for await (const row of rows.find({}).sort({ _id: 1 }).lean().cursor())
        yield* toRecords<Submission>([row])
    },
    /** Writes a changed submission if nobody has changed it since it was read. Answers whether it was written. */
    async replace(changed: Submission): Promise<boolean> {
      const {
        id,
        institutionId,
        revision,
        attempts,
        artefacts,
        setAside,
        statements = [],
        proposals = [],
        promisedBy,
        met,
        toFollow,
        updatedAt,
      } = changed
      const { modifiedCount } = await rows.updateOne(
        { _id: id, institutionId, revision },
        {
          $set: {
            attempts,
            artefacts,
            setAside,
            statements,
            proposals,
            promisedBy,
            met,
            toFollow,
            updatedAt,
          },
          $inc: { revision: 1 },
        },
      )
      return modifiedCount === 1
    },
    /** Notes that what follows this sending has been done. A newer sending stays to be followed. */
    async followed(institutionId: string, id: string, sentAt: Date): Promise<void> {
      await rows.updateOne({ _id: id, institutionId, toFollow: sentAt }, { $set: { toFollow: null } })
    },
    /** Submissions whose sending before `before` has not been followed by everything yet; oldest first. */
    async unfollowed(before: Date): Promise<Submission[]> {
      const found = await rows
        .find({ toFollow: { $ne: null, $lt: before } })
        .sort({ toFollow: 1 })
        .limit(100)
        .lean()
      return toRecords(found)
    },
  }
}

export type SubmissionStore = ReturnType<typeof createSubmissionStore>
