import { actorId, type Actor } from '../../audit/actor.js'
import type { AuditTrail } from '../../audit/auditStore.js'
import type { Clock } from '../../clock/clock.js'
import { Conflict, NotFound, Refused } from '../../errors/errors.js'
import type { GuestService } from '../../identity/guestService.js'
import type { Guest } from '../../identity/guestStore.js'
import { mustManage, mustOversee, mustReach } from '../../institutions/authority.js'
import type { PoolInvitation } from './poolMember.js'
import type { PoolInvitationStore } from './poolInvitationStore.js'
import type { PoolService } from './poolService.js'

const LIFE_MS = 7 * 24 * 3_600_000
const invited: Actor = { kind: 'system', name: 'invitation' }

/** Invitations into the pool for people without an LMS account. No mail is sent: who invites hands the link over. */
export function createPoolInvitationService(deps: {
  invitations: PoolInvitationStore
  pool: Pick<PoolService, 'join'>
  guests: GuestService
  audit: AuditTrail
  clock: Clock
  /** Origin of the tool. */
  publicUrl: string
}) {
  const { invitations, guests, clock } = deps

  const record = (
    actor: Actor,
    action: string,
    { id, institutionId }: Pick<PoolInvitation, 'id' | 'institutionId'>,
  ) => deps.audit.record({ institutionId, actor, action, subject: `poolInvitation:${id}`, at: clock.now() })

  async function good(token: string): Promise<PoolInvitation> {
    const found = await invitations.byToken(token, clock.now())
    if (!found) throw new Refused('invitation_over', 404)
    return found
  }

  return {
    /** Those that can still be used. Throws NotFound, Forbidden. */
    async open(actor: Actor, institutionId: string): Promise<PoolInvitation[]> {
      mustReach(actor, institutionId)
      mustOversee(actor)
      return invitations.open(institutionId, clock.now())
    },
    /** Answers the link, for the only time. Throws NotFound, Forbidden, Conflict (`email_taken`: a member already). */
    async invite(
      actor: Actor,
      institutionId: string,
      address: string,
    ): Promise<{ id: string; url: string; expiresAt: Date }> {
      mustManage(actor, institutionId)
      const email = address.toLowerCase()
      if (await guests.isOpenHere(institutionId, email)) throw new Conflict('email_taken')
      const createdAt = clock.now()
      const expiresAt = new Date(createdAt.getTime() + LIFE_MS)
      const made = { institutionId, email, createdBy: actorId(actor), createdAt, expiresAt }
      const { id, token } = await invitations.add(made)
      await record(actor, 'pool.invited', { id, institutionId })
      return { id, url: `${deps.publicUrl}/assess/joining/${token}`, expiresAt }
    },
    /** Makes a link worthless. Doing it twice changes nothing. Throws NotFound, Forbidden. */
    async withdraw(actor: Actor, institutionId: string, id: string): Promise<void> {
      mustManage(actor, institutionId)
      const found = await invitations.find(institutionId, id)
      if (!found) throw new NotFound('invitation')
      if (await invitations.withdraw(institutionId, id, { by: actorId(actor), at: clock.now() }))
        await record(actor, 'pool.invitation-withdrawn', found)
    },
    /** What a link invites to. Throws Refused (`invitation_over`, 404): used, withdrawn, run out or never made. */
    look: good,
    /**
     * Lets in whoever holds the link, once. Each step is harmless a second time, so whoever was cut short comes again with
     * the same link and password. Throws as `look`, Invalid (`password_…`), Conflict (`email_taken`).
     */
    async accept(token: string, person: { name: string; password: string }): Promise<Guest> {
      const { id, institutionId, email } = await good(token)
      const begun = (await guests.isOpenHere(institutionId, email))
        ? await guests.signIn(email, person.password)
        : null
      const guest = begun ?? (await guests.open(invited, { ...person, institutionId, email }))
      await deps.pool.join(invited, institutionId, guest.personId, 'invited')
      if (await invitations.use(institutionId, id, { personId: guest.personId, at: clock.now() }))
        await record(invited, 'pool.invitation-accepted', { id, institutionId })
      return guest
    },
  }
}

export type PoolInvitationService = ReturnType<typeof createPoolInvitationService>
