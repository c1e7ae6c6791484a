/** The part of `@digitalbazaar/ed25519-multikey` that the bench measures against; the package ships no types. */
declare module '@digitalbazaar/ed25519-multikey' {
  export function from(key: object): Promise<{ signer(): object }>
}
