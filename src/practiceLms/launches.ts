import { randomBytes } from 'node:crypto'
import type { MessageType } from './vocabulary.js'

/** What a person is about to open; everything the signed message will say is decided here. */
export interface Launch {
  id: string
  message: MessageType
  personId: string
  courseId: string
  toolId: string
  deploymentId: string
  linkId: string | null
  forPersonId: string | null
  targetLinkUri: string
  container: 'iframe' | 'window'
  /** Where in Canvas the tool was opened. */
  placement: string
}

/** Launches that were begun and not yet answered. Each can be taken once: both LMSs keep the message hint for
 * one use, so a Back button cannot replay it. */
export interface Launches {
  begin(launch: Omit<Launch, 'id'>): Launch
  /** The launch of this hint without using it up. */
  peek(id: string): Launch | null
  take(id: string): Launch | null
}

const waiting = 10_000

/** Creates the memory of begun launches; the oldest are forgotten first. */
export function createLaunches(): Launches {
  const begun = new Map<string, Launch>()
  return {
    begin(launch) {
      const whole = { ...launch, id: randomBytes(16).toString('hex') }
      begun.set(whole.id, whole)
      const [oldest] = begun.keys()
      if (begun.size > waiting && oldest !== undefined) begun.delete(oldest)
      return whole
    },
    peek: (id) => begun.get(id) ?? null,
    take(id) {
      const launch = begun.get(id) ?? null
      begun.delete(id)
      return launch
    },
  }
}
