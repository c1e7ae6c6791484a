import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { mustManageInstallation, mustSeeInstallation } from './authority.js'

/** A key of the tool as administrators see it. */
export interface ToolKeyShown {
  kid: string
  createdAt: Date
  /** `waiting`: published, and signs from `until`; `signing`; `retired`: signs no more, published until `until`. */
  state: 'waiting' | 'signing' | 'retired'
  until: Date | null
}

/** The keys with which the tool signs what it sends to every platform. */
export function createToolKeyService(needs: {
  keys: { list(): Promise<ToolKeyShown[]>; rotate(): Promise<string> }
  audit: AuditTrail
  clock: Clock
}) {
  const { keys, audit, clock } = needs
  return {
    /** Newest first. Throws Forbidden unless the actor looks after the whole installation. */
    async list(actor: Actor): Promise<ToolKeyShown[]> {
      mustSeeInstallation(actor)
      return keys.list()
    },
    /**
     * Makes a new key. It is published at once and signs when platforms have had time to read it; the old one is served until nothing
     * it signed can be under way. Throws Forbidden unless the actor changes things for the whole installation.
     */
    async rotate(actor: Actor): Promise<string> {
      mustManageInstallation(actor)
      const kid = await keys.rotate()
      await audit.record({
        institutionId: null,
        actor,
        action: 'tool-key.rotated',
        subject: `tool-key:${kid}`,
        at: clock.now(),
      })
      return kid
    },
  }
}

export type ToolKeyService = ReturnType<typeof createToolKeyService>
