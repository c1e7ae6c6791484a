import passport, { type Strategy } from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import type { StaffService } from './staffService.js'

/**
 * The two doors: `staff` (e-mail and password) and, where it is given, `lti` (a verified launch). Neither uses
 * passport's own sessions: a session of ours holds ids only and starts after the door has opened.
 */
export function createDoors(needs: { staff: Pick<StaffService, 'signIn'>; launch?: Strategy }) {
  const doors = new passport.Passport()
  doors.use(
    'staff',
    new LocalStrategy({ usernameField: 'email', session: false }, (email, password, done) => {
      needs.staff.signIn(email, password).then((shown) => {
        done(null, shown ?? false)
      }, done)
    }),
  )
  if (needs.launch) doors.use('lti', needs.launch)
  return doors
}

export type Doors = ReturnType<typeof createDoors>
