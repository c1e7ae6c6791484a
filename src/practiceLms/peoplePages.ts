import { Router } from 'express'
import { formText } from './forms.js'
import { become } from './session.js'
import type { Site } from './site.js'
import type { Person } from './state.js'
import { page } from './views.js'

/** Only paths of this site, so that a link cannot send people elsewhere. */
function ownPath(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}

const matches = (person: Person, query: string): boolean =>
  [person.name, person.username, person.note].some((text) => text.toLowerCase().includes(query.toLowerCase()))

/** The front page: pick the person you want to be; and the frame that keeps values for tools. */
export function peoplePages(site: Site): Router {
  const router = Router()
  router.get('/', (req, res) => {
    const query = typeof req.query['q'] === 'string' ? req.query['q'].trim() : ''
    const { people, courses, tools } = site.state
    const educators = people.filter((person) => person.key.startsWith('educator-'))
    const staff = people.filter((person) => !educators.includes(person))
    const found = educators.filter((person) => matches(person, query))
    page(site, req, res, 'people', { title: 'Practice LMS', query, staff, educators: found, courses, tools })
  })
  router.post('/session', (req, res) => {
    become(site, res, formText(req, 'person'))
    res.redirect(303, ownPath(formText(req, 'next')))
  })
  router.get('/storage', (req, res) => page(site, req, res, 'storage', {}))
  router.get('/as/:person', (req, res) => {
    become(site, res, req.params.person)
    res.redirect(303, ownPath(req.query['next']))
  })
  return router
}
