import { isDeepStrictEqual } from 'node:util'
import { actorId, type Actor } from '../audit/actor.js'
import { Conflict, Invalid, NotFound } from '../errors/errors.js'
import { mustWrite } from './catalogueAuthority.js'
import { recordAct, versionOf, type CatalogueNeeds } from './catalogueNeeds.js'
import { emptyContent } from './emptyContent.js'
import type { MicroCredentialContent } from './microCredential.js'
import { contentOf, draftContent } from './microCredentialDocument.js'
import type { StoredMicroCredential } from './microCredentialStore.js'
import { stageOf } from './review.js'
import { markOf, type Place } from './sections.js'

const tries = 5

export type WriteResult =
  | { ok: true; version: StoredMicroCredential }
  /** Somebody else wrote the same part meanwhile; `version` is what stands there now. */
  | { ok: false; version: StoredMicroCredential }

/** A key from a title: `Calm arrivals` becomes `calm-arrivals`; a title without Latin letters gets a plain one. */
export function keyFrom(title: string): string {
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 50)
  return plain === '' ? 'micro-credential' : plain
}

/** Writing: a first version, a next one, and one part of a draft at a time. */
export function createAuthoring(needs: CatalogueNeeds) {
  const { microCredentials, clock } = needs
  const act = (actor: Actor) => ({ at: clock.now(), by: actorId(actor) })

  return {
    /** Begins a micro-credential with nothing but a title. */
    async begin(actor: Actor, institutionId: string, title: string): Promise<StoredMicroCredential> {
      mustWrite(actor, institutionId)
      const stem = keyFrom(title)
      for (let number = 1; number < 100; number += 1) {
        const key = number === 1 ? stem : `${stem}-${String(number)}`
        const place = { institutionId, key, version: 1 }
        const begun = await microCredentials.add(place, emptyContent(title), act(actor))
        if (!begun) continue
        await recordAct(needs, actor, begun, 'begun')
        return begun
      }
      throw new Conflict('catalogue_same_title')
    },
    /** The draft of the next version: the one there is, or a copy of what is published. */
    async nextVersion(actor: Actor, institutionId: string, id: string): Promise<StoredMicroCredential> {
      mustWrite(actor, institutionId)
      const { key } = await versionOf(needs, institutionId, id)
      const newest = await microCredentials.newest(institutionId, key)
      if (!newest) throw new NotFound('micro-credential')
      if (!newest.published) return newest
      const place = { institutionId, key, version: newest.version + 1 }
      const added = await microCredentials.add(place, contentOf(newest), act(actor))
      if (!added) throw new Conflict()
      await recordAct(needs, actor, added, 'begun')
      return added
    },
    /**
     * Writes one part of a draft. `mark` says what the writer had before them: where that part has changed since, nothing is
     * written and the answer carries what stands there now. Writers of other parts never disturb each other.
     * Throws Conflict `catalogue_not_open` while a version is in review, approved or published.
     */
    async write(
      actor: Actor,
      institutionId: string,
      id: string,
      place: Place,
      mark: string,
      change: (content: MicroCredentialContent) => MicroCredentialContent,
    ): Promise<WriteResult> {
      mustWrite(actor, institutionId)
      for (let time = 0; time < tries; time += 1) {
        const version = await versionOf(needs, institutionId, id)
        if (!['writing', 'changesRequested'].includes(stageOf(version)))
          throw new Conflict('catalogue_not_open')
        const content = contentOf(version)
        if (markOf(content, place) !== mark) return { ok: false, version }
        const parsed = draftContent.safeParse(change(content))
        if (!parsed.success) throw new Invalid('catalogue_content', parsed.error.message)
        if (isDeepStrictEqual(parsed.data, content)) return { ok: true, version }
        const written = await microCredentials.reviseDraft(version, parsed.data, act(actor))
        if (!written) continue
        await recordAct(needs, actor, written, 'written', place.section)
        return { ok: true, version: written }
      }
      throw new Conflict()
    },
    /** Gives a draft to the reviewers; from then on its words stand still. */
    async sendToReview(actor: Actor, institutionId: string, id: string): Promise<StoredMicroCredential> {
      mustWrite(actor, institutionId)
      const draft = await versionOf(needs, institutionId, id)
      if (stageOf(draft) === 'inReview') return draft
      if (!['writing', 'changesRequested'].includes(stageOf(draft))) throw new Conflict('catalogue_not_open')
      const sent = await microCredentials.move(draft, { review: act(actor), approved: null })
      if (!sent) throw new Conflict()
      await recordAct(needs, actor, sent, 'sentToReview')
      return sent
    },
    /** Takes a version back from review, or from its approval, to be written on. Never one that is published. */
    async takeBack(actor: Actor, institutionId: string, id: string): Promise<StoredMicroCredential> {
      mustWrite(actor, institutionId)
      const draft = await versionOf(needs, institutionId, id)
      if (draft.published) throw new Conflict('catalogue_published')
      if (!draft.review && !draft.approved) return draft
      const back = await microCredentials.move(draft, { review: null, approved: null })
      if (!back) throw new Conflict()
      await recordAct(needs, actor, back, 'takenBack')
      return back
    },
  }
}
