/** The value of a JSON text, or null where it is none: what platforms send is never trusted to parse. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
