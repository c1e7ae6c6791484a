import type { Connection } from 'mongoose'
import type { Clock } from '../clock/clock.js'
import type { SecretBox } from '../secrets/secretBox.js'
import type { GuardedFetch } from '../web/guardedFetch.js'
import { createAddresses } from './addresses.js'
import { createAwardService } from './awardService.js'
import { createAwardStore } from './awardStore.js'
import { createBadgeImages } from './badgeImages.js'
import { createDocumentFetch } from './documentFetch.js'
import { createIssuerKeyStore } from './issuerKeyStore.js'
import { createHashThread } from './openBadges/hashThread.js'
import { verifyBadge, type Verdict } from './openBadges/verify/verifyBadge.js'
import type { AwardAudit, Issuers, PublicCatalogue } from './ports.js'
import { createPublicDocuments } from './publicDocuments.js'
import { createPublishedFiles } from './publishedFiles.js'
import { createStatusListStore } from './statusListStore.js'

export interface BadgesNeeds {
  connection: Connection
  box: SecretBox
  catalogue: PublicCatalogue
  issuers: Issuers
  audit: AwardAudit
  guardedFetch: GuardedFetch
  publicUrl: string
  clock: Clock
}

/** The badges room, put together: stores (so make it before `migrate`), the award service, the public files, the verifier. */
export function createBadges(needs: BadgesNeeds) {
  const { connection, box, catalogue, issuers, audit, guardedFetch, publicUrl, clock } = needs
  const addresses = createAddresses(publicUrl)
  const stores = {
    awards: createAwardStore(connection),
    issuerKeys: createIssuerKeyStore(connection, box),
    statusLists: createStatusListStore(connection),
  }
  const awards = createAwardService({ ...stores, catalogue, audit, addresses, clock })
  const documents = createPublicDocuments({ ...stores, catalogue, issuers, addresses, clock })
  const images = createBadgeImages()
  const files = createPublishedFiles({ awards, documents, catalogue, issuers, images, addresses })
  const hashThread = createHashThread()
  const fetchDocument = createDocumentFetch(publicUrl, files, guardedFetch)
  return {
    awards,
    documents,
    files,
    images,
    catalogue,
    issuers,
    addresses,
    clock,
    /** Verifies any badge somebody hands over, or the address of one. Takes bounded time; never throws for what is in it. */
    verify: (given: Uint8Array, recipient?: string): Promise<Verdict> =>
      verifyBadge(given, { fetchDocument, hashData: hashThread.hashData, now: clock.now() }, recipient),
    close: () => hashThread.close(),
  }
}

export type Badges = ReturnType<typeof createBadges>
