import { z } from 'zod'
import type { Reads } from './fence/reads.js'
import type { LineItemAnswer } from './lineItem.js'
import { readRoles, type CohortRole } from './roles.js'
import type { Caller } from './serviceCall.js'

/** A member of a course. Names and e-mail are there only as far as the platform shares them. */
export interface RosterMember {
  /** Equals `sub` of a launch: scores can be sent for people who never launched. */
  sub: string
  name?: string
  givenName?: string
  familyName?: string
  email?: string
  roles: CohortRole[]
  /** false for Inactive and Deleted (NRPS §2.1). */
  active: boolean
}

/** One page of a roster, in our words. */
export interface RosterPage {
  members: RosterMember[]
  /** The address of the following page, on the same origin; null on the last. */
  next: string | null
  /** Where the platform will tell what changed after this reading (NRPS §2.5); null where it offers that to nobody. */
  differences: string | null
}

const some = (limit: number) =>
  z
    .string()
    .transform((value) => value.trim().slice(0, limit) || undefined)
    .optional()
    .catch(undefined)

const member = z.object({
  user_id: z.union([z.string().min(1).max(255), z.number().transform(String)]),
  roles: z.array(z.unknown()).catch([]),
  status: z.string().catch('Active'),
  name: some(300),
  given_name: some(150),
  family_name: some(150),
  email: some(254),
})

/**
 * Reads the roster of a course (NRPS §2) page by page, so that a large one is never in memory as a whole. `page` says whether the
 * address is the roster's own or one that an earlier page named. Note that Moodle lists a non-editing teacher as Learner
 * (observed in Moodle 4.5): the launch knows better, so a roster never takes a role away.
 */
export function createRoster(reads: Pick<Reads, 'members'>) {
  return async function roster(
    from: Caller & { url: string; page: 'first' | 'further' },
  ): Promise<LineItemAnswer<RosterPage>> {
    const read = await reads.members(from, from.url, from.page)
    return read.ok ? { ok: true, value: { ...read.value, members: readMembers(read.value.members) } } : read
  }
}

/** Normalises what a platform lists: entries without an id are no members, one person listed twice is one with the roles of both. */
export function readMembers(listed: readonly unknown[]): RosterMember[] {
  const found = new Map<string, { entry: z.output<typeof member>; roles: string[] }>()
  for (const row of listed) {
    const parsed = member.safeParse(row)
    if (!parsed.success) continue
    const roles = parsed.data.roles.filter((role) => typeof role === 'string')
    const known = found.get(parsed.data.user_id)
    if (known) known.roles.push(...roles)
    else found.set(parsed.data.user_id, { entry: parsed.data, roles })
  }
  return [...found.values()].map(({ entry, roles }) => ({
    sub: entry.user_id,
    ...(entry.name ? { name: entry.name } : {}),
    ...(entry.given_name ? { givenName: entry.given_name } : {}),
    ...(entry.family_name ? { familyName: entry.family_name } : {}),
    ...(entry.email ? { email: entry.email } : {}),
    roles: readRoles(roles),
    active: entry.status === 'Active',
  }))
}
