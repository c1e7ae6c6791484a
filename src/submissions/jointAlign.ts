import { changeSubmission } from './changes.js'
import { droppedFiles } from './drafting.js'
import { createErasing } from './erasing.js'
import { fellowsIn, type JointInvitation } from './joint.js'
import { inStep, type JointSlot } from './jointStep.js'
import { askedOf } from './own.js'
import { artefactAt, currentAttempt, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** Keeping what several made in step, file by reference: each copy is drawn from the invitations whenever it is looked at. */
export function createJointAlign(deps: SubmissionDeps) {
  const { eraseFile } = createErasing(deps)
  const holds = ({ accepted, over }: JointInvitation) => accepted !== null && over === null

  async function sharedNow(submission: Submission): Promise<JointSlot[]> {
    const { institutionId, assignmentId, personId, id } = submission
    const { number } = currentAttempt(submission)
    const [mine, invited] = await Promise.all([
      deps.joint.ofSubmission(institutionId, id),
      deps.joint.ofPerson(institutionId, assignmentId, personId),
    ])
    const taken = invited.filter((one) => holds(one) && one.accepted?.attempt === number)
    const theirs = await Promise.all(
      taken.map(async ({ slotId, submissionId, fromId, attempt }) => {
        const [from, all] = await Promise.all([
          deps.store.find(institutionId, submissionId),
          deps.joint.ofSubmission(institutionId, submissionId),
        ])
        const others = all
          .filter((one) => holds(one) && one.slotId === slotId && one.personId !== personId)
          .map((one) => one.personId)
        const joint = { from: fromId, with: [fromId, ...others], attempt: number }
        return { slotId, joint, kept: from ? artefactAt(from, slotId, attempt) : undefined }
      }),
    )
    const given = mine.filter((one) => holds(one) && one.attempt === number)
    const slots = [...new Set(given.map(({ slotId }) => slotId))]
    const own = slots.map((slotId) => {
      const others = given.filter((one) => one.slotId === slotId).map(({ personId }) => personId)
      return { slotId, joint: { from: null, with: others, attempt: number }, kept: null }
    })
    return [...own, ...theirs]
  }

  /**
   * Whether somebody still needs a file that one person let go: it stands in another's slot, or somebody may just be
   * taking it into theirs. Then the daily sweep deletes it once nobody refers to it.
   */
  async function isNeeded({ institutionId, id }: Submission, artefactId: string): Promise<boolean> {
    if ((await deps.store.standingFiles([artefactId])).has(artefactId)) return true
    return (await deps.joint.ofSubmission(institutionId, id)).some(holds)
  }

  /** Deletes what a change let go, unless somebody else's copy refers to it. */
  async function release(
    before: Submission,
    after: Submission,
    what: Parameters<typeof eraseFile>[2],
  ): Promise<void> {
    const of = { institutionId: before.institutionId, submissionId: before.id }
    for (const file of droppedFiles(before, after))
      if (!(await isNeeded(before, file.artefactId))) await eraseFile(file, of, what)
  }

  return {
    release,
    /** A submission in step with what its educator shares. Writes only when something differs; again is harmless. */
    async align(submission: Submission): Promise<Submission> {
      const { institutionId, id, personId } = submission
      const marked = submission.artefacts.some(({ joint }) => joint !== undefined)
      const shared = await sharedNow(submission)
      if (shared.length === 0 && !marked) return submission
      const content = await askedOf(deps.catalogue, submission)
      const { before, after } = await changeSubmission(deps.store, institutionId, id, (before) => {
        const after = inStep(before, content, shared, deps.clock.now())
        return { next: after === before ? undefined : after, answer: { before, after } }
      })
      await release(before, after, { actor: { kind: 'person', personId, institutionId }, cause: 'removed' })
      return after === before ? before : ((await deps.store.find(institutionId, id)) ?? after)
    },
    /** What somebody is asked into and has not answered, oldest first; with the name of whoever asks. */
    async invitationsOf(institutionId: string, assignmentId: string, personId: string) {
      const all = await deps.joint.ofPerson(institutionId, assignmentId, personId)
      const waiting = all.filter(({ accepted }) => accepted === null)
      const names = await deps.people.names(
        institutionId,
        waiting.map(({ fromId }) => fromId),
      )
      return waiting.map(({ id, slotId, fromId }) => ({ id, slotId, name: names.get(fromId) ?? null }))
    },
    /** The names of everybody somebody shares a piece with, by person. */
    fellows: (submission: Submission): Promise<ReadonlyMap<string, string | null>> =>
      deps.people.names(submission.institutionId, fellowsIn(submission)),
  }
}
