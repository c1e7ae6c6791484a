/** The part of `@digitalbazaar/data-integrity-context` that src/badges uses; the package ships no types. */
declare module '@digitalbazaar/data-integrity-context' {
  export const contexts: ReadonlyMap<string, object>
}
