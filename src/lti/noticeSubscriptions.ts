import type { Clock } from '../clock/clock.js'
import type { Launch } from './launch.js'
import type { NoticeSubscription, NoticeSubscriptionStore } from './noticeSubscriptionStore.js'
import type { ServiceCall } from './serviceCall.js'
import { failureOf } from './serviceFailure.js'
import { contextCopyNotice, scope } from './vocabulary.js'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/**
 * Asks platforms that offer it to tell us of copied courses (Platform Notification Service §3). The offer stands in each launch; the
 * first one leaves a row, and a job sends it, so that nobody waits for it and nothing is lost in between.
 */
export function createNoticeSubscriptions(parts: {
  store: NoticeSubscriptionStore
  call: ServiceCall
  clock: Clock
  publicUrl: string
}) {
  const { store, call, clock } = parts
  const handler = `${parts.publicUrl}/lti/notices`
  /** What this process has looked up within the hour: a busy deployment launches hundreds of times in it. */
  const seen = new Map<string, number>()

  async function send(wanted: NoticeSubscription): Promise<void> {
    const { id, registrationId, url } = wanted
    const sent = await call(
      { registrationId, deploymentId: id },
      {
        url,
        method: 'PUT',
        scopes: [scope.noticeHandlers],
        accept: 'application/json',
        contentType: 'application/json',
        body: { notice_type: contextCopyNotice, handler: wanted.handler },
      },
    )
    const now = clock.now()
    if (sent.ok && sent.answer.status >= 200 && sent.answer.status < 300)
      return store.settle(id, { accepted: now })
    const failure = sent.ok ? failureOf(sent.answer, now) : sent.failure
    if (failure.kind === 'refused') return store.settle(id, { refused: { at: now, reason: failure.code } })
    const tries = wanted.tries + 1
    const wait = Math.max((failure.after ?? 0) * 1000, Math.min(60, 2 ** tries) * MINUTE_MS)
    return store.postpone(id, tries, new Date(now.getTime() + wait))
  }

  return {
    /** Looks at what a launch offers. A refusal is tried again a day later: administrators add rights. */
    async noteOffer({ registrationId, deploymentId, notices }: Launch): Promise<void> {
      if (!notices?.types.includes(contextCopyNotice)) return
      const now = clock.now()
      const key = `${deploymentId} ${notices.url}`
      if ((seen.get(key) ?? 0) > now.getTime() - 60 * MINUTE_MS) return
      const there = await store.byId(deploymentId)
      const changed = there?.url !== notices.url || there.handler !== handler
      const mayAskAgain = there?.refused ? there.refused.at.getTime() < now.getTime() - DAY_MS : false
      if (changed || mayAskAgain)
        await store.wish({ id: deploymentId, registrationId, url: notices.url, handler }, now)
      seen.set(key, now.getTime())
    },
    /** Sends what is due. */
    async sendDue(): Promise<void> {
      for (const wanted of await store.due(clock.now(), 20)) await send(wanted)
    },
  }
}
