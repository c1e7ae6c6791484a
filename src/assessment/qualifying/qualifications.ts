import type { Clock } from '../../clock/clock.js'
import type { TrialStore } from './trialStore.js'

/** What somebody is qualified for, and until when. */
export interface Qualification {
  microCredentialKey: string
  validUntil: Date
}

/** What judging asks: who is qualified for which micro-credentials now. */
export interface Qualifications {
  /** By person; who has none is left out. */
  of(institutionId: string, personIds: readonly string[]): Promise<Map<string, Qualification[]>>
  /** The ids of all versions of what somebody is qualified for: a round knows the version it is judged by. */
  versionsFor(institutionId: string, personId: string): Promise<Set<string>>
}

/** Reads qualifications from the trials they rest on. */
export function createQualifications(deps: {
  trials: Pick<TrialStore, 'of'>
  /** All versions of a micro-credential. */
  versions(institutionId: string, key: string): Promise<{ id: string }[]>
  clock: Clock
}): Qualifications {
  async function of(institutionId: string, personIds: readonly string[]) {
    const now = deps.clock.now()
    const found = new Map<string, Qualification[]>()
    for (const { personId, microCredentialKey, finished } of await deps.trials.of(institutionId, personIds)) {
      if (!finished?.validUntil || finished.validUntil <= now) continue
      const others = (found.get(personId) ?? []).filter(
        (one) => one.microCredentialKey !== microCredentialKey || one.validUntil > now,
      )
      const kept = others.filter((one) => one.microCredentialKey !== microCredentialKey)
      found.set(personId, [...kept, { microCredentialKey, validUntil: finished.validUntil }])
    }
    return found
  }

  return {
    of,
    async versionsFor(institutionId, personId) {
      const held = (await of(institutionId, [personId])).get(personId) ?? []
      const versions = await Promise.all(
        held.map(({ microCredentialKey }) => deps.versions(institutionId, microCredentialKey)),
      )
      return new Set(versions.flat().map(({ id }) => id))
    },
  }
}
