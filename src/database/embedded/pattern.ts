import { BSONRegExp } from 'bson'
import { badValue, CommandError } from './commandError.js'

/**
 * The JavaScript form of a regular expression from a filter. Options i, m, s, x and u are MongoDB's. Throws
 * `CommandError` 51091 for a pattern that cannot be read, 51108 for an unknown option.
 */
export function compilePattern(pattern: string, options: string): RegExp {
  let flags = ''
  let source = pattern
  for (const option of options) {
    if (option === 'x')
      source = source.replace(
        /(\\.)|(\[(?:\\.|[^\]])*\])|\s+|#.*$/gm,
        (_, escaped, set) => escaped ?? set ?? '',
      )
    else if ('ims'.includes(option)) flags += option
    else if (option !== 'u') throw new CommandError(51108, `invalid flag in regex options: ${option}`)
  }
  const leading = /^\(\?([ims]+)\)/.exec(source)
  if (leading) {
    flags += leading[1]
    source = source.slice(leading[0].length)
  }
  flags = [...new Set(flags)].join('')
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    try {
      return new RegExp(source, flags) // PCRE allows escapes that JavaScript's strict Unicode mode does not
    } catch {
      throw new CommandError(51091, `Regular expression is invalid: ${pattern}`)
    }
  }
}

/** The regular expression that `{ $regex, $options }` asks for; throws `CommandError` 2 when it is none. */
export function regexFromOperators(regex: unknown, options: unknown): RegExp {
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string')
  if (regex instanceof BSONRegExp) return compilePattern(regex.pattern, options ?? regex.options)
  if (typeof regex !== 'string') throw badValue('$regex has to be a string')
  return compilePattern(regex, options ?? '')
}
