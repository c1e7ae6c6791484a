import { Router } from 'express'
import { readGradebook } from './gradebook.js'
import { find, teaches } from './lookups.js'
import { whoever } from './session.js'
import type { Site } from './site.js'
import { page } from './views.js'

/** The gradebook: everybody's for those who teach, their own for the others. */
export function gradebookPages(site: Site): Router {
  const router = Router()
  router.get('/courses/:course/grades', (req, res) => {
    const person = whoever(site, req)
    const gradebook = readGradebook(site, find.course(site.state, req.params.course).id)
    const teacher = teaches(gradebook.course, person)
    const rows = teacher ? gradebook.rows : gradebook.rows.filter((row) => row.person.id === person.id)
    page(site, req, res, 'grades', { title: 'Grades', ...gradebook, rows, teacher })
  })
  return router
}
