import { actorId, type Actor } from '../../audit/actor.js'
import { Conflict, Forbidden, NotFound } from '../../errors/errors.js'
import { mustManage, mustOversee, mustReach } from '../../institutions/authority.js'
import {
  decideSharing,
  isSomebodys,
  mayWithdraw,
  snippetLimits,
  type GivenSnippet,
  type Snippet,
} from './snippet.js'
import { asReader, type SnippetDeps } from './snippetDeps.js'
import { createSnippetDesk } from './snippetDesk.js'

/** A micro-credential with the snippets that are for it; without its words where there is no version of it any more. */
export interface SnippetGroup {
  key: string
  microCredential: Awaited<ReturnType<SnippetDeps['latest']>>
  snippets: Snippet[]
}

/** Snippets of assessors: what they keep and change, what is shared with everybody who assesses, and taking it back. */
export function createSnippetService(deps: SnippetDeps) {
  const { store, clock } = deps

  const note = (actor: Actor, institutionId: string, id: string, what: string): Promise<void> =>
    deps.audit.record({
      ...{ institutionId, actor, subject: `snippet:${id}`, at: clock.now() },
      action: `snippet.${what}`,
    })

  const stamp = (actor: Actor) => ({ by: actorId(actor), at: clock.now() })

  async function grouped(institutionId: string, snippets: readonly Snippet[]): Promise<SnippetGroup[]> {
    const keys = [...new Set(snippets.map(({ microCredentialKey }) => microCredentialKey))].sort()
    return Promise.all(
      keys.map(async (key) => ({
        key,
        microCredential: await deps.latest(institutionId, key),
        snippets: snippets.filter(({ microCredentialKey }) => microCredentialKey === key),
      })),
    )
  }

  /** A snippet the actor may see: their own, a shared one, and for those who run a course one that was offered. */
  async function seen(actor: Actor, id: string) {
    const reader = await asReader(deps, actor)
    const snippet = await store.find(reader.institutionId, id)
    const theirs = snippet?.ownerId === reader.personId
    if (!snippet || !(theirs || snippet.shared || (snippet.offered && reader.facilitates)))
      throw new NotFound('no such snippet')
    const sharing = decideSharing(snippet, reader, await deps.assessorsShare(reader.institutionId))
    return { reader, snippet, sharing }
  }

  /** The same, where it has to be their own. */
  async function own(actor: Actor, id: string) {
    const found = await seen(actor, id)
    if (found.snippet.ownerId !== found.reader.personId) throw new Forbidden('snippet_of_another')
    return found
  }

  /** Shares it, where there is room for one more on its criterion. */
  async function share(actor: Actor, { institutionId, microCredentialKey, criterionId, id }: Snippet) {
    const shared = await store.shared(institutionId, microCredentialKey)
    const others = shared.filter((one) => one.criterionId === criterionId && one.id !== id)
    if (others.length >= snippetLimits.perCriterion) throw new Conflict('snippets_shared_enough')
    if (await store.share(institutionId, id, stamp(actor))) await note(actor, institutionId, id, 'shared')
  }

  /** Takes it back. What is nobody's waits to be shared again, because it would be seen nowhere else. */
  async function withdraw(actor: Actor, snippet: Snippet): Promise<void> {
    const { institutionId, id } = snippet
    const offered = isSomebodys(snippet) ? null : stamp(actor)
    if (await store.withdraw(institutionId, id, offered)) await note(actor, institutionId, id, 'withdrawn')
  }

  return {
    ...createSnippetDesk(deps),
    /** What the actor keeps, and what others share with them, by micro-credential. NotFound for whoever does not assess. */
    async mine(actor: Actor) {
      const reader = await asReader(deps, actor)
      const { institutionId, personId } = reader
      const [own, shared, offered, assessorsShare] = await Promise.all([
        store.ofOwner(institutionId, personId),
        store.shared(institutionId),
        reader.facilitates ? store.offered(institutionId) : [],
        deps.assessorsShare(institutionId),
      ])
      const others = shared.filter(({ ownerId }) => ownerId !== personId)
      return {
        own: await grouped(institutionId, own),
        others: await grouped(institutionId, others),
        offered: await grouped(
          institutionId,
          offered.filter(({ ownerId }) => ownerId !== personId),
        ),
        mayShare: reader.facilitates || assessorsShare,
        mayWithdraw: reader.facilitates,
      }
    },
    /** Makes sure that a snippet is the actor's own. Throws NotFound, Forbidden. */
    async mustOwn(actor: Actor, id: string): Promise<void> {
      await own(actor, id)
    },
    /**
     * Changes the words, the place or the level of one's own. A shared one changes for everybody, so that takes the right to
     * share. False where its owner has these words on this criterion already. Throws NotFound, Forbidden.
     */
    async change(
      actor: Actor,
      id: string,
      said: Pick<Snippet, 'text' | 'place' | 'levelId'>,
    ): Promise<boolean> {
      const { snippet, sharing } = await own(actor, id)
      if (snippet.shared && sharing !== 'share') throw new Forbidden('snippet_sharing_closed')
      const asked = await deps.latest(snippet.institutionId, snippet.microCredentialKey)
      const known = asked?.rubric.levels.some((level) => level.id === said.levelId)
      const levelId = known ? said.levelId : null
      if (!(await store.change(snippet, { ...said, levelId }, stamp(actor)))) return false
      await note(actor, snippet.institutionId, id, 'changed')
      return true
    },
    /**
     * Shares with everybody who assesses here, or puts it before those who may: answers which. Again is harmless. Throws NotFound,
     * Forbidden, Conflict.
     */
    async share(actor: Actor, id: string): Promise<'shared' | 'offered'> {
      const { snippet, sharing } = await seen(actor, id)
      if (sharing === 'refused') throw new Forbidden('snippet_of_another')
      if (sharing === 'share') {
        await share(actor, snippet)
        return 'shared'
      }
      const { institutionId } = snippet
      if (await store.offer(institutionId, id, stamp(actor))) await note(actor, institutionId, id, 'offered')
      return 'offered'
    },
    /** Makes a shared one its owner's alone again: for its owner, and whoever runs a course. Throws NotFound, Forbidden. */
    async withdrawSharing(actor: Actor, id: string): Promise<void> {
      const { snippet, reader } = await seen(actor, id)
      if (!mayWithdraw(snippet, reader)) throw new Forbidden('snippet_of_another')
      await withdraw(actor, snippet)
    },
    /** Removes one's own, for good; what was written with it stays. Again is harmless. Throws NotFound, Forbidden. */
    async remove(actor: Actor, id: string): Promise<void> {
      const { snippet } = await own(actor, id)
      if (await store.remove(snippet.institutionId, id, stamp(actor)))
        await note(actor, snippet.institutionId, id, 'removed')
    },
    /** What an institution shares, and what waits to be, for its staff. Throws NotFound, Forbidden. */
    async sharedIn(actor: Actor, institutionId: string) {
      mustReach(actor, institutionId)
      mustOversee(actor)
      return {
        shared: await grouped(institutionId, await store.shared(institutionId)),
        offered: await grouped(institutionId, await store.offered(institutionId)),
      }
    },
    /** Shares one that its owner has offered, by staff of the institution. Throws NotFound, Forbidden, Conflict. */
    async shareIn(actor: Actor, institutionId: string, id: string): Promise<void> {
      mustManage(actor, institutionId)
      const snippet = await store.find(institutionId, id)
      if (!snippet?.offered && !snippet?.shared) throw new NotFound('nobody offered it')
      await share(actor, snippet)
    },
    /** Takes a shared one back, by staff of the institution. Throws NotFound, Forbidden. */
    async withdrawIn(actor: Actor, institutionId: string, id: string): Promise<void> {
      mustManage(actor, institutionId)
      const snippet = await store.find(institutionId, id)
      if (!snippet) throw new NotFound('no such snippet')
      await withdraw(actor, snippet)
    },
    /** Gives an institution a shared snippet of nobody's. With the same id again it adds nothing. For staff and seeds. */
    async give(actor: Actor, given: GivenSnippet): Promise<void> {
      mustManage(actor, given.institutionId)
      const by = stamp(actor)
      const none = { changed: null, offered: null, removed: null }
      const kept = { ownerId: actorId(actor), kept: by, shared: by, ...none }
      if (await store.add({ ...given, ...kept })) await note(actor, given.institutionId, given.id, 'shared')
    },
  }
}

export type SnippetService = ReturnType<typeof createSnippetService>
