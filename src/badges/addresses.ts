import { didWeb } from './openBadges/didWeb.js'

/** The addresses badges carry for decades (contract: "URLs"); all of them start with PUBLIC_URL. */
export function createAddresses(publicUrl: string) {
  const at = (...segments: string[]) => `${publicUrl}/${segments.map(encodeURIComponent).join('/')}`
  return {
    publicUrl,
    award: (awardId: string) => at('badges', awardId),
    achievement: (microCredentialId: string) => at('achievements', microCredentialId),
    statusList: (listId: string) => at('status', listId),
    issuer: (institutionId: string) => at('issuers', institutionId),
    issuerDid: (institutionId: string) => didWeb(publicUrl, 'issuers', institutionId),
    ob2Assertion: (awardId: string) => at('ob2', 'assertions', awardId),
    ob2Badge: (microCredentialId: string) => at('ob2', 'badges', microCredentialId),
    ob2Issuer: (institutionId: string) => at('ob2', 'issuers', institutionId),
  }
}

export type Addresses = ReturnType<typeof createAddresses>
