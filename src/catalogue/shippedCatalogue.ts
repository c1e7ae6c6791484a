import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Actor } from '../audit/actor.js'
import { projectRoot } from '../projectRoot.js'
import type { CatalogueService } from './catalogueService.js'
import type { MicroCredential } from './microCredential.js'
import {
  contentOf,
  microCredentialDocument,
  type MicroCredentialDocument,
} from './microCredentialDocument.js'
import { stacksDocument, type StacksDocument } from './stackDocument.js'
import { storiesDocument, type Story } from './storyDocument.js'

/** The keys of the five micro-credentials that come with Cairn, in the order a cohort meets them. */
export const shippedKeys = [
  'trauma-informed-practice',
  'cultural-responsiveness',
  'language-acquisition',
  'family-partnership',
  'sustainable-learning-design',
] as const

function readCatalogueFile(name: string): unknown {
  return JSON.parse(readFileSync(path.join(projectRoot, 'config', 'catalogue', `${name}.json`), 'utf8'))
}

/** The five documents in `config/catalogue`. Throws when one is damaged. */
export function readShippedMicroCredentials(): MicroCredentialDocument[] {
  return shippedKeys.map((key) => microCredentialDocument.parse(readCatalogueFile(key)))
}

/** The stacks in `config/catalogue/stacks.json`. Throws when it is damaged. */
export function readShippedStacks(): StacksDocument {
  return stacksDocument.parse(readCatalogueFile('stacks'))
}

/** Sample evidence with its assessment, for the demo and the tests. Throws when the file is damaged. */
export function readStories(): Story[] {
  return storiesDocument.parse(readCatalogueFile('stories')).stories
}

/** Where the approval of the shipped catalogue comes from, and how long it stands: three years from being taken in. */
const shippedApproval = {
  approver: 'Cairn',
  external: true,
  reason: 'Reviewed with the catalogue that comes with Cairn.',
  conditions: '',
  origin: 'config/catalogue',
}
const shippedYears = 3

/**
 * Gives an institution the shipped catalogue: every micro-credential taken in, approved under the name of its origin and published,
 * then the stacks. What the institution has made of one since is left alone, and doing it again adds nothing. Answers the published
 * versions in shipped order. For the operator of the machine. Throws when a document is refused, which is our mistake.
 */
export async function offerShippedCatalogue(
  catalogue: CatalogueService,
  actor: Actor,
  institutionId: string,
  now: Date,
): Promise<MicroCredential[]> {
  const until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + shippedYears)
  const offered: MicroCredential[] = []
  for (const document of readShippedMicroCredentials()) {
    const there = await catalogue.latest(institutionId, document.key)
    if (there && (there.approval || !isDeepStrictEqual(contentOf(there), document.content))) {
      offered.push(there)
      continue
    }
    const taken = await catalogue.importDocument(actor, institutionId, document)
    if (!taken.ok) throw new Error(`${document.key} was refused: ${JSON.stringify(taken.problems)}`)
    const { id } = taken.microCredential
    await catalogue.takeOverApproval(actor, institutionId, id, { ...shippedApproval, at: now, until })
    const result = await catalogue.publish(actor, institutionId, id)
    if (!result.ok) throw new Error(`${document.key} is not ready: ${JSON.stringify(result.problems)}`)
    offered.push(result.microCredential)
  }
  const stacks = await catalogue.importStacks(actor, institutionId, readShippedStacks())
  if (!stacks.ok) throw new Error(`the stacks were refused: ${JSON.stringify(stacks.problems)}`)
  return offered
}
