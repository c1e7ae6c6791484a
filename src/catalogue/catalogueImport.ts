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

type Issue = z.core.$ZodIssue

/** Of the ways a version may look (published or a draft), the complaints about the one that was meant. */
function meant(ways: readonly Issue[][]): Issue[] {
  return ways.find((issues) => issues.every(({ path }) => path[0] !== 'published')) ?? ways[0] ?? []
}

function problemsOf(issue: Issue, before: readonly PropertyKey[] = []): DocumentProblem[] {
  const path = [...before, ...issue.path]
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return meant(issue.errors).flatMap((one) => problemsOf(one, path))
  const named = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]
  return named.map((at) => ({
    field: at.length > 0 ? at.map(String).join('.') : 'document',
    code: issue.code === 'custom' ? issue.message : issue.code,
  }))
}

/** zod's complaints as problems; `document` stands for the whole of it. */
export const documentProblems = (error: z.ZodError): DocumentProblem[] =>
  error.issues.flatMap((issue) => problemsOf(issue))

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
