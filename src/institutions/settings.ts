/** A whole number between two bounds, both allowed. */
interface Whole {
  kind: 'whole'
  group: string
  least: number
  most: number
  normally: number
}

/** A switch. */
interface YesNo {
  kind: 'yesNo'
  group: string
  normally: boolean
}

/** One of a few named answers. */
interface Choice<T extends string> {
  kind: 'choice'
  group: string
  options: readonly T[]
  normally: T
}

export type SettingField = Whole | YesNo | Choice<string>

const yesNo = (group: string, normally: boolean): YesNo => ({ kind: 'yesNo', group, normally })

const choice = <const T extends string>(
  group: string,
  options: readonly T[],
  normally: NoInfer<T>,
): Choice<T> => ({
  kind: 'choice',
  group,
  options,
  normally,
})

const whole = (group: string, least: number, most: number, normally: number): Whole => ({
  kind: 'whole',
  group,
  least,
  most,
  normally,
})

/**
 * What an institution may set, in the order of its settings page. One line here makes the form field, its check, the
 * type below, what is stored and what stands where nothing was ever chosen; its words are
 * `institutions.settings.<group>.<name>` (label, hint) in the locale files. A group is a heading of the page.
 */
export const settingFields = {
  /** Working days within which assessors promise an answer. */
  promiseWorkingDays: whole('promises', 1, 60, 5),
  /** How long a session lasts after a launch. */
  sessionHours: whole('sessions', 1, 24, 12),
  /** How many of a hundred attempts are judged twice, whatever their judgements. */
  scoredTwicePercent: whole('assessment', 0, 100, 20),
  /** Whether attempts that hang on one step of one criterion are judged twice as well. */
  borderlineTwice: yesNo('assessment', true),
  /** How many levels two assessors may be apart on a criterion before a third person decides. */
  toleranceLevels: whole('assessment', 0, 5, 1),
  /** Whether any third assessor may decide where two differ, and on appeals; else facilitators only. */
  assessorsDecide: yesNo('assessment', true),
  /** Whether assessors see a number in place of the name of whoever sent the work. */
  hideNames: yesNo('assessment', false),
  /** Whether they see the name once the answer is out. */
  namesAfter: yesNo('assessment', false),
  /** After how many hours without a word a round somebody began is free again; 0 for never. */
  claimHours: whole('assessment', 0, 720, 72),
  /** Whether assessors take what they want, or each round is given to whoever has least to do. */
  spreading: choice('assessment', ['claim', 'spread'], 'claim'),
  /** Whether assessors of the pool take only what they have qualified for. */
  poolMustQualify: yesNo('assessors', true),
  /** The same for those who assess in a course by their role there. */
  cohortMustQualify: yesNo('assessors', false),
  /** Whether nobody judges the work of somebody of their own school, as far as both have said where they work. */
  sameSchoolBlocked: yesNo('assessors', true),
  /** On how many of a hundred criteria of a sample the level has to be that of the reference. */
  qualifyExactPercent: whole('assessors', 0, 100, 70),
  /** How many levels from the reference a judgement may be at most. */
  qualifyMostApart: whole('assessors', 0, 5, 1),
  /** Days before somebody who is not there yet may try again, on another sample where there is one. */
  qualifyAgainDays: whole('assessors', 0, 90, 7),
  /** How many months a qualification counts. */
  qualifiedMonths: whole('assessors', 1, 120, 24),
  /** Whether whoever holds a badge may qualify to assess for it. */
  earnersMayAssess: yesNo('assessors', true),
  /** Whether every assessor may share the words they keep; else only those who run a course. */
  assessorsShareSnippets: yesNo('assessors', true),
} satisfies Record<string, SettingField>

export type SettingName = keyof typeof settingFields

/** The settings of one institution, every one with a value. */
export type InstitutionSettings = { [Name in SettingName]: (typeof settingFields)[Name]['normally'] }

export const settingList: readonly (SettingField & { name: SettingName })[] = Object.entries(
  settingFields,
).map(([name, field]) => ({ ...field, name: name as SettingName }))

/** Whether a value is one that this setting can have. */
export function mayBe(field: SettingField, value: unknown): boolean {
  if (field.kind === 'whole')
    return Number.isInteger(value) && Number(value) >= field.least && Number(value) <= field.most
  if (field.kind === 'yesNo') return typeof value === 'boolean'
  return field.options.some((option) => option === value)
}

/** Reads stored settings: what an older version did not know, or stored otherwise, stands as it does normally. */
export function settingsFrom(stored: unknown): InstitutionSettings {
  const known = new Map<string, unknown>(Object.entries(Object(stored) as object))
  const values = settingList.map((field) => {
    const value = known.get(field.name)
    return [field.name, mayBe(field, value) ? value : field.normally]
  })
  return Object.fromEntries(values) as InstitutionSettings
}

/** What every new institution begins with. */
export const defaultSettings: InstitutionSettings = settingsFrom({})

/** One setting that became another. */
export interface SettingChange {
  name: SettingName
  before: string | number | boolean
  after: string | number | boolean
}

/** What changes from the one to the other, in the order of the page. */
export function settingChanges(before: InstitutionSettings, after: InstitutionSettings): SettingChange[] {
  return settingList
    .filter(({ name }) => before[name] !== after[name])
    .map(({ name }) => ({ name, before: before[name], after: after[name] }))
}
