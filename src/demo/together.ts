import type { Actor } from '../audit/actor.js'
import type { Services } from '../services.js'
import type { DemoCourse } from './course.js'

/** Two people who made one piece together: the first at work asks somebody who has not begun, and they accept. */
export async function writeTogether(services: Services, { cohort }: DemoCourse): Promise<void> {
  const { submissions } = services
  const { institutionId, id: cohortId } = cohort
  const rows = await services.cohorts.work(institutionId, cohortId)
  const as = (personId: string): Actor => ({ kind: 'person', personId, institutionId })
  for (const { personId, submissionId, state } of rows) {
    if (state !== 'inProgress' || !submissionId) continue
    const submission = await submissions.find(institutionId, submissionId)
    const piece = submission?.artefacts.find(({ kind }) => kind !== 'reflection')
    const begun = rows.filter(({ assignmentId }) => assignmentId === submission?.assignmentId)
    const other = rows.find((row) => !begun.some((one) => one.personId === row.personId))
    if (!submission || !piece || !other) continue
    const asked = await submissions.invite(as(personId), submissionId, piece.slotId, [other.personId])
    const [invited] = (await submissions.work(as(other.personId), submission.assignmentId)).invited ?? []
    if (asked !== 'invite' || !invited) continue
    await submissions.answerInvitation(as(other.personId), invited.id, true)
    const own = {
      did: 'I chose the two lessons and wrote the first half. We read all of it aloud to each other.',
      share: 'About half of the words, most of the planning.',
      percent: 50,
    }
    const slots = [{ slotId: piece.slotId, content: { own }, base: '' }]
    const joined = await submissions.ofPerson(institutionId, submission.assignmentId, other.personId)
    if (joined) await submissions.saveDraft(as(other.personId), joined.id, { tab: 'demo', slots })
    return
  }
}
