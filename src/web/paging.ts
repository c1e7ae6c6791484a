/** One page of a list: its items, which page it is and of how many (both from 1). */
export interface Paged<T> {
  items: T[]
  page: number
  pages: number
}

/** Cuts the asked page out of a list; an address that asks for nonsense gets the nearest page there is. */
export function pageOf<T>(list: readonly T[], asked: unknown, size: number): Paged<T> {
  const pages = Math.max(1, Math.ceil(list.length / size))
  const wanted = typeof asked === 'string' ? Number.parseInt(asked, 10) : 1
  const page = Math.min(Math.max(Number.isNaN(wanted) ? 1 : wanted, 1), pages)
  return { items: list.slice((page - 1) * size, page * size), page, pages }
}
