import { Router } from 'express'
import { find, lineItemsOf, teaches } from './lookups.js'
import { whoever } from './session.js'
import type { Site } from './site.js'
import type { ResourceLink } from './state.js'
import { page } from './views.js'

/** The course as the person sees it: its weeks with their assignments. */
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
  return router
}
