import type { MicroCredential } from '../catalogue/microCredential.js'
import type { FieldError } from '../web/forms.js'
import { momentOn, readDay } from './calendar.js'
import type { PlacingValues } from './placingForm.js'
import { daysOfWeek, type PlanLine } from './plan.js'
import type { CoursePage, DeepLinkingSettings } from './ports.js'

/** Pages of ours that can stand in a course without a grade. */
export const coursePages: readonly CoursePage[] = ['cairn', 'portfolio', 'course']

/** What one place in an LMS takes, and why not more: a locale key below `cohorts.placing.limit`. */
export interface Placeable {
  graded: boolean
  pages: boolean
  several: boolean
  limits: ('no_links' | 'no_grades' | 'one_only')[]
}

/** Reads a request's settings (Deep Linking 2.0 §4.4.1): types, how many, and whether an item may bring a column. */
export function placeable(settings: DeepLinkingSettings): Placeable {
  if (!settings.acceptTypes.includes('ltiResourceLink'))
    return { graded: false, pages: false, several: false, limits: ['no_links'] }
  const graded = settings.acceptLineItem
  const several = settings.acceptMultiple
  return {
    graded,
    pages: true,
    several,
    limits: [...(graded ? [] : ['no_grades' as const]), ...(several ? [] : ['one_only' as const])],
  }
}

export type PlacementLine =
  | {
      kind: 'graded'
      microCredential: MicroCredential
      week: number | null
      points: number
      availableFrom: Date | null
      dueAt: Date | null
    }
  | { kind: 'page'; page: CoursePage }

/** What is to be placed, and what the course keeps of it as its plan. */
export interface Placement {
  lines: PlacementLine[]
  /** First calendar day of week 1; null where none was given. */
  startsOn: Date | null
  plan: PlanLine[]
}

export type PlacementDecision = { ok: true; placement: Placement } | { ok: false; errors: FieldError[] }

/** Decides what a filled-in form places: an item for each choice, its dates from its week or from the form's own. */
export function decidePlacement(
  values: PlacingValues,
  facts: {
    settings: DeepLinkingSettings
    catalogue: readonly MicroCredential[]
    weeks: number
    /** The facilitator's zone: a day begins and ends there. */
    timeZone: string
  },
): PlacementDecision {
  const errors: FieldError[] = []
  const wrong = (field: string, message: string) => {
    if (!errors.some((error) => error.field === field))
      errors.push({ field, message: `cohorts.placing.${message}` })
    return null
  }
  const day = (field: 'startsOn' | 'availableOn' | 'dueOn') =>
    values[field] === '' ? null : (readDay(values[field]) ?? wrong(field, 'date_unreadable'))
  const open = placeable(facts.settings)

  const points = /^\d{1,3}$/.test(values.points) ? Number(values.points) : 0
  if (points < 1 || points > 100) wrong('points', 'points_outside')
  const startsOn = day('startsOn')
  const availableOn = day('availableOn')
  const dueOn = day('dueOn')
  if (availableOn && dueOn && dueOn < availableOn) wrong('dueOn', 'due_before')
  if (values.items.length === 0) wrong('item', 'choose_some')
  if (values.items.length > 1 && !open.several) wrong('item', 'choose_one')

  const dates = (week: number | null) => {
    const days = week && startsOn ? daysOfWeek(startsOn, week) : { first: availableOn, last: dueOn }
    return {
      availableFrom: days.first && momentOn(days.first, '00:00', facts.timeZone),
      dueAt: days.last && momentOn(days.last, '23:59', facts.timeZone),
    }
  }
  const lineOf = (item: string): PlacementLine | null => {
    const page = coursePages.find((one) => item === `page:${one}`)
    if (page) return open.pages ? { kind: 'page', page } : wrong('item', 'not_here')
    const microCredential = facts.catalogue.find(({ id }) => id === item)
    if (!microCredential) return wrong('item', 'gone')
    if (!open.graded) return wrong('item', 'not_here')
    const typed = values.weeks[item] ?? ''
    const week = typed === '' ? null : Number(typed)
    if (week !== null && !(Number.isInteger(week) && week >= 1 && week <= facts.weeks))
      return wrong(`week-${item}`, 'week_outside')
    return { kind: 'graded', microCredential, week, points, ...dates(week) }
  }
  const lines = values.items.map(lineOf).filter((line) => line !== null)
  if (errors.length > 0) return { ok: false, errors }
  const inOrder = [...lines].sort((one, other) => weekIn(one) - weekIn(other))
  return { ok: true, placement: { lines: inOrder, startsOn, plan: inOrder.flatMap(planLine) } }
}

const weekIn = (line: PlacementLine): number => (line.kind === 'graded' ? (line.week ?? 99) : 100)

const planLine = (line: PlacementLine): PlanLine[] =>
  line.kind === 'graded' && line.week !== null
    ? [{ microCredentialKey: line.microCredential.key, week: line.week }]
    : []
