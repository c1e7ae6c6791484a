/** The part of `@digitalbazaar/vc` that the bench measures against; the package ships no types. */
declare module '@digitalbazaar/vc' {
  export function issue(options: {
    credential: object
    suite: object
    documentLoader: (url: string) => Promise<object>
  }): Promise<object>
}
