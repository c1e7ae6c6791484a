/** Values a `$Variable` stands for. A name that is not in here is not supported by the LMS. */
export type Variables = Readonly<Record<string, string | null>>

/** Replaces values that are one `$Variable`; both LMSs send a variable they do not know as it was written. */
export function expand(
  custom: Readonly<Record<string, string>>,
  variables: Variables,
): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(custom).map(([key, value]) => {
      const name = value.startsWith('$') ? value.slice(1) : ''
      return [key, Object.hasOwn(variables, name) ? (variables[name] ?? null) : value]
    }),
  )
}
