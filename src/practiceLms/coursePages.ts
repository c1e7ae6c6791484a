import { Router } from 'express'
import type { Request } from 'express'
import { copyCourse } from './courseCopy.js'
import { formText, queryText } from './forms.js'
import { beginLaunch, loginInitiation } from './launching.js'
import { find, lineItemsOf, Missing, teaches } from './lookups.js'
import { whoever } from './session.js'
import type { Site } from './site.js'
import type { Course, ResourceLink } from './state.js'
import { page } from './views.js'

/** The course, for those who teach it; nobody else learns more than that. */
function taughtCourse(site: Site, req: Request, id: string): Course {
  const course = find.course(site.state, id)
  if (!teaches(course, whoever(site, req))) throw new Missing('You do not teach this course')
  return course
}

/** The course as the person sees it: its weeks with their assignments; its menu entry for each tool (Canvas has
 * one); publishing; its copy. */
export function coursePages(site: Site): Router {
  const router = Router()
  router.get('/courses/:course', (req, res) => {
    const course = find.course(site.state, req.params.course)
    const person = whoever(site, req)
    const teacher = teaches(course, person)
    const links = site.state.links.filter(
      (link) => link.courseId === course.id && (teacher || link.published),
    )
    const shown = (link: ResourceLink): object => ({
      ...link,
      lineItem: lineItemsOf(site.state, link)[0] ?? null,
    })
    const weeks = course.weeks.map((title, index) => ({
      number: index + 1,
      title,
      links: links.filter((link) => link.week === index + 1).map(shown),
    }))
    const unplaced = links.filter((link) => link.week === null || link.week > course.weeks.length).map(shown)
    const tools = site.state.tools.filter((tool) => tool.active)
    page(site, req, res, 'course', { title: course.title, course, teacher, weeks, unplaced, tools })
  })
  router.get('/courses/:course/open', (req, res) => {
    const course = taughtCourse(site, req, req.params.course)
    const tool = find.tool(site.state, queryText(req, 'tool'))
    const frame = `/courses/${course.id}/open/launch?tool=${tool.id}`
    page(site, req, res, 'tool', { title: tool.name, course, frame })
  })
  router.get('/courses/:course/open/launch', (req, res) => {
    const course = taughtCourse(site, req, req.params.course)
    const request = { person: whoever(site, req).id, course: course.id, tool: queryText(req, 'tool') }
    const { url, parameters } = loginInitiation(site, beginLaunch(site, request))
    page(site, req, res, 'autosubmit', { url, fields: parameters })
  })
  router.post('/assignments/:assignment/publication', (req, res) => {
    const link = find.link(site.state, req.params.assignment)
    const course = taughtCourse(site, req, link.courseId)
    link.published = true
    site.changed()
    res.redirect(303, `/courses/${course.id}`)
  })
  router.get('/courses/:course/copy', (req, res) => {
    const course = taughtCourse(site, req, req.params.course)
    page(site, req, res, 'copy', { title: 'Copy this course', course })
  })
  router.post('/courses/:course/copies', async (req, res) => {
    const course = taughtCourse(site, req, req.params.course)
    const everybody = formText(req, 'people') === 'everybody'
    const copy = copyCourse(site, course.id, {
      title: formText(req, 'title').trim() || undefined,
      label: formText(req, 'label').trim() || undefined,
      enrolments: everybody ? course.enrolments : undefined,
    })
    await site.personality.courseCopied(site, course, copy)
    res.redirect(303, `/courses/${copy.id}`)
  })
  return router
}
