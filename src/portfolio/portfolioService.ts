import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import { isIssued } from '../badges/award.js'
import { artOfAward } from '../badges/badgeImages.js'
import type { Clock } from '../clock/clock.js'
import { NotFound } from '../errors/errors.js'
import { asPerson } from '../submissions/own.js'
import type { OpenedEvidence } from '../submissions/evidence.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import type { EntryStore } from './entryStore.js'
import {
  decideLink,
  decideWish,
  isOpen,
  keyOf,
  shownOf,
  type AwardShown,
  type Contents,
  type LinkDecision,
  type ShareLink,
  type Subject,
  type Wish,
  type WishDecision,
  type Words,
} from './portfolio.js'
import type { Houses, OwnAwards, Owners, Published } from './ports.js'
import type { ShareLinkStore } from './shareLinkStore.js'

export interface PortfolioDeps {
  entries: EntryStore
  links: ShareLinkStore
  submissions: Pick<SubmissionService, 'finishedPieces' | 'openFile'>
  awards: OwnAwards
  catalogue: Published
  people: Owners
  institutions: Houses
  audit: AuditTrail
  clock: Clock
}

/** A portfolio as others see it. */
export interface SharedPortfolio extends Contents {
  personId: string
  name: string | null
  institution: { name: string } | null
}

/** What an educator chooses to show of what they have earned and finished, and to whom. Everybody their own only. */
export function createPortfolioService(deps: PortfolioDeps) {
  const { entries, links, clock } = deps

  async function contentsOf(institutionId: string, personId: string): Promise<Contents> {
    const [decided, all, pieces] = await Promise.all([
      entries.ofPerson(institutionId, personId),
      deps.awards.ofPerson(institutionId, personId),
      deps.submissions.finishedPieces(institutionId, personId),
    ])
    const entryOf = (key: string) => decided.find((entry) => entry.key === key) ?? null
    const awards = await Promise.all(
      all.map(async (award): Promise<AwardShown[]> => {
        if (!isIssued(award) || award.revoked) return []
        const microCredential = await deps.catalogue.publicMicroCredential(award.microCredentialId)
        const key = keyOf({ awardId: award.id })
        const art = microCredential ? artOfAward(award, microCredential) : ''
        return [{ key, award, art, entry: entryOf(key) }]
      }),
    )
    return {
      awards: awards.flat(),
      pieces: pieces.map((piece) => {
        const key = keyOf({ submissionId: piece.submission.id, slotId: piece.slot.id })
        return { ...piece, key, entry: entryOf(key) }
      }),
    }
  }

  async function sharedBy(institutionId: string, personId: string): Promise<SharedPortfolio> {
    const [contents, person, institution] = await Promise.all([
      contentsOf(institutionId, personId),
      deps.people.byId(institutionId, personId),
      deps.institutions.byId(institutionId),
    ])
    return { ...shownOf(contents), personId, name: person?.name ?? null, institution }
  }

  async function openLink(token: string): Promise<ShareLink | null> {
    const link = await links.ofToken(token)
    return link && isOpen(link, clock.now()) ? link : null
  }

  const note = (actor: Actor, institutionId: string, action: string, reason: string) =>
    deps.audit.record({
      institutionId,
      actor,
      action,
      subject: `person:${asPerson(actor).personId}`,
      reason,
      at: clock.now(),
    })

  return {
    /** The actor's own: everything they could show, what they decided and said of it, and their links. */
    async mine(actor: Actor): Promise<Contents & { links: (ShareLink & { open: boolean })[] }> {
      const { institutionId, personId } = asPerson(actor)
      const [contents, made] = await Promise.all([
        contentsOf(institutionId, personId),
        links.ofPerson(institutionId, personId),
      ])
      const now = clock.now()
      return { ...contents, links: made.map((link) => ({ ...link, open: isOpen(link, now) })) }
    },
    /** The actor's own as others would see it now. */
    async preview(actor: Actor): Promise<SharedPortfolio> {
      const { institutionId, personId } = asPerson(actor)
      return sharedBy(institutionId, personId)
    },
    /**
     * Keeps what the actor says of something of theirs, and shows it or no longer shows it. Throws NotFound for anything
     * that is not theirs, or not earned or met.
     */
    async decide(actor: Actor, subject: Subject, words: Words, wish: Wish): Promise<WishDecision> {
      const { institutionId, personId } = asPerson(actor)
      const key = keyOf(subject)
      const { awards, pieces } = await contentsOf(institutionId, personId)
      const award = 'awardId' in subject ? awards.find((one) => one.key === key) : undefined
      const piece = 'awardId' in subject ? undefined : pieces.find((one) => one.key === key)
      const thing = award ?? piece
      if (!thing) throw new NotFound('nothing of theirs to show')
      const decision = decideWish(wish, Boolean(thing.entry?.shown), piece?.block ?? null)
      const at = clock.now()
      await entries.keep({
        ...{ institutionId, personId, key, ...words, updatedAt: at },
        ...(decision.kind === 'shown' && { shown: { at } }),
        ...(decision.kind === 'hidden' && { shown: null }),
      })
      if (decision.kind === 'shown' || decision.kind === 'hidden')
        await note(actor, institutionId, `portfolio.${decision.kind}`, key)
      return decision
    },
    /** Makes a link to the actor's portfolio. Its token is told this once. `until`: its last day, or empty. */
    async share(
      actor: Actor,
      { label, until }: Pick<ShareLink, 'label' | 'until'>,
    ): Promise<{ decision: LinkDecision; token: string | null }> {
      const { institutionId, personId } = asPerson(actor)
      const createdAt = clock.now()
      const decision = decideLink(await links.ofPerson(institutionId, personId), until, createdAt)
      if (decision !== 'make') return { decision, token: null }
      const token = await links.add({ institutionId, personId, label, until, createdAt })
      await note(actor, institutionId, 'portfolio.linkMade', until)
      return { decision, token }
    },
    /** Ends a link of the actor's for good; again is harmless. Throws NotFound for anybody else's. */
    async withdrawLink(actor: Actor, id: string): Promise<void> {
      const { institutionId, personId } = asPerson(actor)
      const own = await links.ofPerson(institutionId, personId)
      if (!own.some((link) => link.id === id)) throw new NotFound('no such link of theirs')
      if (await links.withdraw(institutionId, personId, id, clock.now()))
        await note(actor, institutionId, 'portfolio.linkWithdrawn', id)
    },
    /** What a link shows now; null where it does not open: never made, ended or withdrawn, which nobody is to tell apart. */
    async shared(token: string): Promise<SharedPortfolio | null> {
      const link = await openLink(token)
      return link && sharedBy(link.institutionId, link.personId)
    },
    /** A file of a piece that a link shows now. Throws NotFound for every other. */
    async sharedFile(token: string, artefactId: string): Promise<OpenedEvidence> {
      const link = await openLink(token)
      const pieces = link ? shownOf(await contentsOf(link.institutionId, link.personId)).pieces : []
      const file = pieces.map(({ piece }) => piece.file).find((one) => one?.artefactId === artefactId)
      if (!file) throw new NotFound('not shown by this link')
      return deps.submissions.openFile(file)
    },
  }
}

export type PortfolioService = ReturnType<typeof createPortfolioService>
