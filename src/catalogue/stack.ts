import type { LocalizedText } from './localizedText.js'

export type StackRule = { kind: 'all' } | { kind: 'any'; count: number }

/** What an author writes of a stack. `members` are micro-credential keys: any version of a member counts. */
export interface StackContent {
  title: LocalizedText
  description: LocalizedText
  members: string[]
  rule: StackRule
}

/** A named set of micro-credentials with a rule for when the set is complete. A member may stand in several stacks. */
export interface Stack extends StackContent {
  id: string
  institutionId: string
  key: string
}

/** How many different members of the stack have been earned. */
export function earnedOf(stack: StackContent, earnedKeys: Iterable<string>): number {
  const earned = new Set(earnedKeys)
  return new Set(stack.members.filter((key) => earned.has(key))).size
}

/** How many members the rule asks for. */
function neededOf(stack: StackContent): number {
  return stack.rule.kind === 'all' ? new Set(stack.members).size : stack.rule.count
}

/** Whether the earned micro-credentials complete the stack. An empty stack is never met: nobody earns by doing nothing. */
export function stackMet(stack: StackContent, earnedKeys: Iterable<string>): boolean {
  const needed = neededOf(stack)
  return needed > 0 && earnedOf(stack, earnedKeys) >= needed
}
