/** One line of the benchmark table and of its JSON file (contract: `npm run bench`). */
export interface Measure {
  name: string
  value: number
  unit: string
  /** What `ratio` compares with; null where a figure stands alone. */
  against?: string | null
  ratio?: number | null
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))
