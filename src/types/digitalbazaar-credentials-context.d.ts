/** The part of `@digitalbazaar/credentials-context` that src/badges uses; the package ships no types. */
declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, object>
}
