import type { Request, Response } from 'express'
import passport, { type Strategy } from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import type { GuestService } from './guestService.js'
import type { StaffService } from './staffService.js'

type SignIn = (email: string, password: string) => Promise<object | null>

const byPassword = (signIn: SignIn) =>
  new LocalStrategy({ usernameField: 'email', session: false }, (email, password, done) => {
    signIn(email, password).then((shown) => {
      done(null, shown ?? false)
    }, done)
  })

/**
 * The doors: `staff` and `guest` (e-mail and password) and, where it is given, `lti` (a verified launch). None uses
 * passport's own sessions: a session of ours holds ids only and starts after the door has opened.
 */
export function createDoors(needs: {
  staff: Pick<StaffService, 'signIn'>
  guests?: Pick<GuestService, 'signIn'>
  launch?: Strategy
}) {
  const doors = new passport.Passport()
  doors.use('staff', byPassword(needs.staff.signIn))
  if (needs.guests) doors.use('guest', byPassword(needs.guests.signIn))
  if (needs.launch) doors.use('lti', needs.launch)
  return doors
}

export type Doors = ReturnType<typeof createDoors>

/** Who comes in by a door with what the form says: what its service answered, or null where it stays shut. */
export function throughDoor<T extends object>(
  doors: Doors,
  name: 'staff' | 'guest',
  req: Request,
  res: Response,
): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const done = (error: unknown, shown: T | false | undefined) => {
      if (error) reject(error instanceof Error ? error : new Error('sign-in'))
      else resolve(shown || null)
    }
    const door: unknown = doors.authenticate(name, { session: false }, done)
    if (typeof door === 'function') door(req, res, reject)
  })
}
