import { Invalid } from '../errors/errors.js'

export const shortestPassword = 12
export const longestPassword = 200

/** Throws Invalid (`password_short`, `password_long`). Length is what counts; nothing else is asked of it. */
export function mustBeGoodPassword(password: string): void {
  if (password.length < shortestPassword)
    throw new Invalid('password_short', undefined, { shortest: shortestPassword })
  if (password.length > longestPassword) throw new Invalid('password_long')
}
