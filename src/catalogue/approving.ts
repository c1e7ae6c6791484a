import { actorId, type Actor } from '../audit/actor.js'
import { Conflict, Forbidden, Invalid } from '../errors/errors.js'
import { mustManage } from '../institutions/authority.js'
import { mustWrite } from './catalogueAuthority.js'
import { recordAct, versionOf, type CatalogueNeeds } from './catalogueNeeds.js'
import type { StoredMicroCredential } from './microCredentialStore.js'
import { publishProblems } from './publishCheck.js'
import type { PublishProblem } from './publishProblem.js'
import { refusalToDecide, reviewDue, stageOf, type Approval, type Decision } from './review.js'

export type PublishResult =
  { ok: true; microCredential: StoredMicroCredential } | { ok: false; problems: PublishProblem[] }

/** What an approver says. `outside` is the name of whoever approves from outside the institution, such as a state board. */
export interface Verdict {
  reason: string
  conditions: string
  outside: string | null
  until: Date
}

/** Approving, publishing and retiring. Whoever wrote a version never approves it. */
export function createApproving(needs: CatalogueNeeds) {
  const { microCredentials, retirements, clock } = needs
  const act = (actor: Actor) => ({ at: clock.now(), by: actorId(actor) })

  async function underReview(actor: Actor, institutionId: string, id: string) {
    mustWrite(actor, institutionId)
    const version = await versionOf(needs, institutionId, id)
    const refusal = refusalToDecide(version, actor)
    if (refusal === 'own_work') throw new Forbidden('catalogue_own_work')
    if (refusal) throw new Conflict('catalogue_not_in_review')
    return version
  }

  /** A decision on what is published is added to it; one on a draft moves it on. */
  async function decide(actor: Actor, version: StoredMicroCredential, decision: Decision) {
    const approved = decision.kind === 'approved' ? { at: decision.at, by: decision.by } : null
    const decided = version.published
      ? await microCredentials.decideAgain(version, decision)
      : await microCredentials.move(version, { review: null, approved }, decision)
    if (!decided) throw new Conflict()
    await recordAct(needs, actor, decided, decision.kind, decision.reason)
    return decided
  }

  return {
    /**
     * Approves a version in review, or renews the approval of a published one. Throws Forbidden `catalogue_own_work` for its
     * authors, Conflict `catalogue_not_in_review`, Invalid where something the publish check asks for is missing or the date has
     * passed.
     */
    async approve(actor: Actor, institutionId: string, id: string, verdict: Verdict) {
      const version = await underReview(actor, institutionId, id)
      const { outside, ...said } = verdict
      if (verdict.until <= clock.now()) throw new Invalid('catalogue_until_passed')
      if (publishProblems(version, await needs.languagesOf(institutionId)).length > 0)
        throw new Invalid('catalogue_not_complete')
      const approver = outside ?? (await needs.nameOf(actor))
      const external = outside !== null
      return decide(actor, version, {
        ...{ kind: 'approved', ...act(actor), approver, external, ...said, origin: null },
      })
    },
    /** Gives a version back to its authors with what has to change. The same people may as may approve. */
    async requestChanges(actor: Actor, institutionId: string, id: string, reason: string) {
      const version = await underReview(actor, institutionId, id)
      if (version.published) throw new Conflict('catalogue_published')
      const approver = await needs.nameOf(actor)
      const said = { reason, conditions: '', until: null, origin: null, external: false }
      return decide(actor, version, { kind: 'changesRequested', ...act(actor), approver, ...said })
    },
    /**
     * Records an approval that was given elsewhere: a shipped catalogue, another installation. It names its origin. For the
     * operator of the machine only, and for what nobody here has approved.
     */
    async takeOverApproval(actor: Actor, institutionId: string, id: string, given: Approval) {
      if (actor.kind !== 'system') throw new Forbidden('catalogue_operator_only')
      const version = await versionOf(needs, institutionId, id)
      if (version.approval) return version
      return decide(actor, version, { kind: 'approved', ...given, by: actorId(actor) })
    },
    /**
     * Publishes an approved draft if nothing is missing; from then on its content never changes. Publishing twice keeps the first
     * publication. Throws NotFound for another institution's id, Conflict `catalogue_not_approved` without an approval or after
     * its term, and Conflict when the draft was rewritten meanwhile.
     */
    async publish(actor: Actor, institutionId: string, id: string): Promise<PublishResult> {
      mustWrite(actor, institutionId)
      const draft = await versionOf(needs, institutionId, id)
      if (draft.published) return { ok: true, microCredential: draft }
      const problems = publishProblems(draft, await needs.languagesOf(institutionId))
      if (problems.length > 0) return { ok: false, problems }
      if (stageOf(draft) !== 'approved' || reviewDue(draft, clock.now()))
        throw new Conflict('catalogue_not_approved')
      const published = await microCredentials.publish(draft, act(actor))
      if (!published) throw new Conflict()
      await recordAct(needs, actor, published, 'published')
      return { ok: true, microCredential: published }
    },
    /** Takes a micro-credential out of what can be started: every version of it. Work that has begun goes on. */
    async retire(actor: Actor, institutionId: string, id: string, reason: string): Promise<void> {
      mustManage(actor, institutionId)
      const version = await versionOf(needs, institutionId, id)
      if (await retirements.standing(institutionId, version.key)) return
      await retirements.add(institutionId, version.key, { kind: 'retired', ...act(actor), reason })
      await recordAct(needs, actor, version, 'retired', reason)
    },
    /** Offers a retired micro-credential again. */
    async offerAgain(actor: Actor, institutionId: string, id: string): Promise<void> {
      mustManage(actor, institutionId)
      const version = await versionOf(needs, institutionId, id)
      if (!(await retirements.standing(institutionId, version.key))) return
      await retirements.add(institutionId, version.key, { kind: 'offeredAgain', ...act(actor), reason: '' })
      await recordAct(needs, actor, version, 'offeredAgain')
    },
  }
}
