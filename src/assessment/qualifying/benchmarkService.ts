import { actorId, type Actor } from '../../audit/actor.js'
import type { AuditTrail } from '../../audit/auditStore.js'
import type { MicroCredential } from '../../catalogue/microCredential.js'
import type { Clock } from '../../clock/clock.js'
import { requireRole } from '../../cohorts/cohortAccess.js'
import type { CohortAccess } from '../../cohorts/ports.js'
import { newId } from '../../database/ids.js'
import { Conflict, NotFound } from '../../errors/errors.js'
import { mustManage, mustOversee, mustReach } from '../../institutions/authority.js'
import { asPerson, askedOf } from '../../submissions/own.js'
import type { MicroCredentials } from '../../submissions/ports.js'
import { artefactAt, sentAttempts, type Submission } from '../../submissions/submission.js'
import type { SubmissionService } from '../../submissions/submissionService.js'
import type { AssessmentStore } from '../assessmentStore.js'
import { resultsOf } from '../round.js'
import type { Benchmark } from './benchmark.js'
import type { BenchmarkStore } from './benchmarkStore.js'

/** What whoever makes a benchmark writes. */
export type BenchmarkWritten = Pick<Benchmark, 'title' | 'answers' | 'reference' | 'consent'>

/** Making benchmarks: from samples by staff of the institution, from real work by those who run a course. */
export function createBenchmarkService(deps: {
  benchmarks: BenchmarkStore
  cohorts: CohortAccess
  submissions: Pick<SubmissionService, 'find'>
  assessments: Pick<AssessmentStore, 'ofSubmissions'>
  catalogue: MicroCredentials
  audit: AuditTrail
  clock: Clock
}) {
  const { benchmarks, clock } = deps

  async function keep(
    actor: Actor,
    asked: MicroCredential,
    written: BenchmarkWritten,
    more: { id?: string; submissionId?: string } = {},
  ): Promise<void> {
    const { institutionId, id: microCredentialId, key: microCredentialKey } = asked
    const at = clock.now()
    const { id = newId(), submissionId = null } = more
    const made = { by: actorId(actor), at }
    const benchmark = { id, institutionId, microCredentialId, microCredentialKey, submissionId, made }
    if (!(await benchmarks.add({ ...benchmark, ...written }))) return
    const subject = `benchmark:${id}`
    await deps.audit.record({ institutionId, actor, action: 'benchmark.made', subject, at })
  }

  async function asked(institutionId: string, microCredentialId: string): Promise<MicroCredential> {
    const found = await deps.catalogue.find(institutionId, microCredentialId)
    if (!found) throw new NotFound('no such micro-credential')
    return found
  }

  return {
    /** Those in use, for staff of the institution. Throws NotFound, Forbidden. */
    async list(actor: Actor, institutionId: string): Promise<Benchmark[]> {
      mustReach(actor, institutionId)
      mustOversee(actor)
      return benchmarks.inUse(institutionId)
    },
    /** The version a sample is to be written for. Throws NotFound, Forbidden. */
    async begin(actor: Actor, institutionId: string, microCredentialId: string): Promise<MicroCredential> {
      mustManage(actor, institutionId)
      return asked(institutionId, microCredentialId)
    },
    /** Keeps a sample. With an `id` of their own, seeds may come again. Throws NotFound, Forbidden. */
    async make(
      actor: Actor,
      institutionId: string,
      microCredentialId: string,
      written: BenchmarkWritten,
      id?: string,
    ): Promise<void> {
      mustManage(actor, institutionId)
      await keep(
        actor,
        await asked(institutionId, microCredentialId),
        written,
        id === undefined ? {} : { id },
      )
    },
    /** Takes a benchmark out of use; whoever qualified on it stays qualified. Throws NotFound, Forbidden. */
    async withdraw(actor: Actor, institutionId: string, id: string): Promise<void> {
      mustManage(actor, institutionId)
      if (!(await benchmarks.find(institutionId, id))) throw new NotFound('no such benchmark')
      const at = clock.now()
      if (!(await benchmarks.withdraw(institutionId, id, { by: actorId(actor), at }))) return
      const subject = `benchmark:${id}`
      await deps.audit.record({ institutionId, actor, action: 'benchmark.withdrawn', subject, at })
    },
    /**
     * What a benchmark from a real submission begins with: its words as they were sent, and its result. Facilitators of its
     * course only, and only once its educator has the result. Throws NotFound, Forbidden, Conflict (`benchmark_no_result`).
     */
    async beginFrom(actor: Actor, submissionId: string) {
      const { institutionId } = asPerson(actor)
      const submission = await deps.submissions.find(institutionId, submissionId)
      if (!submission) throw new NotFound('no such submission')
      requireRole(await deps.cohorts.standing(actor, submission.cohortId), 'facilitator')
      const microCredential = await askedOf(deps.catalogue, submission)
      const all = await deps.assessments.ofSubmissions(institutionId, [submission.id])
      const judged = sentAttempts(submission).map(({ number }) => ({
        number,
        result: resultsOf(
          all.filter(({ attempt }) => attempt === number),
          microCredential.rubric,
        ).at(-1),
      }))
      const last = judged.filter(({ result }) => result !== undefined).at(-1)
      if (!last?.result) throw new Conflict('benchmark_no_result')
      return {
        microCredential,
        answers: wordsOf(submission, microCredential, last.number),
        reference: last.result.judgements.map(({ criterionId, levelId, comment, next }) => ({
          criterionId,
          levelId,
          reason: comment,
          ...(next && { next }),
        })),
      }
    },
    /** Keeps a benchmark made from a submission. Throws as `beginFrom`. */
    async makeFrom(actor: Actor, submissionId: string, written: BenchmarkWritten): Promise<void> {
      const { microCredential } = await this.beginFrom(actor, submissionId)
      await keep(actor, microCredential, written, { submissionId })
    },
  }
}

/** The words of an attempt, slot by slot; of files and links only that there was one, because they can tell who it was. */
function wordsOf(submission: Submission, { slots }: MicroCredential, attempt: number) {
  return slots.map(({ id: slotId }) => {
    const artefact = artefactAt(submission, slotId, attempt)
    return { slotId, text: artefact?.text ?? artefact?.answers?.join('\n\n') ?? '' }
  })
}

export type BenchmarkService = ReturnType<typeof createBenchmarkService>
