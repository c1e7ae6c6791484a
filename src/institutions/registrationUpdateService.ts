import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { NotFound } from '../errors/errors.js'
import { mustManage } from './authority.js'
import type { DeploymentStore } from './deploymentStore.js'
import type { Registration } from './registration.js'
import type { RegistrationStore } from './registrationStore.js'

/** What became of an update: it waits for a yes in the LMS, or a code that says why not. */
export type SentUpdate = { ok: true } | { ok: false; code: string }

/** Brings what the LMS knows of us up to date, where the LMS takes updates. */
export function createRegistrationUpdateService(needs: {
  registrations: RegistrationStore
  deployments: DeploymentStore
  audit: AuditTrail
  clock: Clock
  send(platform: Registration, deploymentId: string | null): Promise<SentUpdate>
}) {
  const { registrations, deployments, audit, clock } = needs
  return {
    /** Sends our present configuration to the LMS. Throws NotFound, Forbidden. The answer is an outside one, never thrown. */
    async send(actor: Actor, id: string): Promise<{ platform: Registration; sent: SentUpdate }> {
      const platform = await registrations.byId(id)
      if (!platform) throw new NotFound('registration')
      mustManage(actor, platform.institutionId)
      const all = await deployments.list(platform.institutionId)
      const used = all.find(({ registrationId, status }) => registrationId === id && status === 'active')
      const sent =
        platform.status === 'active'
          ? await needs.send(platform, used?.deploymentId ?? null)
          : { ok: false, code: 'not-active' }
      await audit.record({
        institutionId: platform.institutionId,
        actor,
        action: sent.ok ? 'platform.update-sent' : 'platform.update-refused',
        subject: `registration:${id}`,
        at: clock.now(),
        ...('code' in sent ? { reason: sent.code } : {}),
      })
      return { platform, sent: sent.ok ? { ok: true } : { ok: false, code: 'code' in sent ? sent.code : '' } }
    },
  }
}

export type RegistrationUpdateService = ReturnType<typeof createRegistrationUpdateService>
