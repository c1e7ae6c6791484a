import { NotFound } from '../errors/errors.js'

/** The kinds of LMS that have a page of their own. */
export type Lms = 'moodle' | 'canvas' | 'other'

/** Reads one from a path. Throws NotFound for any other. */
export function lmsIn(name: string): Lms {
  if (name === 'moodle' || name === 'canvas' || name === 'other') return name
  throw new NotFound('no page for that LMS')
}
