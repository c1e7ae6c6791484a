/** The hour a badge is drawn in: hues (OKLCH degrees) that go well together, and whether it is dark. */
export interface Light {
  sky: number
  land: number
  accent: number
  night: boolean
}

/** Mixed by eye, so that no seed can give an ugly badge; night and day also tell badges apart in greyscale. */
export const lights: readonly [Light, ...Light[]] = [
  { sky: 45, land: 32, accent: 190, night: false },
  { sky: 232, land: 245, accent: 65, night: false },
  { sky: 165, land: 158, accent: 35, night: false },
  { sky: 310, land: 325, accent: 85, night: true },
  { sky: 262, land: 252, accent: 38, night: true },
  { sky: 88, land: 72, accent: 240, night: false },
  { sky: 198, land: 192, accent: 45, night: true },
  { sky: 335, land: 345, accent: 170, night: false },
  { sky: 22, land: 35, accent: 225, night: true },
  { sky: 285, land: 290, accent: 95, night: false },
]
