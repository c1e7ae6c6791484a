import { isDeepStrictEqual } from 'node:util'
import { actorId, type Actor } from '../audit/actor.js'
import { mustManage, mustReach } from '../institutions/authority.js'
import type { CaseDocument } from './caseDocument.js'
import {
  catalogueDocument,
  catalogueFormat,
  type CatalogueDocument,
  type VersionDocument,
} from './catalogueDocument.js'
import { documentProblems, type DocumentProblem } from './catalogueImport.js'
import { recordAct, type CatalogueNeeds } from './catalogueNeeds.js'
import { catalogueProblems, isThere } from './exchangeCheck.js'
import { createFrameworks } from './frameworks.js'
import type { Framework, FrameworkItem } from './frameworkStore.js'
import { contentOf } from './microCredentialDocument.js'
import type { StoredMicroCredential } from './microCredentialStore.js'
import type { Decision } from './review.js'

export interface ExchangeCounts {
  versions: number
  stacks: number
  frameworks: number
  unchanged: number
}
export type ExchangeResult = ({ ok: true } & ExchangeCounts) | { ok: false; problems: DocumentProblem[] }

function versionDocument(version: StoredMicroCredential, origin: string): VersionDocument {
  const content = contentOf(version)
  if (!version.published || !version.approval) return { version: version.version, published: null, content }
  const { at, until, origin: from, ...said } = version.approval
  return {
    version: version.version,
    published: { at: version.published.at.toISOString() },
    approval: {
      ...{ at: at.toISOString(), ...said, until: until?.toISOString() ?? null, origin: from ?? origin },
    },
    content,
  }
}

function caseOf(
  { caseId, uri, title, creator, version, language }: Framework,
  items: FrameworkItem[],
): CaseDocument {
  return {
    CFDocument: {
      ...{ identifier: caseId, uri, title },
      ...(creator && { creator }),
      ...(version && { version }),
      ...(language && { language }),
    },
    CFItems: items.map((item) => ({
      ...{ identifier: item.caseId, uri: item.uri, fullStatement: item.statement },
      ...(item.code && { humanCodingScheme: item.code }),
      ...(item.kind && { CFItemType: item.kind }),
    })),
  }
}

/** A whole catalogue out of an institution and into another, in the format `cairn.catalogue.v1`. */
export function createExchange(needs: CatalogueNeeds) {
  const { microCredentials, stacks, retirements, frameworks, clock } = needs
  const { takeFramework } = createFrameworks(needs)

  async function exportCatalogue(
    actor: Actor,
    institutionId: string,
    origin: string,
  ): Promise<CatalogueDocument> {
    mustReach(actor, institutionId)
    const [versions, sets, retired, known] = await Promise.all([
      microCredentials.all(institutionId),
      stacks.list(institutionId),
      retirements.list(institutionId),
      frameworks.list(institutionId),
    ])
    const keys = [...new Set(versions.map(({ key }) => key))]
    return {
      format: catalogueFormat,
      microCredentials: keys.map((key) => {
        const act = retired.get(key)
        return {
          key,
          retired: act ? { at: act.at.toISOString(), reason: act.reason } : null,
          versions: versions.filter((one) => one.key === key).map((one) => versionDocument(one, origin)),
        }
      }),
      stacks: sets.map(({ key, title, description, members, rule }) => ({
        ...{ key, title, description, members, rule },
      })),
      frameworks: await Promise.all(known.map(async (one) => caseOf(one, await frameworks.itemsOf(one)))),
    }
  }

  /** Adds one version as it arrives. Repeating it is harmless: a version's number is unique. */
  async function addVersion(actor: Actor, institutionId: string, key: string, arriving: VersionDocument) {
    const by = actorId(actor)
    const place = { institutionId, key, version: arriving.version }
    const written = { at: clock.now(), by }
    if (!arriving.published) return microCredentials.add(place, arriving.content, written)
    const { at, until, ...said } = arriving.approval
    const approved: Decision = {
      ...{ kind: 'approved', by, ...said, at: new Date(at), until: until ? new Date(until) : null },
    }
    return microCredentials.add(place, arriving.content, written, {
      approved: { at: approved.at, by },
      published: { at: new Date(arriving.published.at), by },
      decisions: [approved],
    })
  }

  return {
    /**
     * Everything an institution has, as a document; `origin` is what approvals given here are said to come from. An approved draft
     * leaves as a draft: approvals of what was never published do not travel.
     */
    exportCatalogue,
    /**
     * Takes a `cairn.catalogue.v1` document in: published versions stay published, under the approval they bring and the name of
     * its origin; drafts arrive as drafts. What is there is never changed. Where anything is wrong nothing is taken in, and the
     * answer has the path of each problem. A call that was cut short is finished by repeating it.
     */
    async importCatalogue(actor: Actor, institutionId: string, json: unknown): Promise<ExchangeResult> {
      mustManage(actor, institutionId)
      const parsed = catalogueDocument.safeParse(json)
      if (!parsed.success) return { ok: false, problems: documentProblems(parsed.error) }
      const document = parsed.data
      const there = await microCredentials.all(institutionId)
      const problems = catalogueProblems(document, there, await needs.languagesOf(institutionId))
      if (problems.length > 0) return { ok: false, problems }

      const counts: ExchangeCounts = { versions: 0, stacks: 0, frameworks: 0, unchanged: 0 }
      for (const { key, versions, retired } of document.microCredentials) {
        for (const arriving of versions) {
          const known = there.find((one) => one.key === key && one.version === arriving.version)
          const added =
            known && isThere(known, arriving) ? null : await addVersion(actor, institutionId, key, arriving)
          if (added) {
            counts.versions += 1
            await recordAct(needs, actor, added, 'imported', added.approval?.origin ?? undefined)
          } else counts.unchanged += 1
        }
        if (retired && !(await retirements.standing(institutionId, key)))
          await retirements.add(institutionId, key, {
            ...{ kind: 'retired', at: new Date(retired.at), by: actorId(actor), reason: retired.reason },
          })
      }
      const sets = await stacks.list(institutionId)
      for (const { key, ...content } of document.stacks) {
        const known = sets.find((one) => one.key === key)
        if (known && isDeepStrictEqual(known, { id: known.id, institutionId, key, ...content })) {
          counts.unchanged += 1
          continue
        }
        const { id } = await stacks.put(institutionId, key, content)
        const action = known ? 'stack.revised' : 'stack.added'
        await needs.audit.record({ institutionId, actor, action, subject: `stack:${id}`, at: clock.now() })
        counts.stacks += 1
      }
      const current = await exportCatalogue(actor, institutionId, '')
      for (const framework of document.frameworks) {
        if (current.frameworks.some((one) => isDeepStrictEqual(one, framework))) {
          counts.unchanged += 1
          continue
        }
        await takeFramework(actor, institutionId, framework)
        counts.frameworks += 1
      }
      return { ok: true, ...counts }
    },
  }
}
