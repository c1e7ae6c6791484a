import { actorId, type Actor } from '../audit/actor.js'
import { NotFound } from '../errors/errors.js'
import { mustReach } from '../institutions/authority.js'
import { caseDocument, largestFramework, type CaseDocument } from './caseDocument.js'
import { mustWrite } from './catalogueAuthority.js'
import { documentProblems, type DocumentProblem } from './catalogueImport.js'
import type { CatalogueNeeds } from './catalogueNeeds.js'
import type { Framework, FrameworkItem } from './frameworkStore.js'
import type { Alignment } from './microCredential.js'

/** A framework taken in, or why not: what is wrong with the document, or why its address gave none. */
export type FrameworkResult =
  | { ok: true; framework: Framework }
  | { ok: false; problems: DocumentProblem[] }
  | { ok: false; unreachable: string }

const mostFound = 50
const deadlineMs = 20_000

/** The item as an alignment: the identifier and address of CASE, the statement in the framework's own words. */
export function alignmentOf(item: FrameworkItem, framework: Framework): Alignment {
  return {
    caseId: item.caseId,
    frameworkName: framework.title,
    targetName: item.statement,
    ...(item.code && { targetCode: item.code }),
    targetUrl: item.uri,
  }
}

/** Frameworks of an institution: taking them in as CASE documents, and finding their items. */
export function createFrameworks(needs: CatalogueNeeds) {
  const { frameworks, audit, clock, fetchDocument } = needs

  async function keep(actor: Actor, institutionId: string, document: CaseDocument, from: string | null) {
    const { CFDocument: head, CFItems } = document
    const at = clock.now()
    const framework = await frameworks.put(
      {
        ...{ institutionId, caseId: head.identifier, uri: head.uri, title: head.title },
        creator: head.creator ?? null,
        version: head.version ?? null,
        language: head.language ?? null,
        taken: { at, by: actorId(actor), from },
      },
      CFItems.map((item) => ({
        ...{ caseId: item.identifier, uri: item.uri, statement: item.fullStatement },
        code: item.humanCodingScheme || null,
        kind: item.CFItemType || null,
      })),
    )
    const subject = `framework:${framework.id}`
    await audit.record({ institutionId, actor, action: 'framework.taken', subject, at })
    return framework
  }

  async function takeFramework(
    actor: Actor,
    institutionId: string,
    json: unknown,
    from: string | null = null,
  ): Promise<FrameworkResult> {
    mustWrite(actor, institutionId)
    const parsed = caseDocument.safeParse(json)
    if (!parsed.success) return { ok: false, problems: documentProblems(parsed.error) }
    return { ok: true, framework: await keep(actor, institutionId, parsed.data, from) }
  }

  return {
    /** Takes in a CFPackage of 1EdTech CASE 1.0 or 1.1; the same document again becomes its next edition. */
    takeFramework,
    /** The same from an address, through the guarded fetch. */
    async fetchFramework(actor: Actor, institutionId: string, url: string): Promise<FrameworkResult> {
      mustWrite(actor, institutionId)
      const headers = { accept: 'application/json' }
      const answer = await fetchDocument({ url, headers, maxBytes: largestFramework, deadlineMs })
      if (!answer.ok) return { ok: false, unreachable: answer.code }
      if (answer.status !== 200) return { ok: false, unreachable: 'status' }
      return takeFramework(actor, institutionId, jsonIn(answer.body), url)
    },
    /** The frameworks of an institution, with how many items each has. */
    async listFrameworks(actor: Actor, institutionId: string): Promise<Framework[]> {
      mustReach(actor, institutionId)
      return frameworks.list(institutionId)
    },
    /** Up to 50 items whose code or statement has all these words, in one framework or in all of them. */
    async findItems(
      actor: Actor,
      institutionId: string,
      { frameworkId, words }: { frameworkId: string | null; words: string },
    ): Promise<{ item: FrameworkItem; framework: Framework }[]> {
      mustReach(actor, institutionId)
      const all = await frameworks.list(institutionId)
      const asked = all.filter(({ id }) => !frameworkId || id === frameworkId)
      const found = await frameworks.search(institutionId, {
        editions: asked.map(({ edition }) => edition),
        words: words.split(/\s+/).filter(Boolean).slice(0, 8),
        most: mostFound,
      })
      return found.flatMap((item) => {
        const framework = asked.find(({ id }) => id === item.frameworkId)
        return framework ? [{ item, framework }] : []
      })
    },
    /** An item as an alignment. Throws NotFound for an unknown item or one of another institution. */
    async alignmentFor(actor: Actor, institutionId: string, itemId: string): Promise<Alignment> {
      mustReach(actor, institutionId)
      const item = await frameworks.item(institutionId, itemId)
      const framework = (await frameworks.list(institutionId)).find(({ id }) => id === item?.frameworkId)
      if (!item || !framework) throw new NotFound('framework item')
      return alignmentOf(item, framework)
    },
  }
}

/** What a body says as JSON; undefined, which no document is, where it is none. */
export function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}
