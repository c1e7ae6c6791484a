import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { parseForm, type FieldError } from '../web/forms.js'
import { requireActor } from './requestActor.js'
import type { SchoolService } from './schoolService.js'

/** A school as somebody types it; empty where they say nothing. */
export const mySchool = z.string().catch('').pipe(z.string().trim().max(200, 'forms.tooLong'))
const schoolForm = z.object({ school: mySchool })

/** Pages of ours that lead here, and where one goes back to. */
const wayBack = /^\/(assess|cohorts\/[\w-]+(\/queue)?)$/
const backFrom = (asked: unknown): string => (typeof asked === 'string' && wayBack.test(asked) ? asked : '/')

/** Where somebody works: asked of educators and assessors alike, and never needed. */
export function schoolRoutes({ schools }: { schools: SchoolService }): Router {
  const router = Router()

  const show = (res: Response, school: string, from: string, errors: FieldError[] = [], saved = false) => {
    res.status(errors.length > 0 ? 422 : 200).render('identity/school', { school, from, errors, saved })
  }

  router.get('/school', async (req, res) => {
    const school = await schools.mine(requireActor(req))
    show(res, school, backFrom(req.query['from']), [], req.query['done'] === 'saved')
  })

  router.post('/school', async (req: Request, res) => {
    const actor = requireActor(req)
    const form = parseForm(schoolForm, req.body)
    const from = backFrom(Reflect.get(Object(req.body), 'from'))
    if (!form.ok) {
      show(res, form.values['school'] ?? '', from, form.errors)
      return
    }
    await schools.say(actor, form.value.school)
    res.redirect(303, `/school?done=saved&from=${encodeURIComponent(from)}`)
  })

  return router
}
