import { didWebUrl } from '../didWeb.js'
import { asList, asText, isJsonObject, type JsonObject } from '../json.js'
import { decodeStatusBits, statusAt } from '../statusList.js'
import { check, type Check } from './checks.js'
import { fetchJson } from './issuerKey.js'
import { checkEmbeddedProof, issuerIdOf, type Verifying } from './proof.js'

const most = 4

/**
 * Whether the issuer has revoked the credential since. A list counts only when the issuer signed it (Bitstring Status List
 * §3.2) or, unsigned, serves it itself (1EdTechRevocationList). Any list that says revoked decides; a list out of reach leaves it open.
 */
export async function checkStatus(credential: JsonObject, verifying: Verifying): Promise<Check> {
  const entries = asList(credential.credentialStatus)
  if (entries.length === 0) return check('status', true, 'not-revocable')
  if (entries.length > most) return check('status', null, 'unsupported')
  const answers: Check[] = []
  for (const entry of entries) {
    answers.push(
      isJsonObject(entry)
        ? await checkEntry(entry, credential, verifying)
        : check('status', null, 'unsupported'),
    )
  }
  const [worst] = answers.sort((a, b) => rank(a) - rank(b))
  return worst ?? check('status', null, 'unsupported')
}

function rank({ passed }: Check): number {
  return passed === false ? 0 : passed === null ? 1 : 2
}

function checkEntry(entry: JsonObject, credential: JsonObject, verifying: Verifying): Promise<Check> {
  if (entry.type === 'BitstringStatusListEntry') return checkBitstring(entry, credential, verifying)
  if (entry.type === '1EdTechRevocationList') return checkRevocationList(entry, credential, verifying)
  return Promise.resolve(check('status', null, 'unsupported', asText(entry.type)))
}

async function checkBitstring(
  entry: JsonObject,
  credential: JsonObject,
  verifying: Verifying,
): Promise<Check> {
  const url = asText(entry.statusListCredential)
  const purpose = asText(entry.statusPurpose)
  if (!url || (purpose !== 'revocation' && purpose !== 'suspension'))
    return check('status', null, 'unsupported', purpose)
  const list = await fetchJson(
    url,
    'application/vc+ld+json, application/vc, application/json',
    verifying.fetchDocument,
  )
  if (!list) return check('status', null, 'unreachable', url)
  if (list.id !== url || issuerIdOf(list) !== issuerIdOf(credential))
    return check('status', null, 'foreign-list', url)
  const { proof, issuer } = await checkEmbeddedProof(list, verifying)
  if (proof.passed !== true || issuer.passed !== true) return check('status', null, 'unsigned-list', url)
  if (!current(list, verifying.now)) return check('status', null, 'stale-list', url)

  const subject = list.credentialSubject
  if (!isJsonObject(subject) || !asList(subject.statusPurpose).includes(purpose))
    return check('status', null, 'foreign-list', url)
  const bits = decodeStatusBits(asText(subject.encodedList) ?? '')
  const index = /^\d{1,9}$/.test(String(entry.statusListIndex)) ? Number(entry.statusListIndex) : -1
  const set = bits && statusAt(bits, index)
  if (set === null) return check('status', null, 'unreadable-list', url)
  return check('status', !set, set ? (purpose === 'revocation' ? 'revoked' : 'suspended') : 'current')
}

/** Clocks differ, and a list may be drawn up while it is being asked for. */
const CLOCK_DIFFERENCE_MS = 60_000

function current(list: JsonObject, now: Date): boolean {
  const from = Date.parse(asText(list.validFrom) ?? '1970-01-01')
  const until = list.validUntil === undefined ? Infinity : Date.parse(String(list.validUntil))
  return from <= now.getTime() + CLOCK_DIFFERENCE_MS && now.getTime() < until
}

/** Open Badges 3.0 §F.2: entries match by credential id; a missing `revoked` means revoked. */
async function checkRevocationList(
  entry: JsonObject,
  credential: JsonObject,
  verifying: Verifying,
): Promise<Check> {
  const url = asText(entry.id)
  if (!url || !URL.canParse(url) || new URL(url).origin !== issuerOrigin(credential))
    return check('status', null, 'foreign-list', url)
  const list = await fetchJson(url, 'application/json', verifying.fetchDocument)
  if (!list) return check('status', null, 'unreachable', url)
  const found = asList(list.revokedCredential).find((item) => isJsonObject(item) && item.id === credential.id)
  if (!isJsonObject(found) || found.revoked === false) return check('status', true, 'current')
  return check('status', false, 'revoked', asText(found.revocationReason))
}

function issuerOrigin(credential: JsonObject): string | null {
  const issuerId = issuerIdOf(credential) ?? ''
  const url = issuerId.startsWith('did:web:') ? didWebUrl(issuerId) : issuerId
  return url && URL.canParse(url) ? new URL(url).origin : null
}
