import type { Actor } from '../../audit/actor.js'
import type { Award } from '../../badges/award.js'
import type { AwardService } from '../../badges/awardService.js'
import type { CatalogueService } from '../../catalogue/catalogueService.js'
import { mustManageInstallation, mustReach } from '../../institutions/authority.js'
import type { Submission } from '../../submissions/submission.js'
import type { Stores } from '../stores.js'
import type { Problem, ProblemCode } from './problem.js'
import { awardProblem, gradedProblem, proveCase, type Case } from './provenCase.js'

/** What proving everything came to. */
export interface Proof {
  submissions: number
  results: number
  awards: number
  /** Submissions of which something still follows (a crash or an outage may have kept it): look again in a minute. */
  pending: number
  /** Rounds finalised before rounds were sealed: replayed like the others, but without a mark to hold them to. */
  unsealed: number
  problems: Problem[]
}

/** Replays the records of institutions, one submission at a time: memory stays that of one. Changes nothing. */
export function createProving(deps: {
  stores: Pick<
    Stores,
    'submissions' | 'assessments' | 'judgements' | 'scorePosts' | 'institutions' | 'courseOutcomes'
  >
  catalogue: Pick<CatalogueService, 'find'>
  awards: Pick<AwardService, 'every' | 'ofPerson'>
  sealKey: string
}) {
  const { stores, catalogue, awards, sealKey } = deps

  async function caseOf(submission: Submission): Promise<Case | null> {
    const { institutionId, assignmentId, personId, microCredentialKey } = submission
    const [microCredential, rounds, posts, held] = await Promise.all([
      catalogue.find(institutionId, submission.microCredentialId),
      stores.assessments.ofSubmissions(institutionId, [submission.id]),
      stores.scorePosts.lane({ institutionId, assignmentId, personId }),
      awards.ofPerson(institutionId, personId),
    ])
    if (!microCredential) return null
    return {
      submission,
      microCredential,
      rounds,
      posts,
      awards: held.filter((award) => award.microCredentialKey === microCredentialKey),
      noted: await stores.judgements.counted(rounds.map(({ id }) => id)),
    }
  }

  async function awardProblemOf(award: Award): Promise<ProblemCode | null> {
    const { institutionId, cohortId } = award
    if (award.gradedInCourse)
      return gradedProblem(
        award,
        cohortId ? await stores.courseOutcomes.ofCohort(institutionId, cohortId) : [],
      )
    const submission = await stores.submissions.find(institutionId, award.submissionIds[0] ?? '')
    return awardProblem(award, submission && (await caseOf(submission)))
  }

  async function proveInstitution(institutionId: string, proof: Proof): Promise<void> {
    for await (const submission of stores.submissions.every(institutionId)) {
      const found = await caseOf(submission)
      if (!found) continue
      const { problems, results, unsealed, pending } = proveCase(found, sealKey)
      proof.submissions += 1
      proof.results += results
      proof.unsealed += unsealed
      proof.pending += Number(pending)
      proof.problems.push(...problems)
    }
    for await (const award of awards.every(institutionId)) {
      proof.awards += 1
      const code = await awardProblemOf(award)
      if (code) proof.problems.push({ code, institutionId, subject: `award:${award.id}` })
    }
  }

  return {
    /** Proves every result, score and award of one institution, or of all where it is null. Throws NotFound, Forbidden. */
    async prove(actor: Actor, institutionId: string | null): Promise<Proof> {
      if (institutionId === null) mustManageInstallation(actor)
      else mustReach(actor, institutionId)
      const proof: Proof = { submissions: 0, results: 0, awards: 0, pending: 0, unsealed: 0, problems: [] }
      const all = institutionId ?? (await stores.institutions.list()).map(({ id }) => id)
      for (const id of [all].flat()) await proveInstitution(id, proof)
      return proof
    },
  }
}
