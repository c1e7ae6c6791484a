import type { Addresses } from './addresses.js'
import type { IssuedAward } from './award.js'
import type { AwardService } from './awardService.js'
import { artOfAchievement, artOfAward, bakedSvg, type BadgeImages } from './badgeImages.js'
import type { JsonObject } from './openBadges/json.js'
import { badgeClass, hostedAssertion, issuerProfile, revokedAssertion } from './openBadge2.js'
import type { Issuers, PublicCatalogue } from './ports.js'
import type { PublicDocuments } from './publicDocuments.js'

export type Viewer = { personId: string; institutionId: string } | null

/** A file as it goes over the wire. `maxAge` in seconds; null when only this visitor may keep it. */
export interface PublishedFile {
  status: number
  type: string
  body: Buffer
  maxAge: number | null
}

interface Asked {
  id: string
  viewer: Viewer
  language: 'en' | 'ar'
}

type Read = (asked: Asked) => Promise<PublishedFile | null>

export interface FileNeeds {
  awards: Pick<AwardService, 'visibleTo'>
  documents: PublicDocuments
  catalogue: PublicCatalogue
  issuers: Issuers
  images: BadgeImages
  addresses: Addresses
}

const minutes = 60
const day = 86_400

/**
 * Every file that machines read, by its path: one table, used by the routes and, in-process, by our own verifier. A badge that
 * the visitor may not see is simply not there.
 */
export function createPublishedFiles(needs: FileNeeds) {
  const { awards, documents, catalogue, issuers, images, addresses } = needs

  const ofAward =
    (
      make: (award: IssuedAward) => Promise<{ type: string; body: Buffer | string; status?: number } | null>,
    ): Read =>
    async ({ id, viewer }) => {
      const award = await awards.visibleTo(viewer, id)
      const made = award && (await make(award))
      if (!award || !made) return null
      const maxAge = award.visibility === 'public' ? 5 * minutes : null
      return { status: made.status ?? 200, type: made.type, body: Buffer.from(made.body), maxAge }
    }

  const pictured = (
    draw: (art: string, award: IssuedAward) => Promise<{ type: string; body: Buffer | string }>,
  ) =>
    ofAward(async (award) => {
      const microCredential = await catalogue.publicMicroCredential(award.microCredentialId)
      return microCredential && draw(artOfAward(award, microCredential), award)
    })

  const achievementPng: Read = async ({ id }) => {
    const microCredential = await catalogue.publicMicroCredential(id)
    const issuer = microCredential && (await issuers.byId(microCredential.institutionId))
    if (!microCredential || !issuer) return null
    const body = await images.png(artOfAchievement(microCredential, issuer.colour))
    return { status: 200, type: 'image/png', body, maxAge: day }
  }

  const table: [RegExp, Read][] = [
    [
      /^\/badges\/([\w-]+)\.json$/,
      ofAward(async ({ issued }) => ({ type: 'application/vc+ld+json', body: issued.credential })),
    ],
    [/^\/badges\/([\w-]+)\.jwt$/, ofAward(async ({ issued }) => ({ type: 'text/plain', body: issued.jwt }))],
    [
      /^\/badges\/([\w-]+)\.png$/,
      pictured(async (art, award) => ({ type: 'image/png', body: await images.bakedPng(art, award) })),
    ],
    [
      /^\/badges\/([\w-]+)\.svg$/,
      pictured(async (art, award) => ({ type: 'image/svg+xml', body: bakedSvg(art, award) })),
    ],
    [
      /^\/badges\/([\w-]+)\/share\.png$/,
      pictured(async (art) => ({ type: 'image/png', body: await images.sharePng(art) })),
    ],
    [
      /^\/issuers\/([\w-]+)\/did\.json$/,
      async ({ id }) => json('application/did+json', await documents.did(id), 5 * minutes),
    ],
    [
      /^\/status\/([\w-]+)$/,
      async ({ id }) => json('application/vc+ld+json', await documents.statusList(id), minutes),
    ],
    [
      /^\/achievements\/([\w-]+)\.json$/,
      async ({ id, language }) => json('application/ld+json', await documents.achievement(id, language), day),
    ],
    [/^\/achievements\/([\w-]+)\.png$/, achievementPng],
    [
      /^\/ob2\/assertions\/([\w-]+)$/,
      ofAward(async (award) =>
        award.revoked
          ? { status: 410, type: 'application/ld+json', body: text(revokedAssertion(award, addresses)) }
          : { type: 'application/ld+json', body: text(hostedAssertion(award, addresses)) },
      ),
    ],
    [
      /^\/ob2\/badges\/([\w-]+)$/,
      async ({ id }) => {
        const microCredential = await catalogue.publicMicroCredential(id)
        return json('application/ld+json', microCredential && badgeClass(microCredential, addresses), day)
      },
    ],
    [
      /^\/ob2\/issuers\/([\w-]+)$/,
      async ({ id }) => {
        const institution = await issuers.byId(id)
        return json('application/ld+json', institution && issuerProfile(institution, addresses), day)
      },
    ],
  ]

  return {
    patterns: table.map(([pattern]) => pattern),

    /** The file at a path such as `/badges/<id>.json`; null where there is none for this visitor. */
    async at(
      path: string,
      viewer: Viewer = null,
      language: 'en' | 'ar' = 'en',
    ): Promise<PublishedFile | null> {
      for (const [pattern, read] of table) {
        const id = pattern.exec(path)?.[1]
        if (id !== undefined) return read({ id, viewer, language })
      }
      return null
    },
  }
}

export type PublishedFiles = ReturnType<typeof createPublishedFiles>

function json(type: string, document: JsonObject | null, maxAge: number): PublishedFile | null {
  return document && { status: 200, type, body: Buffer.from(text(document)), maxAge }
}

function text(document: JsonObject): string {
  return JSON.stringify(document)
}
