/** The part of `@digitalbazaar/eddsa-rdfc-2022-cryptosuite` that the bench measures against; the package ships no types. */
declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object
}
