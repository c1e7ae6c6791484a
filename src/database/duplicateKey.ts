/** True when a write was refused by a unique index (E11000): somebody else already wrote the same key. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000
}

/** Adds a record under its id. False, and nothing changed, where a unique index says that it is there already. */
export async function addUnlessThere<T extends { id: string }>(
  rows: { create(document: object): Promise<unknown> },
  { id, ...fields }: T,
): Promise<boolean> {
  try {
    await rows.create({ _id: id, ...fields })
    return true
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

/** Adds many records under their ids; those that a unique index says are there already are left as they stand. */
export async function addManyUnlessThere<T extends { id: string }>(
  rows: { insertMany(documents: object[], options: { ordered: false }): Promise<unknown> },
  records: readonly T[],
): Promise<void> {
  if (records.length === 0) return
  try {
    await rows.insertMany(
      records.map(({ id, ...fields }) => ({ _id: id, ...fields })),
      { ordered: false },
    )
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
}
