import { Router } from 'express'
import type { Request } from 'express'
import { formNumber, formText } from './forms.js'
import { overrideGrade, readGrade, readGradebook } from './gradebook.js'
import { beginLaunch, loginInitiation } from './launching.js'
import { find, Missing, teaches } from './lookups.js'
import { whoever } from './session.js'
import type { Site } from './site.js'
import type { Course, LineItem, Person } from './state.js'
import { page } from './views.js'

function gradeFor(
  site: Site,
  req: Request,
  { item: itemId, person: key }: { item: string; person: string },
): { item: LineItem; course: Course; person: Person } {
  const item = find.lineItem(site.state, itemId)
  const course = find.course(site.state, item.courseId)
  if (!teaches(course, whoever(site, req))) throw new Missing('You do not teach this course')
  return { item, course, person: find.person(site.state, key) }
}

/** The gradebook, and changing one grade in it: everybody's for those who teach, their own for the others. */
export function gradebookPages(site: Site): Router {
  const router = Router()
  router.get('/courses/:course/grades', (req, res) => {
    const person = whoever(site, req)
    const gradebook = readGradebook(site, find.course(site.state, req.params.course).id)
    const teacher = teaches(gradebook.course, person)
    const rows = teacher ? gradebook.rows : gradebook.rows.filter((row) => row.person.id === person.id)
    page(site, req, res, 'grades', { title: 'Grades', ...gradebook, rows, teacher })
  })
  router.get('/grades/:item/:person', (req, res) => {
    const { item, course, person } = gradeFor(site, req, req.params)
    const entry = readGrade(site, item.id, person.key)
    page(site, req, res, 'grade', { title: item.label, course, item, person, entry, problem: null })
  })
  // What SpeedGrader does: the address that came with a handed-in attempt is opened as a launch of the tool.
  router.get('/grades/:item/:person/attempts/:number', (req, res) => {
    const { item, person } = gradeFor(site, req, req.params)
    const attempt = readGrade(site, item.id, person.key)?.attempts[Number(req.params.number) - 1]
    if (!attempt?.data) throw new Missing('Nothing was handed in')
    const assignment = item.coupledLinkId ?? item.resourceLinkId
    const { url, parameters } = loginInitiation(
      site,
      beginLaunch(site, {
        person: whoever(site, req).id,
        ...(assignment ? { assignment } : { course: item.courseId, tool: item.toolId }),
        targetLinkUri: attempt.data,
      }),
    )
    page(site, req, res, 'autosubmit', { url, fields: parameters })
  })
  router.post('/grades/:item/:person', (req, res) => {
    const { item, course, person } = gradeFor(site, req, req.params)
    const typed = formText(req, 'score').trim()
    const score = formNumber(req, 'score')
    if (typed !== '' && (score === null || score < 0 || score > item.scoreMaximum)) {
      const problem = `Enter a number from 0 to ${item.scoreMaximum}, or nothing to give the grade back to the tool.`
      const entry = readGrade(site, item.id, person.key)
      return page(site, req, res.status(422), 'grade', {
        title: item.label,
        course,
        item,
        person,
        entry,
        problem,
      })
    }
    overrideGrade(site, item.id, person.key, score, formText(req, 'comment').trim() || null)
    res.redirect(303, `/courses/${course.id}/grades`)
  })
  return router
}
