import { actorId, type Actor } from '../../audit/actor.js'
import type { AuditTrail, NewAuditRow } from '../../audit/auditStore.js'
import type { Clock } from '../../clock/clock.js'
import { newId } from '../../database/ids.js'
import { Conflict, Invalid, NotFound } from '../../errors/errors.js'
import type { PeopleNames } from '../../identity/person.js'
import { mustManage, mustOversee, mustReach } from '../../institutions/authority.js'
import { asPerson } from '../../submissions/own.js'
import { lateStatements, totalsOf } from './ledgerLine.js'
import { closableFrom } from './month.js'
import type { AgreedRate } from './rate.js'
import { createReckoning, type ReckoningDeps } from './reckoning.js'
import type { MinutesStatement } from './workItem.js'

export interface LedgerDeps extends ReckoningDeps {
  /** Whether somebody judges work anywhere in the institution now. */
  assessesSomewhere(institutionId: string, personId: string): Promise<boolean>
  /** Who is in the pool now. */
  poolOf(institutionId: string): Promise<string[]>
  /** Whether the institution has published a micro-credential under a key. */
  knowsMicroCredential(institutionId: string, key: string): Promise<boolean>
  people: PeopleNames
  audit: AuditTrail
  clock: Clock
}

/** What assessors did, how long it took, and what it comes to, month by month. */
export function createLedgerService(deps: LedgerDeps) {
  const { store, months, clock } = deps
  const reckon = createReckoning(deps)
  const record = (act: Omit<NewAuditRow, 'at'>) => deps.audit.record({ ...act, at: clock.now() })

  async function own(actor: Actor, month: string) {
    const { institutionId, personId } = asPerson(actor)
    const { closed, lines } = await reckon(institutionId, month, personId)
    if (lines.length === 0 && !(await deps.assessesSomewhere(institutionId, personId)))
      throw new NotFound('neither assesses nor did')
    const statements = closed ? await store.statementsOf(institutionId, lines.map(({ id }) => id)) : [] // prettier-ignore
    /** What was said of items after their month was closed: the newest of each. */
    const later = new Map<string, MinutesStatement>()
    for (const line of lines)
      for (const { statement } of lateStatements(line, statements)) later.set(line.id, statement)
    return { institutionId, personId, month, closed, lines, later, total: totalsOf(lines)[0] ?? null }
  }

  return {
    /** An assessor's own month. For those who judge work in the institution, or did in that month; NotFound otherwise. */
    own,
    /**
     * Says how long an item of one's own took, with the reason. In a closed month the difference becomes a line of the
     * present one. Sent twice, it is kept once.
     */
    async state(
      actor: Actor,
      said: { month: string; itemId: string; minutes: number; reason: string; key: string },
    ): Promise<void> {
      const { institutionId, personId, lines, later } = await own(actor, said.month)
      const line = lines.find(({ id, late }) => id === said.itemId && late === null)
      if (!line) throw new NotFound('not their item')
      const before = later.get(line.id)?.minutes ?? line.minutes
      const added = await store.state({ institutionId, ...said, by: personId, at: clock.now() })
      const changes = [{ what: 'minutes', before, after: said.minutes }]
      const act = { institutionId, actor, subject: line.id, changes }
      if (added) await record({ ...act, action: 'ledger.minutes_stated' })
    },
    /** An institution's month with totals, rates and names. Staff who oversee it. */
    async month(actor: Actor, institutionId: string, month: string) {
      mustReach(actor, institutionId)
      mustOversee(actor)
      const [{ closed, lines }, rates, pool] = await Promise.all([
        reckon(institutionId, month),
        store.ratesOf(institutionId),
        deps.poolOf(institutionId),
      ])
      const rated = rates.flatMap(({ assessorId }) => assessorId ?? [])
      const people = [...new Set([...lines.map(({ assessorId }) => assessorId), ...rated, ...pool])]
      const names = await deps.people.names(institutionId, people)
      const closable = closableFrom(month) <= clock.now()
      return { month, closed, closable, lines, totals: totalsOf(lines), rates, people, names }
    },
    /**
     * Agrees a rate from a day on. What was agreed before stays on record, and closed months keep what they have.
     * Throws Invalid for a person or a micro-credential that the institution does not know.
     */
    async agree(
      actor: Actor,
      institutionId: string,
      { key, ...rate }: Omit<AgreedRate, 'id' | 'institutionId' | 'agreed'> & { key: string },
    ): Promise<void> {
      mustManage(actor, institutionId)
      const { assessorId, microCredentialKey } = rate
      if (assessorId !== null && !(await deps.people.names(institutionId, [assessorId])).has(assessorId))
        throw new Invalid('ledger.unknown_person')
      if (
        microCredentialKey !== null &&
        !(await deps.knowsMicroCredential(institutionId, microCredentialKey))
      )
        throw new Invalid('ledger.unknown_micro_credential')
      const id = newId()
      const agreed = { by: actorId(actor), at: clock.now() }
      if (await store.agree({ id, institutionId, ...rate, agreed, key }))
        await record({ institutionId, actor, action: 'ledger.rate_agreed', subject: `ledgerRate:${id}` })
    },
    /** Closes a month that is over, for good: from then on its lines are its own. Conflict while it can not; again is harmless. */
    async close(actor: Actor, institutionId: string, month: string): Promise<void> {
      mustManage(actor, institutionId)
      if (closableFrom(month) > clock.now()) throw new Conflict('ledger.month_runs')
      const { closed, lines } = await reckon(institutionId, month)
      if (closed) return
      const by = { by: actorId(actor), at: clock.now() }
      if (!(await months.close(institutionId, month, by, lines))) return
      const subject = `ledgerMonth:${month}`
      await record({ institutionId, actor, action: 'ledger.month_closed', subject })
    },
  }
}

export type LedgerService = ReturnType<typeof createLedgerService>
export type OwnMonth = Awaited<ReturnType<LedgerService['own']>>
export type InstitutionMonth = Awaited<ReturnType<LedgerService['month']>>
