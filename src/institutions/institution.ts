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

export interface InstitutionSettings {
  /** How long a session lasts after a launch. */
  sessionHours: number
  /** Working days within which assessors promise an answer. */
  promiseWorkingDays: number
}

export const defaultSettings: InstitutionSettings = { sessionHours: 12, promiseWorkingDays: 5 }

export const defaultColour = '#2f6f62'
