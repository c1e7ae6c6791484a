import type { Estimate } from './estimate.js'
import type { MonthOfDrift } from './drift.js'

/** Drawings in units of an SVG's viewBox; templates draw them, with the figures in a table beside. */
const WIDTH = 600
const EDGE = 40
const ROW = 32
const PLOT = 200

/** A line of the grid with its number, in levels. */
interface Tick {
  place: number
  levels: number
}

export interface SeverityChart {
  width: number
  height: number
  ticks: Tick[]
  /** One for each assessor, numbered as in the table. */
  rows: { number: number; y: number; x: number; from: number; to: number }[]
}

/** How far the axis has to reach, in whole levels: at least one, and never further than three. */
const reachOf = (estimates: readonly Estimate[]): number =>
  Math.min(3, Math.max(1, ...estimates.map(({ value }) => Math.ceil(Math.abs(value) * 1.2))))

const ticksOf = (reach: number): number[] =>
  Array.from({ length: 2 * reach + 1 }, (_, index) => index - reach)

const clamp = (value: number, reach: number): number => Math.max(-reach, Math.min(reach, value))

/**
 * Severity as dots with their intervals on an axis from strict to generous.
 * @param severities by the assessor's number in the table
 * @param mirrored true where the page reads from right to left
 */
export function severityChart(
  severities: readonly { number: number; severity: Estimate }[],
  mirrored: boolean,
): SeverityChart {
  const reach = reachOf(severities.map(({ severity }) => severity))
  const place = (levels: number): number => {
    const x = EDGE + ((clamp(levels, reach) + reach) / (2 * reach)) * (WIDTH - 2 * EDGE)
    return round(mirrored ? WIDTH - x : x)
  }
  return {
    width: WIDTH,
    height: severities.length * ROW + ROW,
    ticks: ticksOf(reach).map((levels) => ({ place: place(levels), levels })),
    rows: severities.map(({ number, severity }, index) => ({
      number,
      y: index * ROW + ROW / 2,
      x: place(severity.value),
      from: Math.min(place(severity.low), place(severity.high)),
      to: Math.max(place(severity.low), place(severity.high)),
    })),
  }
}

export interface DriftChart {
  width: number
  height: number
  ticks: Tick[]
  months: { x: number; month: Date }[]
  /** Everybody's line, and the chosen assessor's where there is one; points as `x,y x,y`. */
  lines: { whose: 'everybody' | 'chosen'; path: string; points: { x: number; y: number }[] }[]
}

/** Drift as lines over months: above is more generous, below stricter than usual. */
export function driftChart(
  everybody: readonly MonthOfDrift[],
  chosen: readonly MonthOfDrift[],
  mirrored: boolean,
): DriftChart {
  const reach = reachOf([...everybody, ...chosen].map(({ deviation }) => deviation))
  const months = everybody.map(({ month }) => month)
  const xOf = (month: Date): number => {
    const index = months.findIndex((one) => one.getTime() === month.getTime())
    const x = EDGE + ((index + 0.5) / months.length) * (WIDTH - 2 * EDGE)
    return round(mirrored ? WIDTH - x : x)
  }
  const yOf = (levels: number): number =>
    round(ROW / 2 + ((reach - clamp(levels, reach)) / (2 * reach)) * PLOT)
  const line = (whose: 'everybody' | 'chosen', given: readonly MonthOfDrift[]) => {
    const points = given.map(({ month, deviation }) => ({ x: xOf(month), y: yOf(deviation.value) }))
    return { whose, points, path: points.map(({ x, y }) => `${String(x)},${String(y)}`).join(' ') }
  }
  return {
    width: WIDTH,
    height: PLOT + 2 * ROW,
    ticks: ticksOf(reach).map((levels) => ({ place: yOf(levels), levels })),
    months: months.map((month) => ({ x: xOf(month), month })),
    lines: [line('everybody', everybody), ...(chosen.length > 0 ? [line('chosen', chosen)] : [])],
  }
}

const round = (value: number): number => Math.round(value * 10) / 10
