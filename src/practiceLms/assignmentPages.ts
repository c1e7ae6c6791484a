import { Router } from 'express'
import type { Request } from 'express'
import { beginLaunch, loginInitiation, reviewLaunch } from './launching.js'
import { find, Missing, teaches } from './lookups.js'
import { whoever } from './session.js'
import type { Site } from './site.js'
import type { Course, Person, ResourceLink } from './state.js'
import { page } from './views.js'

function visibleLink(site: Site, id: string, person: Person): ResourceLink {
  const link = find.link(site.state, id)
  const course = find.course(site.state, link.courseId)
  if (!link.published && !teaches(course, person)) throw new Missing(`Assignment ${id} doesn't exist`)
  return link
}

/** The work of one person in one assignment: theirs to open, and their teachers'. */
function reviewed(
  site: Site,
  req: Request,
  { assignment, person: key }: { assignment: string; person: string },
): { link: ResourceLink; course: Course; person: Person } {
  const me = whoever(site, req)
  const link = visibleLink(site, assignment, me)
  const course = find.course(site.state, link.courseId)
  const person = find.person(site.state, key)
  if (person !== me && !teaches(course, me)) throw new Missing(`Assignment ${assignment} doesn't exist`)
  return { link, course, person }
}

const containers = ['iframe', 'window', 'frame'] as const

/** Moodle never frames a tool on a phone or tablet. */
function opensWhole(site: Site, req: Request): boolean {
  return site.personality.name === 'moodle' && /Mobi|Android|iPad|Tablet/.test(req.get('user-agent') ?? '')
}

/** An assignment: a frame that holds the tool, and the page inside it that starts the launch. */
export function assignmentPages(site: Site): Router {
  const router = Router()
  router.get('/assignments/:assignment', (req, res) => {
    const link = visibleLink(site, req.params.assignment, whoever(site, req))
    const course = find.course(site.state, link.courseId)
    const frame = `/assignments/${link.id}/launch`
    if (opensWhole(site, req)) return res.redirect(303, `${frame}?container=frame`)
    page(site, req, res, 'tool', {
      title: link.title,
      course,
      link,
      frame,
      newWindow: `${frame}?container=window`,
    })
  })
  router.get('/assignments/:assignment/launch', (req, res) => {
    const person = whoever(site, req)
    const link = visibleLink(site, req.params.assignment, person)
    const container = containers.find((one) => one === req.query['container']) ?? 'iframe'
    const { url, parameters } = loginInitiation(
      site,
      beginLaunch(site, { person: person.id, assignment: link.id, container }),
    )
    page(site, req, res, 'autosubmit', { url, fields: parameters })
  })
  router.get('/assignments/:assignment/review/:person', (req, res) => {
    const { link, course, person } = reviewed(site, req, req.params)
    const frame = `/assignments/${link.id}/review/${person.key}/launch`
    page(site, req, res, 'tool', { title: `${link.title}: ${person.name}`, course, frame })
  })
  router.get('/assignments/:assignment/review/:person/launch', (req, res) => {
    const { link, person } = reviewed(site, req, req.params)
    const launch = reviewLaunch(site, link, whoever(site, req), person)
    const { url, parameters } = loginInitiation(site, launch)
    page(site, req, res, 'autosubmit', { url, fields: parameters })
  })
  router.get('/lti/return', (req, res) => {
    const course = typeof req.query['course'] === 'string' ? req.query['course'] : ''
    const { lti_msg: message, lti_errormsg: error } = req.query
    if (message === undefined && error === undefined)
      return res.redirect(303, `/courses/${encodeURIComponent(course)}`)
    page(site, req, res, 'returned', { title: 'Back in the course', course, message, error })
  })
  return router
}
