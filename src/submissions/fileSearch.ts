/** What somebody who looks for files has in hand: an id, of a file, a work or a person; or the number a nameless person goes by. */
export type FileSearch = { by: 'id'; id: string } | { by: 'number'; number: string }

const idPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi
const numberPattern = /(?<!\d)\d{6}(?!\d)/

/** Reads it out of whatever was typed or pasted, a whole address or "Educator 123456" included; null where there is none. */
export function readFileSearch(typed: string): FileSearch | null {
  // Of several ids in an address the last is the narrowest.
  const id = typed.match(idPattern)?.at(-1)
  if (id) return { by: 'id', id: id.toLowerCase() }
  const number = numberPattern.exec(typed)?.[0]
  return number ? { by: 'number', number } : null
}
