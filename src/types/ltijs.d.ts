/** The part of ltijs 5.9.9 that src/lti/fence uses. The package ships no types. */
declare module 'ltijs' {
  export interface IdTokenLike {
    iss: string
    clientId: string
    deploymentId: string
    user: string
    platformContext: {
      resource?: { id: string }
      endpoint?: { lineitems?: string; lineitem?: string }
      namesRoles?: { context_memberships_url: string }
      deepLinkingSettings?: Record<string, unknown>
    }
  }

  export interface Provider {
    setup(encryptionKey: string, database: { plugin: object }, options?: Record<string, unknown>): this
    NamesAndRoles: {
      getMembers(
        idtoken: IdTokenLike,
        options?: { pages?: number | false; limit?: number; url?: string },
      ): Promise<{ members?: unknown; next?: string; differences?: string }>
    }
    Grade: {
      getLineItems(
        idtoken: IdTokenLike,
        options?: { resourceId?: string; tag?: string; url?: string },
      ): Promise<{ lineItems: unknown; next?: string }>
      getScores(
        idtoken: IdTokenLike,
        lineItemUrl: string,
        options?: { userId?: string; url?: string; limit?: number },
      ): Promise<{ scores: unknown; next?: string }>
    }
    DeepLinking: {
      createDeepLinkingMessage(
        idtoken: IdTokenLike,
        items: object[],
        options?: { message?: string; errMessage?: string },
      ): Promise<string>
    }
  }

  export const Provider: Provider
}

declare module 'ltijs/dist/Utils/Keyset.js' {
  const Keyset: { build(database: object, encryptionKey: string): Promise<{ keys: object[] }> }
  export default Keyset
}
