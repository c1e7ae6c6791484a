const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** A calendar day as a date field sends it ("2026-09-07"), as the midnight of that day in UTC. Null for anything else. */
export function readDay(text: string): Date | null {
  const [, year, month, day] = dayPattern.exec(text) ?? []
  if (!year || !month || !day) return null
  const date = new Date(`${text}T00:00:00.000Z`)
  // "2026-02-31" would become a day in March.
  const real = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  return real && Number(year) >= 2000 && Number(year) <= 2100 ? date : null
}

/** The calendar day of a date made by `readDay`, as a date field shows it. */
export const writeDay = (day: Date | null): string => day?.toISOString().slice(0, 10) ?? ''

/** How far a time zone's clocks are ahead of UTC at a moment, in milliseconds. An unknown zone counts as UTC. */
function aheadOfUtc(at: number, timeZone: string): number {
  const named = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(named?.value ?? '') ?? []
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000
  return sign === '-' ? -size : size
}

/** The moment at which clocks of a time zone show `time` ("23:59") on a calendar day; summer time is taken into account. */
export function momentOn(day: Date, time: string, timeZone: string): Date {
  const wall = Date.parse(`${writeDay(day)}T${time}:00.000Z`)
  const guess = wall - aheadOfUtc(wall, timeZone)
  return new Date(wall - aheadOfUtc(guess, timeZone))
}
