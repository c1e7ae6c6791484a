import type { Clock } from '../clock/clock.js'
import type { Notice } from './notice.js'
import type { KeptNotice, NoticeStore } from './noticeStore.js'
import { contextCopyNotice } from './vocabulary.js'

/** A course that was copied, by our id of its deployment and the platform's ids of the courses. */
export type CourseCopy = Pick<
  Notice,
  'institutionId' | 'registrationId' | 'deploymentId' | 'originContexts'
> & {
  context: { id: string; title: string }
}

/** Told of each copied course, at least once: hearing of it again must be harmless. */
export type CourseCopied = (copy: CourseCopy) => Promise<void>

/** What happens to verified notices: a row first, then the work; what a crash cut short is finished by `finishDue`. */
export function createNoticeInbox(parts: { store: NoticeStore; courseCopied: CourseCopied; clock: Clock }) {
  const { store, courseCopied, clock } = parts

  async function work(notice: KeptNotice): Promise<void> {
    if (notice.type === contextCopyNotice && notice.context)
      await courseCopied({ ...notice, context: notice.context })
    await store.finish(notice.id, clock.now())
  }

  return {
    /** Keeps the notices and does their work. Answers how many were new. Kinds we do not use are kept and nothing more. */
    async take(notices: readonly Notice[]): Promise<number> {
      const kept: KeptNotice[] = []
      for (const notice of notices) {
        const row = await store.take(notice, clock.now())
        if (row) kept.push(row)
      }
      for (const notice of kept) await work(notice)
      return kept.length
    },
    /** Finishes what was cut short. */
    async finishDue(): Promise<void> {
      for (const notice of await store.undone(50)) await work(notice)
    },
  }
}

export type NoticeInbox = ReturnType<typeof createNoticeInbox>
