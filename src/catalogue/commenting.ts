import { actorId, type Actor } from '../audit/actor.js'
import { NotFound } from '../errors/errors.js'
import { mustReach } from '../institutions/authority.js'
import { mustWrite } from './catalogueAuthority.js'
import { recordAct, versionOf, type CatalogueNeeds } from './catalogueNeeds.js'
import type { ReviewComment } from './reviewCommentStore.js'
import type { SectionName } from './sections.js'

/** What readers say about the sections of a version, and what its authors answer. */
export function createCommenting(needs: CatalogueNeeds) {
  const { comments, clock } = needs
  const speaker = async (actor: Actor) => ({
    ...{ by: actorId(actor), byName: await needs.nameOf(actor), at: clock.now() },
  })
  return {
    /** Says something about a section. */
    async comment(
      actor: Actor,
      institutionId: string,
      id: string,
      said: { section: SectionName; text: string },
    ): Promise<ReviewComment> {
      mustWrite(actor, institutionId)
      const version = await versionOf(needs, institutionId, id)
      const row = { institutionId, microCredentialId: version.id, ...said, ...(await speaker(actor)) }
      const added = await comments.add(row)
      await recordAct(needs, actor, version, 'commented', said.section)
      return added
    },
    /** Resolves a comment with a reply; one that is resolved stays as it is. Throws NotFound for an unknown comment. */
    async resolve(actor: Actor, institutionId: string, commentId: string, reply: string) {
      mustWrite(actor, institutionId)
      const known = await comments.byId(institutionId, commentId)
      if (!known) throw new NotFound('comment')
      const resolved = await comments.resolve(institutionId, commentId, { ...(await speaker(actor)), reply })
      const of = { institutionId, id: known.microCredentialId }
      if (resolved) await recordAct(needs, actor, of, 'commentResolved', known.section)
      return resolved ?? known
    },
    /** The comments on a version, oldest first. */
    async commentsOn(actor: Actor, institutionId: string, id: string): Promise<ReviewComment[]> {
      mustReach(actor, institutionId)
      return comments.of(institutionId, id)
    },
  }
}
