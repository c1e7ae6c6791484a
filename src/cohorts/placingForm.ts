import { z } from 'zod'
import type { MicroCredential } from '../catalogue/microCredential.js'
import type { Stack } from '../catalogue/stack.js'
import { writeDay } from './calendar.js'
import type { Cohort } from './cohort.js'
import { spreadOver, weekOf } from './plan.js'

/** What stands in the form that chooses what to place, as it was typed: shown again whatever is wrong with it. */
export interface PlacingValues {
  /** Ids of micro-credentials, and `page:…` for pages without a grade. */
  items: string[]
  /** By micro-credential id; '' or missing for none. */
  weeks: Record<string, string>
  startsOn: string
  points: string
  availableOn: string
  dueOn: string
}

const typed = (otherwise: string) => z.string().max(100).catch(otherwise)
const form = z.looseObject({
  item: z
    .union([
      z
        .string()
        .max(100)
        .transform((one) => [one]),
      z.array(z.string().max(100)).max(60),
    ])
    .catch([]),
  startsOn: typed(''),
  points: typed('100'),
  availableOn: typed(''),
  dueOn: typed(''),
})

/** Reads the posted form as it is, without judging it. */
export function readPlacing(body: unknown): PlacingValues {
  const parsed = form.catch(form.parse({})).parse(body ?? {})
  const { item, startsOn, points, availableOn, dueOn, ...rest } = parsed
  const weeks = Object.entries(rest).flatMap(([name, value]) => {
    const [, id] = /^week-([\w-]{1,60})$/.exec(name) ?? []
    return id && typeof value === 'string' && value.length <= 10 ? [[id, value] as const] : []
  })
  return { items: [...new Set(item)], weeks: Object.fromEntries(weeks), startsOn, points, availableOn, dueOn }
}

/** What the form shows first: nothing chosen, and the weeks and the first day that the course keeps as its plan. */
export function freshPlacing(cohort: Cohort, catalogue: readonly MicroCredential[]): PlacingValues {
  const weeks = catalogue.flatMap(({ id, key }) => {
    const week = weekOf(cohort.plan, key)
    return week === null ? [] : [[id, String(week)] as const]
  })
  return {
    items: [],
    weeks: Object.fromEntries(weeks),
    startsOn: writeDay(cohort.startsOn),
    points: '100',
    availableOn: '',
    dueOn: '',
  }
}

/**
 * Ticks a whole set at once: `all` of the catalogue, what the course's `plan` holds, or the members of a stack
 * (`stack:<id>`). Members without a week get one, evenly apart; what else was typed stays.
 */
export function fillPlacing(
  values: PlacingValues,
  wish: string,
  facts: { cohort: Cohort; catalogue: readonly MicroCredential[]; stacks: readonly Stack[] },
): PlacingValues {
  const { cohort, catalogue, stacks } = facts
  const members = stacks.find(({ id }) => wish === `stack:${id}`)?.members ?? []
  const inPlan = ({ key }: MicroCredential) => weekOf(cohort.plan, key) !== null
  const wanted = catalogue.filter((one) =>
    wish === 'plan' ? inPlan(one) : wish === 'all' || members.includes(one.key),
  )
  const inOrder = [...wanted].sort((one, other) => members.indexOf(one.key) - members.indexOf(other.key))
  const weeks = spreadOver(inOrder.length, cohort.weeks)
  const fresh = inOrder.map(({ id, key }, index) => {
    const kept = weekOf(cohort.plan, key) ?? values.weeks[id]
    return [id, String(kept === undefined || kept === '' ? weeks[index] : kept)] as const
  })
  return {
    ...values,
    items: [
      ...new Set([
        ...values.items.filter((item) => item.startsWith('page:')),
        ...inOrder.map(({ id }) => id),
      ]),
    ],
    weeks: { ...values.weeks, ...Object.fromEntries(fresh) },
  }
}
