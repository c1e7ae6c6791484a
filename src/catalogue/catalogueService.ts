import { isDeepStrictEqual } from 'node:util'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Conflict, NotFound } from '../errors/errors.js'
import { actorId, type Actor } from '../audit/actor.js'
import { mustManage } from '../institutions/authority.js'
import {
  decideImport,
  documentProblems,
  type DocumentProblem,
  type ImportOutcome,
} from './catalogueImport.js'
import type { Language } from './localizedText.js'
import type { MicroCredential } from './microCredential.js'
import { microCredentialDocument } from './microCredentialDocument.js'
import type { MicroCredentialStore, StoredMicroCredential } from './microCredentialStore.js'
import { publishProblems } from './publishCheck.js'
import type { PublishProblem } from './publishProblem.js'
import type { Stack } from './stack.js'
import { stacksDocument } from './stackDocument.js'
import type { StackStore } from './stackStore.js'

export type ImportResult =
  | { ok: true; outcome: ImportOutcome; microCredential: MicroCredential }
  | { ok: false; problems: DocumentProblem[] }

export type PublishResult =
  { ok: true; microCredential: MicroCredential } | { ok: false; problems: PublishProblem[] }

export type StacksResult =
  | { ok: true; stacks: { outcome: ImportOutcome; stack: Stack }[] }
  | { ok: false; problems: DocumentProblem[] }

export interface CatalogueNeeds {
  microCredentials: MicroCredentialStore
  stacks: StackStore
  audit: AuditTrail
  clock: Clock
  /** The languages in which the institution wants every text before it publishes. */
  languagesOf(institutionId: string): Promise<readonly Language[]>
}

/** The newest of each key, by English title; `versions` runs from the newest to the oldest. */
function newestOfEach(versions: StoredMicroCredential[]): MicroCredential[] {
  const byKey = new Map<string, MicroCredential>()
  for (const version of versions) if (!byKey.has(version.key)) byKey.set(version.key, version)
  return [...byKey.values()].sort((one, other) => one.title.en.localeCompare(other.title.en, 'en'))
}

/** Takes micro-credentials and stacks in, publishes them, and answers what an institution offers. */
export function createCatalogueService(needs: CatalogueNeeds) {
  const { microCredentials, stacks, audit, clock, languagesOf } = needs
  const record = (actor: Actor, institutionId: string, action: string, subject: string) =>
    audit.record({ institutionId, actor, action, subject, at: clock.now() })
  return {
    /**
     * Takes in a `cairn.micro-credential.v1` document as a draft. The same document again changes nothing; a changed one rewrites
     * the draft, or becomes the next version where the newest is published. Throws Forbidden or NotFound for who may not,
     * Conflict when the key changed meanwhile.
     */
    async importDocument(actor: Actor, institutionId: string, json: unknown): Promise<ImportResult> {
      mustManage(actor, institutionId)
      const parsed = microCredentialDocument.safeParse(json)
      if (!parsed.success) return { ok: false, problems: documentProblems(parsed.error) }
      const { key, content } = parsed.data
      const decision = decideImport(await microCredentials.newest(institutionId, key), content)
      if (decision.kind === 'unchanged') {
        return { ok: true, outcome: 'unchanged', microCredential: decision.version }
      }
      const written =
        decision.kind === 'add'
          ? await microCredentials.addDraft(institutionId, key, decision.number, content)
          : await microCredentials.reviseDraft(decision.draft, content)
      if (!written) throw new Conflict()
      const outcome = decision.kind === 'add' ? 'added' : 'revised'
      await record(actor, institutionId, `microCredential.${outcome}`, `microCredential:${written.id}`)
      return { ok: true, outcome, microCredential: written }
    },
    /**
     * Publishes a draft if nothing is missing; from then on it never changes. Publishing twice keeps the first publication.
     * Throws NotFound for another institution's id, Conflict when the draft was rewritten meanwhile.
     */
    async publish(actor: Actor, institutionId: string, id: string): Promise<PublishResult> {
      mustManage(actor, institutionId)
      const draft = await microCredentials.byId(institutionId, id)
      if (!draft) throw new NotFound('micro-credential')
      if (draft.published) return { ok: true, microCredential: draft }
      const problems = publishProblems(draft, await languagesOf(institutionId))
      if (problems.length > 0) return { ok: false, problems }
      const publication = { at: clock.now(), by: actorId(actor) }
      const published = await microCredentials.publish(draft, publication)
      if (!published) throw new Conflict()
      await record(actor, institutionId, 'microCredential.published', `microCredential:${id}`)
      return { ok: true, microCredential: published }
    },
    /** Takes in a `cairn.stacks.v1` document; a stack whose key is known is rewritten. Members must be known keys. */
    async importStacks(actor: Actor, institutionId: string, json: unknown): Promise<StacksResult> {
      mustManage(actor, institutionId)
      const parsed = stacksDocument.safeParse(json)
      if (!parsed.success) return { ok: false, problems: documentProblems(parsed.error) }
      const members = parsed.data.stacks.flatMap((stack) => stack.members)
      const known = new Set(await microCredentials.knownKeys(institutionId, members))
      const strangers = parsed.data.stacks.filter((stack) => !stack.members.every((key) => known.has(key)))
      if (strangers.length > 0) {
        const problems = strangers.map(({ key }) => ({ field: `${key}.members`, code: 'unknownMember' }))
        return { ok: false, problems }
      }
      const results: { outcome: ImportOutcome; stack: Stack }[] = []
      for (const { key, ...content } of parsed.data.stacks) {
        const there = await stacks.byKey(institutionId, key)
        if (there && isDeepStrictEqual(there, { id: there.id, institutionId, key, ...content })) {
          results.push({ outcome: 'unchanged', stack: there })
          continue
        }
        const stack = await stacks.put(institutionId, key, content)
        const outcome = there ? 'revised' : 'added'
        await record(actor, institutionId, `stack.${outcome}`, `stack:${stack.id}`)
        results.push({ outcome, stack })
      }
      return { ok: true, stacks: results }
    },
    /** One version, draft or published; null where this institution has none with the id. */
    find: (institutionId: string, id: string): Promise<MicroCredential | null> =>
      microCredentials.byId(institutionId, id),
    /** The newest published version of a key; null where nothing is published under it. */
    latest: (institutionId: string, key: string): Promise<MicroCredential | null> =>
      microCredentials.newestPublished(institutionId, key),
    /** What the institution offers: the newest published version of each micro-credential, by English title. */
    async listPublished(institutionId: string): Promise<MicroCredential[]> {
      return newestOfEach(await microCredentials.published(institutionId))
    },
    /** A published version by its id alone, for its public page; null for drafts and unknown ids. */
    publicMicroCredential: (id: string): Promise<MicroCredential | null> => microCredentials.publicById(id),
    /** A stack by its id alone, for its public page; null for unknown ids. */
    publicStack: (id: string): Promise<Stack | null> => stacks.publicById(id),
    /** The institution's stacks, by key. */
    listStacks: (institutionId: string): Promise<Stack[]> => stacks.list(institutionId),
    /** The institution's stacks that a micro-credential counts towards. */
    stacksWith: (institutionId: string, key: string): Promise<Stack[]> =>
      stacks.withMember(institutionId, key),
  }
}

export type CatalogueService = ReturnType<typeof createCatalogueService>
