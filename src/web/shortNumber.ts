import { createHash } from 'node:crypto'

/** Six digits that stay the same for an id and tell nothing of it: for people to tell apart what has no name. */
export function shortNumber(id: string): string {
  const drawn = createHash('sha256').update(id).digest().readUInt32BE(0)
  return String(drawn % 1_000_000).padStart(6, '0')
}
