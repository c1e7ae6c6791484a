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
  /** Where it opens; 'frame' is the whole window, as Moodle does it on phones and tablets. */
  container: 'iframe' | 'window' | 'frame'
  /** Where in Canvas the tool was opened. */
  placement: string
}

/** Launches that were begun and not yet answered. Each can be taken once: both LMSs keep the message hint for
 * one use, so a Back button cannot replay it. */
export interface Launches {
  begin(launch: Omit<Launch, 'id'>): Launch
  take(id: string): Launch | null
  /** Remembers that the tool was asked for content and may return it. */
  awaitContent(launch: Launch): void
  /** The launch whose content may still come back; forgotten once it has. */
  awaited(id: string): Launch | null
  contentReturned(id: string): void
}

const waiting = 10_000

/** Creates the memory of begun launches; the oldest are forgotten first. */
export function createLaunches(): Launches {
  const begun = new Map<string, Launch>()
  const asked = new Map<string, Launch>()
  return {
    begin(launch) {
      const whole = { ...launch, id: randomBytes(16).toString('hex') }
      begun.set(whole.id, whole)
      const [oldest] = begun.keys()
      if (begun.size > waiting && oldest !== undefined) begun.delete(oldest)
      return whole
    },
    take(id) {
      const launch = begun.get(id) ?? null
      begun.delete(id)
      return launch
    },
    awaitContent: (launch) => void asked.set(launch.id, launch),
    awaited: (id) => asked.get(id) ?? null,
    contentReturned: (id) => void asked.delete(id),
  }
}
