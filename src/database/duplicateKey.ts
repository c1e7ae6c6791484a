/** True when a write was refused by a unique index (E11000): somebody else already wrote the same key. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000
}
