import type { Actor } from '../../audit/actor.js'
import type { AuditTrail } from '../../audit/auditStore.js'
import type { MicroCredential } from '../../catalogue/microCredential.js'
import type { Clock } from '../../clock/clock.js'
import { NotFound } from '../../errors/errors.js'
import { asPerson } from '../../submissions/own.js'
import type { SnippetReader } from './snippet.js'
import type { SnippetStore } from './snippetStore.js'

/** What snippets are given. */
export interface SnippetDeps {
  store: SnippetStore
  /** Whether somebody assesses for their institution, in a course or in the pool; and whether they run a course. */
  assessing(institutionId: string, personId: string): Promise<{ assesses: boolean; facilitates: boolean }>
  /** The newest version of what an institution has under a key, for its words. */
  latest(institutionId: string, key: string): Promise<Pick<MicroCredential, 'title' | 'rubric'> | null>
  /** Whether an institution lets every assessor share what they keep. */
  assessorsShare(institutionId: string): Promise<boolean>
  audit: AuditTrail
  clock: Clock
}

/** The actor as somebody who assesses; NotFound for everybody else. */
export async function asReader(
  { assessing }: Pick<SnippetDeps, 'assessing'>,
  actor: Actor,
): Promise<SnippetReader & { institutionId: string }> {
  const { institutionId, personId } = asPerson(actor)
  const { assesses, facilitates } = await assessing(institutionId, personId)
  if (!assesses) throw new NotFound('not an assessor')
  return { institutionId, personId, facilitates }
}
