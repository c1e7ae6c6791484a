import { actorId, type Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Invalid, NotFound } from '../errors/errors.js'
import { mustManage } from './authority.js'
import type { InstitutionStore } from './institutionStore.js'
import type { RegistrationLink, RegistrationLinkStore } from './registrationLinkStore.js'
import type { RegistrationStore } from './registrationStore.js'

const DEFAULT_LINK_HOURS = 24
const MOST_HOURS = 24 * 30

/** One-time links that let an LMS register itself with us. */
export function createRegistrationLinkService(needs: {
  institutions: InstitutionStore
  registrations: Pick<RegistrationStore, 'byId'>
  links: RegistrationLinkStore
  audit: AuditTrail
  clock: Clock
  /** Origin of the tool. */
  publicUrl: string
}) {
  const { institutions, registrations, links, audit, clock, publicUrl } = needs
  return {
    /**
     * Makes a link to paste into the LMS's dynamic registration box; its token is never shown again. With `registrationId` (of that
     * institution) it updates that one instead of bringing a new one. Throws NotFound (institution, registration) or Invalid (`link_hours`, not between a minute and 30 days).
     */
    async create(
      actor: Actor,
      asked: { institutionId: string; approve: boolean; hours?: number; registrationId?: string },
    ): Promise<{ url: string; expiresAt: Date }> {
      const { institutionId, approve, hours = DEFAULT_LINK_HOURS, registrationId = null } = asked
      mustManage(actor, institutionId)
      if (!(await institutions.byId(institutionId))) throw new NotFound('institution')
      if (registrationId && (await registrations.byId(registrationId))?.institutionId !== institutionId)
        throw new NotFound('registration')
      if (!(hours >= 1 / 60 && hours <= MOST_HOURS)) throw new Invalid('link_hours')
      const createdAt = clock.now()
      const expiresAt = new Date(createdAt.getTime() + hours * 3_600_000)
      const createdBy = actorId(actor)
      const token = await links.add({
        institutionId,
        approve,
        registrationId,
        createdBy,
        createdAt,
        expiresAt,
      })
      await audit.record({
        institutionId,
        actor,
        action: registrationId ? 'registration-link.for-update' : 'registration-link.created',
        subject: registrationId ? `registration:${registrationId}` : `institution:${institutionId}`,
        at: createdAt,
      })
      return { url: `${publicUrl}/lti/register/${token}`, expiresAt }
    },
    /** The link behind a token that can still be used, or null. Looking does not use it up. */
    find(token: string): Promise<RegistrationLink | null> {
      return links.peek(token, clock.now())
    },
    /** Uses the link up: true for exactly one of any number of callers, false when it is unknown, used or over. */
    async take(token: string): Promise<boolean> {
      return (await links.consume(token, clock.now())) !== null
    },
  }
}

export type RegistrationLinkService = ReturnType<typeof createRegistrationLinkService>
