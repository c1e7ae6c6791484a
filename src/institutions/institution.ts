import type { InstitutionSettings } from './settings.js'

/** A tenant and the issuer of its badges: a school, a university, a foundation. */
export interface Institution {
  id: string
  name: string
  /** Its home page, shown beside its badges. */
  url: string | null
  /** `#rrggbb`, its stones' colour. */
  colour: string
  settings: InstitutionSettings
  createdAt: Date
}

export const defaultColour = '#2f6f62'
