/** The part of `jsonld` 9 that src/badges uses; the package ships no types. */
declare module 'jsonld' {
  export interface RemoteDocument {
    contextUrl: null
    documentUrl: string
    document: unknown
    tag?: 'static'
  }

  export interface CanonizeOptions {
    documentLoader: (url: string) => Promise<RemoteDocument>
    safe: boolean
    base: null
    rdfDirection: 'i18n-datatype'
    canonizeOptions?: { algorithm: 'RDFC-1.0'; maxWorkFactor?: number }
  }

  const jsonld: {
    canonize(input: object, options: CanonizeOptions): Promise<string>
  }
  export default jsonld
}
