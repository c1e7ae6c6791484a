import { Router } from 'express'
import type { Request, Response } from 'express'
import { addAssignment } from './assignments.js'
import { readContentResponse } from './contentResponse.js'
import { formText, queryText } from './forms.js'
import { beginLaunch, loginInitiation } from './launching.js'
import { find, Missing, teaches } from './lookups.js'
import { savePlacement } from './placing.js'
import { whoever } from './session.js'
import type { Site } from './site.js'
import type { Course, Person } from './state.js'
import { page } from './views.js'

function teacherIn(site: Site, req: Request, courseId: string): { course: Course; person: Person } {
  const course = find.course(site.state, courseId)
  const person = whoever(site, req)
  if (!teaches(course, person)) throw new Missing('You do not teach this course')
  return { course, person }
}

async function takeReturn(site: Site, req: Request, res: Response): Promise<void> {
  const launch = site.launches.awaited(queryText(req, 'sesskey'))
  if (launch?.courseId !== queryText(req, 'course'))
    throw new Missing('Nobody waits for this content any more; select it again')
  const response = await readContentResponse(site, launch, formText(req, 'JWT'))
  const course = find.course(site.state, launch.courseId)
  if (!response.ok) {
    const reason = `The tool's answer was refused: ${response.fault}.`
    return page(site, req, res.status(400), 'refused', { title: 'Nothing was added', reason })
  }
  site.launches.contentReturned(launch.id)
  const { saveFirst, assignments, problems } = site.personality.takeContent(site, launch, response.items)
  const { message, error } = response
  if (saveFirst && assignments.length > 0) {
    const placement = site.placements.propose({ courseId: course.id, personId: launch.personId, assignments })
    return page(site, req, res, 'placement', {
      title: 'Add to the course',
      weeks: course.weeks,
      placement,
      problem: null,
    })
  }
  const added = saveFirst ? [] : assignments.map((assignment) => addAssignment(site, assignment).link)
  page(site, req, res, 'added', {
    title: 'Back in the course',
    framed: course,
    added,
    problems,
    message,
    error,
  })
}

/** "Select content": a frame in which the teacher chooses in the tool, and what comes back from it. */
export function contentPages(site: Site): Router {
  const router = Router()
  router.get('/courses/:course/content', (req, res) => {
    const { course } = teacherIn(site, req, req.params.course)
    const tool = find.tool(site.state, queryText(req, 'tool'))
    const frame = `/courses/${course.id}/content/launch?tool=${tool.id}`
    page(site, req, res, 'tool', { title: `Select content from ${tool.name}`, course, frame })
  })
  router.get('/courses/:course/content/launch', (req, res) => {
    const { course, person } = teacherIn(site, req, req.params.course)
    const request = { person: person.id, course: course.id, tool: queryText(req, 'tool') }
    const launch = beginLaunch(site, {
      ...request,
      message: 'LtiDeepLinkingRequest',
      placement: 'course_assignments_menu',
    })
    const { url, parameters } = loginInitiation(site, launch)
    page(site, req, res, 'autosubmit', { url, fields: parameters })
  })
  router.post('/lti/content-return', (req, res) => takeReturn(site, req, res))
  router.post('/placements/:placement', (req, res) => {
    const form = new URLSearchParams(typeof req.body === 'string' ? req.body : '')
    const saved = savePlacement(site, req.params.placement, form)
    if (saved.ok) return res.redirect(303, `/courses/${saved.courseId}`)
    const { placement, problem } = saved
    const { weeks } = find.course(site.state, placement.courseId)
    page(site, req, res.status(422), 'placement', { title: 'Add to the course', weeks, placement, problem })
  })
  return router
}
