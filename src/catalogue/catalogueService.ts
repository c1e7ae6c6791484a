import { isDeepStrictEqual } from 'node:util'
import { actorId, type Actor } from '../audit/actor.js'
import { Conflict } from '../errors/errors.js'
import { mustManage } from '../institutions/authority.js'
import { createApproving } from './approving.js'
import { createAuthoring } from './authoring.js'
import {
  decideImport,
  documentProblems,
  type DocumentProblem,
  type ImportOutcome,
} from './catalogueImport.js'
import type { CatalogueNeeds } from './catalogueNeeds.js'
import { createCommenting } from './commenting.js'
import { createExchange } from './exchange.js'
import { createFrameworks } from './frameworks.js'
import { createLinkChecking } from './linkChecking.js'
import type { MicroCredential } from './microCredential.js'
import { microCredentialDocument } from './microCredentialDocument.js'
import { createReading } from './reading.js'
import type { Stack } from './stack.js'
import { stacksDocument } from './stackDocument.js'

export type ImportResult =
  | { ok: true; outcome: ImportOutcome; microCredential: MicroCredential }
  | { ok: false; problems: DocumentProblem[] }

export type StacksResult =
  | { ok: true; stacks: { outcome: ImportOutcome; stack: Stack }[] }
  | { ok: false; problems: DocumentProblem[] }

/** Everything the catalogue does: reading, writing, reviewing, publishing, and taking documents in. */
export function createCatalogueService(needs: CatalogueNeeds) {
  const { microCredentials, stacks, audit, clock } = needs
  const record = (actor: Actor, institutionId: string, action: string, subject: string) =>
    audit.record({ institutionId, actor, action, subject, at: clock.now() })
  return {
    ...createReading(needs),
    ...createAuthoring(needs),
    ...createApproving(needs),
    ...createCommenting(needs),
    ...createFrameworks(needs),
    ...createLinkChecking(needs),
    ...createExchange(needs),
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
      const act = { at: clock.now(), by: actorId(actor) }
      const written =
        decision.kind === 'add'
          ? await microCredentials.add({ institutionId, key, version: decision.number }, content, act)
          : await microCredentials.reviseDraft(decision.draft, content, act)
      if (!written) throw new Conflict()
      const outcome = decision.kind === 'add' ? 'added' : 'revised'
      await record(actor, institutionId, `microCredential.${outcome}`, `microCredential:${written.id}`)
      return { ok: true, outcome, microCredential: written }
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
  }
}

export type CatalogueService = ReturnType<typeof createCatalogueService>
