import type { MicroCredential } from '../../catalogue/microCredential.js'
import type { PoolMember } from '../pool/poolMember.js'
import type { MicroCredentials } from '../../submissions/ports.js'
import type { DoneStore } from './doneStore.js'
import { assessmentItem, correctionKey, normingItem, type WorkItem } from './workItem.js'

/** Where the ledger finds what was done. */
export interface WorkDone {
  /** Everything finished in an institution from one moment up to another, oldest first; of one person only if asked. */
  between(institutionId: string, from: Date, until: Date, assessorId?: string): Promise<WorkItem[]>
}

type Membership = Pick<PoolMember, 'personId' | 'joined' | 'left'>

/** Whether somebody was in the pool at a moment; whoever left and came back has several memberships. */
export const wasInPool = (memberships: readonly Membership[], personId: string, at: Date): boolean =>
  memberships.some(
    (one) => one.personId === personId && one.joined.at <= at && (one.left === null || at < one.left.at),
  )

/** Puts together finalised rounds and norming scores: each is an item of whoever did it. */
export function createWorkDone(deps: {
  done: DoneStore
  catalogue: Pick<MicroCredentials, 'find'>
  memberships(institutionId: string): Promise<Membership[]>
}): WorkDone {
  const { done } = deps

  async function versionsOf(institutionId: string, ids: readonly string[]) {
    const unique = [...new Set(ids)]
    const found = await Promise.all(unique.map((id) => deps.catalogue.find(institutionId, id)))
    const versions = new Map<string, MicroCredential>()
    for (const version of found) if (version) versions.set(version.id, version)
    return (id: string) => {
      const version = versions.get(id)
      if (!version) throw new Error(`micro-credential ${id} is gone`)
      return { microCredentialKey: version.key, title: version.title }
    }
  }

  return {
    async between(institutionId, from, until, assessorId) {
      const [rounds, scores, memberships] = await Promise.all([
        done.finalised(institutionId, from, until, assessorId),
        done.scored(institutionId, from, until, assessorId),
        deps.memberships(institutionId),
      ])
      const groups = await done.groups(institutionId, [...new Set(scores.map(({ roundId }) => roundId))])
      const versionOf = await versionsOf(
        institutionId,
        [...rounds, ...groups].map(({ microCredentialId }) => microCredentialId),
      )
      const judged = rounds.map(({ id, round, corrects, microCredentialId, finalised: { by, at } }) => ({
        ...{ id: assessmentItem(id), kind: round, assessorId: by, at },
        timedAs: round === 'correction' && corrects ? correctionKey(corrects) : assessmentItem(id),
        ...versionOf(microCredentialId),
      }))
      const scored = scores.flatMap(({ roundId, submissionId, attempt, personId, at }) => {
        const group = groups.find(({ id }) => id === roundId)
        if (!group) return []
        const place = group.works.findIndex((one) => one.submissionId === submissionId && one.attempt === attempt) // prettier-ignore
        const id = normingItem(roundId, place + 1, personId)
        const item = { id, timedAs: id, kind: 'norming' as const, assessorId: personId, at }
        return [{ ...item, ...versionOf(group.microCredentialId) }]
      })
      return [...judged, ...scored]
        .map((item) => ({ ...item, fromPool: wasInPool(memberships, item.assessorId, item.at) }))
        .sort((a, b) => a.at.getTime() - b.at.getTime())
    },
  }
}
