import type { Award } from '../../src/badges/award.js'
import type { JsonObject } from '../../src/badges/openBadges/json.js'
import type { openBadgesRoom } from './sample.js'

/** The credentialSubject of an issued award. */
export function subjectOf(award: Award): JsonObject {
  const credential = JSON.parse(award.issued?.credential ?? '{}') as JsonObject
  return credential.credentialSubject as JsonObject
}

/** The text of the status list an award stands in, as strangers get it. */
export async function readStatus(
  room: Awaited<ReturnType<typeof openBadgesRoom>>,
  award: Award,
): Promise<string> {
  const file = await room.badges.files.at(`/status/${award.statusListId}`)
  return file?.body.toString() ?? ''
}
