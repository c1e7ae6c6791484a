/** The part of `@digitalbazaar/data-integrity` that the bench measures against; the package ships no types. */
declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { signer: object; cryptosuite: object })
  }
}
