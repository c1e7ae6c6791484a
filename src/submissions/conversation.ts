import type { Actor } from '../audit/actor.js'
import type { MicroCredential } from '../catalogue/microCredential.js'
import { isStaffRole } from '../cohorts/cohort.js'
import { NotFound } from '../errors/errors.js'
import { asPerson, askedOf, ownSubmission } from './own.js'
import {
  decideSpeaking,
  hears,
  type Channel,
  type Part,
  type Remark,
  type SpeakingDecision,
} from './remark.js'
import { createSeeing } from './seeing.js'
import { currentAttempt, type Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** What a person says in a form. */
export interface Saying {
  channel: Channel
  about: string | null
  text: string
  key: string
}

/** The conversation about one submission, and who reads along. */
export function createConversation(deps: SubmissionDeps) {
  const { seenBy } = createSeeing(deps)

  /** What the actor is to a submission. NotFound for whoever is nothing to it. */
  async function partIn(actor: Actor, submissionId: string): Promise<{ submission: Submission; part: Part }> {
    const { institutionId, personId } = asPerson(actor)
    const submission = await deps.store.find(institutionId, submissionId)
    if (!submission) throw new NotFound('no such submission')
    const { enrolment } = await deps.cohorts.standing(actor, submission.cohortId)
    const part = {
      owner: submission.personId === personId,
      coach: await deps.coaching.readsAlong(submission, personId),
      staff: isStaffRole(enrolment.roles),
    }
    if (!part.owner && !part.coach && !part.staff) throw new NotFound('not theirs to see')
    return { submission, part }
  }

  async function stateOf(submission: Submission) {
    const [{ open, coaches }, results] = await Promise.all([
      deps.coaching.coachesOf(submission),
      deps.results.ofSubmissions(submission.institutionId, [submission.id]),
    ])
    const answered = results.some(({ finalisedAt }) => finalisedAt !== null)
    return { coached: open && coaches.length > 0, answered, results }
  }

  return {
    partIn,
    /** What the actor hears of a conversation, oldest first, with what its page needs. */
    async conversation(actor: Actor, submissionId: string) {
      const { submission, part } = await partIn(actor, submissionId)
      const { assignment, cohort, enrolment } = await deps.cohorts.assignment(actor, submission.assignmentId)
      const [microCredential, remarks, state] = await Promise.all([
        askedOf(deps.catalogue, submission),
        deps.remarks.of(submission.institutionId, submission.id),
        stateOf(submission),
      ])
      const heard = remarks.filter(({ channel }) => hears(part, channel))
      const coachIds = heard.filter(({ voice }) => voice === 'coach').map(({ by }) => by)
      const seen = await seenBy(actor, enrolment.roles, [submission], state.results)
      // A coach's name would tell whom they coach.
      const nameless = seen.called(submission).id !== submission.personId
      const names = await deps.people.names(submission.institutionId, nameless ? [] : [...new Set(coachIds)])
      const personId = asPerson(actor).personId
      return {
        ...{ submission, part, assignment, cohort, enrolment, microCredential, ...state },
        remarks: heard.map((remark) => ({
          ...remark,
          mine: remark.by === personId,
          /** Coaches speak under their name, everybody else by what they are. */
          name: remark.voice === 'coach' ? (names.get(remark.by) ?? null) : null,
        })),
      }
    },
    /** Says something, once. What is not to be said is answered with why. */
    async say(
      actor: Actor,
      submissionId: string,
      { channel, about, text, key }: Saying,
    ): Promise<SpeakingDecision> {
      const { submission, part } = await partIn(actor, submissionId)
      const [microCredential, state] = await Promise.all([
        askedOf(deps.catalogue, submission),
        stateOf(submission),
      ])
      if (about !== null && !isThere(microCredential, channel, about))
        throw new NotFound('nothing of that name')
      const decision = decideSpeaking(part, channel, state)
      if (decision.kind !== 'speak') return decision
      const at = deps.clock.now()
      const { institutionId } = submission
      const attempt = currentAttempt(submission).number
      const remark: Omit<Remark, 'id'> = {
        ...{ institutionId, submissionId, attempt, channel, about, text, key, at },
        by: asPerson(actor).personId,
        voice: decision.voice,
      }
      if (await deps.remarks.add(remark))
        await deps.audit.record({
          institutionId,
          actor,
          action: `remark.${channel}`,
          subject: `submission:${submissionId}`,
          at,
        })
      return decision
    },
    /** What coaches have said to the actor on their own page of a course, newest first. */
    nudges(actor: Actor, cohortId: string) {
      const { institutionId, personId } = asPerson(actor)
      return deps.coaching.nudges(institutionId, cohortId, personId)
    },
    /** Lets the actor's coaches read their own submission while they write it, or no longer. */
    async letRead(actor: Actor, submissionId: string, on: boolean): Promise<Submission> {
      const own = await ownSubmission(deps.store, actor, submissionId)
      if (await deps.coaching.letRead(own, on))
        await deps.audit.record({
          institutionId: own.institutionId,
          actor,
          action: on ? 'coach.let_in' : 'coach.let_out',
          subject: `submission:${own.id}`,
          at: deps.clock.now(),
        })
      return own
    },
  }
}

const isThere = ({ slots, rubric }: MicroCredential, channel: Channel, about: string): boolean =>
  (channel === 'coaching' ? slots : rubric.criteria).some(({ id }) => id === about)

export type Heard = Awaited<ReturnType<ReturnType<typeof createConversation>['conversation']>>
