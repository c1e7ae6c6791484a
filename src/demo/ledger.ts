import { closableFrom, recentMonths } from '../assessment/ledger/month.js'
import { operator, type Actor } from '../audit/actor.js'
import { cast } from '../practiceLms/cast.js'
import type { Services } from '../services.js'
import type { DemoCourse } from './course.js'
import type { DemoPlace } from './place.js'

const reasons = ['Timed on my phone.', 'I read it twice.', 'I listened to the recording first.']

/**
 * What assessors of the demo get, how long their work took them, and the last month that is over, closed. Nobody's
 * browser was open in these weeks, so minutes are said by hand: by everybody before the closing, this month by the first
 * assessor only, of all works but one.
 */
export async function writeLedger(services: Services, course: DemoCourse, place: DemoPlace): Promise<void> {
  const { institutionId } = place
  const { ledger, clock } = services
  const months = recentMonths(clock.now(), 4)
  const from = new Date(`${months.at(-1) ?? ''}-01T00:00:00Z`)
  const everything = { microCredentialKey: null, per: 'item', from } as const
  await ledger.agree(operator, institutionId, {
    ...{ ...everything, assessorId: null, poolOnly: true, pays: 'money', amount: 1800, currency: 'USD' },
    key: 'demo-pool',
  })
  await ledger.agree(operator, institutionId, {
    ...{ ...everything, assessorId: null, poolOnly: false, pays: 'pdHours', amount: 50, currency: null },
    key: 'demo-everybody',
  })
  const over = months.find((month) => closableFrom(month) <= clock.now())
  if (!over) throw new Error('no month of the last four is over')
  for (const [place, member] of [...cast.assessors, ...cast.facilitators.slice(0, 1)].entries()) {
    const assessor = await course.enter(member)
    await say(services, assessor, over, 0)
    if (place === 0) await say(services, assessor, months[0] ?? '', 1)
  }
  await ledger.close(operator, institutionId, over)
}

/** Says the minutes of a month's works, without the first so many. */
async function say({ ledger }: Services, assessor: Actor, month: string, without: number): Promise<void> {
  const { lines } = await ledger.own(assessor, month)
  for (const [index, { id }] of lines.slice(without).entries())
    await ledger.state(assessor, {
      ...{ month, itemId: id, minutes: 14 + ((index * 7) % 23), key: 'demo-minutes' },
      reason: reasons[index % reasons.length] ?? '',
    })
}
