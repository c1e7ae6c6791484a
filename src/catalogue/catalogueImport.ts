import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { MicroCredential, MicroCredentialContent } from './microCredential.js'
import {
  contentOf,
  microCredentialContent,
  microCredentialFormat,
  type MicroCredentialDocument,
} from './microCredentialDocument.js'

/** What is wrong with a document: where (a path), and which check found it. */
export interface DocumentProblem {
  field: string
  code: string
}

export type ImportOutcome = 'added' | 'revised' | 'unchanged'

/** zod's complaints as problems; `document` stands for the whole of it. */
export function documentProblems(error: z.ZodError): DocumentProblem[] {
  return error.issues.map((issue) => ({
    field: issue.path.length > 0 ? issue.path.join('.') : 'document',
    code: issue.code === 'custom' ? issue.message : issue.code,
  }))
}

/** The micro-credential as a document that another installation can take in. */
export function toDocument(microCredential: MicroCredential): MicroCredentialDocument {
  const content = microCredentialContent.parse(contentOf(microCredential))
  return { format: microCredentialFormat, key: microCredential.key, content }
}

export type ImportDecision<Version> =
  | { kind: 'unchanged'; version: Version }
  | { kind: 'revise'; draft: Version }
  | { kind: 'add'; number: number }

/** Decides what a document means beside the newest version of its key: nothing, a rewritten draft, or a next version. */
export function decideImport<Version extends MicroCredential>(
  newest: Version | null,
  content: MicroCredentialContent,
): ImportDecision<Version> {
  if (!newest) return { kind: 'add', number: 1 }
  if (isDeepStrictEqual(contentOf(newest), content)) return { kind: 'unchanged', version: newest }
  return newest.published ? { kind: 'add', number: newest.version + 1 } : { kind: 'revise', draft: newest }
}
