import type { Faults } from './faults.js'
import type { Launches } from './launches.js'
import type { Personality } from './personality.js'
import type { Placements } from './placements.js'
import type { RequestLog } from './requestLog.js'
import type { LmsState } from './state.js'
import type { Tampering } from './tampering.js'
import type { ToolKeys } from './toolKeys.js'

/** One running practice LMS, handed to everything that serves a part of it. */
export interface Site {
  readonly state: LmsState
  readonly personality: Personality
  readonly launches: Launches
  readonly placements: Placements
  readonly toolKeys: ToolKeys
  readonly faults: Faults
  readonly requests: RequestLog
  readonly tampering: Tampering
  /** Ways in which this LMS goes beyond the one it behaves like. */
  readonly extras: { rosterDifferences: boolean }
  /** The `iss` of its tokens. */
  issuer(): string
  /** Where its pages and services are; without a trailing slash. */
  baseUrl(): string
  now(): Date
  /** Says that the state changed and should reach the disk. */
  changed(): void
}

/** The time as the seconds since 1970 that tokens use. */
export function epochSeconds(site: Pick<Site, 'now'>): number {
  return Math.floor(site.now().getTime() / 1000)
}

/** The next small number nobody has, as text; numbers are shared by all kinds, as in neither real LMS, so that
 * mixing up two kinds of id is noticed. */
export function newNumber(site: Pick<Site, 'state'>): string {
  const id = site.state.nextId
  site.state.nextId = id + 1
  return String(id)
}
