import { actorId, type Actor, type StaffRole } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { newId } from '../database/ids.js'
import { Conflict, NotFound, Refused } from '../errors/errors.js'
import type { Invitation, InvitationStore } from './invitationStore.js'
import { mustBeGoodPassword } from './passwordRules.js'
import { mustOwnAccounts, mustSeeAccounts, type AccountScope } from './staffAuthority.js'
import type { StaffService } from './staffService.js'
import type { Staff, StaffStore } from './staffStore.js'

const LIFE_MS = 7 * 24 * 3_600_000
const invited: Actor = { kind: 'system', name: 'invitation' }

/** Invitations to the console. No mail is sent: who invites hands the link over. */
export function createInvitationService(needs: {
  invitations: InvitationStore
  staff: StaffStore
  accounts: Pick<StaffService, 'create'>
  institutions: { byId(id: string): Promise<object | null> }
  audit: AuditTrail
  clock: Clock
  /** Origin of the tool. */
  publicUrl: string
}) {
  const { invitations, staff, accounts, audit, clock, publicUrl } = needs

  const record = (
    actor: Actor,
    action: string,
    { id, institutionId }: Pick<Invitation, 'id' | 'institutionId'>,
  ) => audit.record({ institutionId, actor, action, subject: `invitation:${id}`, at: clock.now() })

  /** An invitation that was used while the process died is good until its account is there. */
  async function good(token: string): Promise<Invitation> {
    const found = await invitations.byToken(token, clock.now())
    if (!found || (found.used && (await staff.knows(found.email)))) throw new Refused('invitation_over', 404)
    return found
  }

  return {
    /**
     * Invites an address to a role in an institution, or (null) in the whole installation. Answers the link, for the only time.
     * Throws NotFound, Forbidden (`owners_only`), Conflict (`email_taken`).
     */
    async invite(
      actor: Actor,
      asked: { email: string; role: StaffRole; institutionId: AccountScope },
    ): Promise<{ id: string; url: string; expiresAt: Date }> {
      const { institutionId, role } = asked
      mustOwnAccounts(actor, institutionId)
      if (institutionId !== null && !(await needs.institutions.byId(institutionId)))
        throw new NotFound('institution')
      const email = asked.email.toLowerCase()
      if (await staff.knows(email)) throw new Conflict('email_taken')
      const createdAt = clock.now()
      const expiresAt = new Date(createdAt.getTime() + LIFE_MS)
      const createdBy = actorId(actor)
      const { id, token } = await invitations.add({
        email,
        role,
        institutionId,
        createdBy,
        createdAt,
        expiresAt,
      })
      await record(actor, 'invitation.made', { id, institutionId })
      return { id, url: `${publicUrl}/admin/joining/${token}`, expiresAt }
    },

    /** Those that can still be used. Throws NotFound, Forbidden. */
    async open(actor: Actor, scope: AccountScope): Promise<Invitation[]> {
      mustSeeAccounts(actor, scope)
      return invitations.open(scope, clock.now())
    },

    /** Makes a link worthless. Doing it twice changes nothing. Throws NotFound, Forbidden (`owners_only`). */
    async withdraw(actor: Actor, id: string): Promise<Invitation> {
      const found = await invitations.byId(id)
      if (!found) throw new NotFound('invitation')
      mustOwnAccounts(actor, found.institutionId)
      if (await invitations.withdraw(id, { by: actorId(actor), at: clock.now() }))
        await record(actor, 'invitation.withdrawn', found)
      return found
    },

    /** What a link invites to. Throws Refused (`invitation_over`, 404): used, withdrawn, run out or never made. */
    look: good,

    /**
     * Makes the account a link invites to, once. Throws as `look`, and Invalid (`password_short`, `password_long`),
     * Conflict (`email_taken`, when somebody made an account for the address meanwhile).
     */
    async accept(token: string, person: { name: string; password: string }): Promise<Staff> {
      mustBeGoodPassword(person.password)
      const { id, email, role, institutionId, used } = await good(token)
      const staffId = used?.staffId ?? newId()
      if (!used && !(await invitations.use(id, { staffId, at: clock.now() })))
        throw new Refused('invitation_over', 404)
      const account = { ...person, id: staffId, email, role, institutionId }
      const made = await accounts.create(invited, account)
      await record(invited, 'invitation.accepted', { id, institutionId })
      return made
    },
  }
}

export type InvitationService = ReturnType<typeof createInvitationService>
