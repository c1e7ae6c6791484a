import type { MicroCredential } from '../catalogue/microCredential.js'
import { NotFound } from '../errors/errors.js'
import type { Actor } from '../audit/actor.js'
import type { PersonActor } from '../identity/requestActor.js'
import type { MicroCredentials } from './ports.js'
import { withAccepted } from './proposal.js'
import type { Submission } from './submission.js'
import type { SubmissionStore } from './submissionStore.js'

/** The actor as a person; staff and jobs have no evidence of their own (NotFound). */
export function asPerson(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw new NotFound('only people have evidence')
  return actor
}

/** The actor's own submission. Somebody else's is not found, like one that does not exist. */
export async function ownSubmission(store: SubmissionStore, actor: Actor, id: string): Promise<Submission> {
  const { institutionId, personId } = asPerson(actor)
  const submission = await store.find(institutionId, id)
  if (submission?.personId !== personId) throw new NotFound('not their submission')
  return submission
}

/** The micro-credential version a submission was begun with, with other evidence a facilitator has accepted for it. Versions are never deleted, so a gap is a fault. */
export async function askedOf(
  catalogue: MicroCredentials,
  submission: Pick<Submission, 'institutionId' | 'microCredentialId' | 'proposals'>,
): Promise<MicroCredential> {
  const found = await catalogue.find(submission.institutionId, submission.microCredentialId)
  if (!found) throw new Error(`micro-credential ${submission.microCredentialId} is gone`)
  return withAccepted(found, submission)
}
