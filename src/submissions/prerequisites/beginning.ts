import type { MicroCredential, Prerequisite } from '../../catalogue/microCredential.js'

/** How far somebody has come when they would like to begin something. */
export interface Reached {
  /** Keys of what they hold an award of the institution for, or have met here. */
  earned: ReadonlySet<string>
  /** Keys of what they may begin in this course without what comes before it, as a facilitator has said. */
  dispensed: ReadonlySet<string>
}

/** A micro-credential that comes first. */
export type Earlier = Extract<Prerequisite, { kind: 'microCredential' }>

/**
 * What somebody has to earn before they may begin; nothing where the way is free. Trainings are told and not asked for:
 * nobody writes down here who took them. An older version that was begun goes on; this is asked of beginnings only.
 */
export const lackingBefore = (
  { key, prerequisites = [] }: Pick<MicroCredential, 'key' | 'prerequisites'>,
  { earned, dispensed }: Reached,
): Earlier[] =>
  dispensed.has(key)
    ? []
    : prerequisites.filter((one) => one.kind === 'microCredential').filter((one) => !earned.has(one.key))
