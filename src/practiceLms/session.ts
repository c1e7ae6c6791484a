import type { Request, RequestHandler, Response } from 'express'
import { find, Missing } from './lookups.js'
import type { Site } from './site.js'
import type { Person } from './state.js'

const cookieName = 'practice_lms_person'

/** The person this browser picked. There is nothing to prove: everybody may try out being anybody. */
export function signedIn(site: Site, req: Request): Person | null {
  const cookie = new RegExp(`(?:^|; )${cookieName}=([a-zA-Z]+-\\d{3})(?:;|$)`).exec(req.get('cookie') ?? '')
  return site.state.people.find((person) => person.key === cookie?.[1]) ?? null
}

/** The person this browser picked; throws `Missing` when it picked nobody. */
export function whoever(site: Site, req: Request): Person {
  const person = signedIn(site, req)
  if (!person) throw new Missing('You have not picked a person yet')
  return person
}

/** Makes the browser be this person from now on. */
export function become(site: Site, res: Response, key: string): void {
  const person = find.person(site.state, key)
  res.cookie(cookieName, person.key, { httpOnly: true, sameSite: 'lax', path: '/' })
}

/** Refuses forms that another site posts on behalf of whoever is here; only tools return content from elsewhere. */
export const ownFormsOnly: RequestHandler = (req, res, next) => {
  const origin = req.get('origin')
  const reading = req.method === 'GET' || req.method === 'HEAD'
  const ours = origin === undefined || (URL.canParse(origin) && new URL(origin).host === req.get('host'))
  if (reading || ours || req.path === '/lti/content-return') next()
  else res.status(403).type('text').send('This form must be sent from the practice LMS itself.')
}
