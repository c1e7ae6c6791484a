import type { Clock } from '../clock/clock.js'
import type { RefusalCode } from './refusals.js'

/** The newest launch of a platform that was turned away: why, and (where it helps) what it said in place of what we know. */
export interface TurnedAway {
  code: RefusalCode
  told: string
  at: Date
}

/** Somebody who began a login from a platform nobody registered. */
export interface Stranger {
  issuer: string
  clientId: string
  at: Date
}

const MOST_PLATFORMS = 1_000
const MOST_STRANGERS = 100
const MOST_TEXT = 200

/** Short and printable: what strangers say is shown to administrators. */
const readable = (told: string): string => told.slice(0, MOST_TEXT).replace(/[^\x21-\x7e]/g, '?')

/**
 * Remembers for the self-test, in this process only and without writing a row, which launches were turned away: the last one of each registration,
 * and who came from nowhere. Holds addresses and codes, never a person. What is too much pushes out the oldest.
 */
export function createTurnedAway({ clock }: { clock: Clock }) {
  const last = new Map<string, TurnedAway>()
  const strangers = new Map<string, Stranger>()
  return {
    note(registrationId: string, code: RefusalCode, told = ''): void {
      keep(last, MOST_PLATFORMS, registrationId, { code, told: readable(told), at: clock.now() })
    },
    /** A launch of this registration has come through: what went before is mended. */
    forget(registrationId: string): void {
      last.delete(registrationId)
    },
    noteStranger(issuer: string, clientId = ''): void {
      const stranger = { issuer: readable(issuer), clientId: readable(clientId), at: clock.now() }
      keep(strangers, MOST_STRANGERS, JSON.stringify([stranger.issuer, stranger.clientId]), stranger)
    },
    /** Null where the newest launch came through, or none has come since this process began. */
    lastOf: (registrationId: string): TurnedAway | null => last.get(registrationId) ?? null,
    /** The newest first. */
    strangers: (): Stranger[] => [...strangers.values()].reverse(),
  }
}

function keep<T>(map: Map<string, T>, most: number, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}

export type TurnedAwayNotes = ReturnType<typeof createTurnedAway>
