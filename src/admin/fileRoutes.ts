import { Router, type Response } from 'express'
import type { StaffActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import type { AdminNeeds } from './adminNeeds.js'
import { erasureForm } from './adminForms.js'
import { consolePage, forStaff, idIn } from './console.js'

/** Finding evidence files of an institution, deleting one on request, and the list of what was deleted. */
export function fileRoutes(needs: AdminNeeds): Router {
  const { institutions, submissions } = needs
  const staff = forStaff(needs.requireStaff)
  const router = Router()

  async function show(
    res: Response,
    actor: StaffActor,
    institutionId: string,
    search: string,
    more: { done?: string | undefined; refused?: { id: string; errors: FieldError[]; typed: string } } = {},
  ): Promise<void> {
    const institution = await institutions.get(actor, institutionId)
    const [found, erasures] = await Promise.all([
      search === '' ? [] : submissions.findFiles(actor, institution.id, search),
      submissions.erasuresOf(actor, institution.id),
    ])
    const unreadable = found === null ? [{ field: 'search', message: 'admin.files.unreadable' }] : []
    res.status(found === null ? 422 : res.statusCode).render('admin/files', {
      ...consolePage(res, actor, institution, 'files'),
      search,
      found: (found ?? []).map((one) => {
        const refused = more.refused?.id === one.file.artefactId ? more.refused : undefined
        return { ...one, errors: refused?.errors ?? [], typed: refused?.typed ?? '' }
      }),
      erasures,
      errors: [...unreadable, ...(more.refused?.errors ?? [])],
      done: more.done,
    })
  }

  router.get(
    '/admin/institutions/:institutionId/files',
    staff((actor, req, res) => {
      const search = typeof req.query['search'] === 'string' ? req.query['search'].trim().slice(0, 500) : ''
      const done = ['gone', 'soon'].find((word) => word === req.query['done'])
      return show(res, actor, idIn(req, 'institutionId'), search, { done })
    }),
  )

  router.post(
    '/admin/institutions/:institutionId/files/:artefactId/erasure',
    staff(async (actor, req, res) => {
      const institution = await institutions.get(actor, idIn(req, 'institutionId'))
      const id = idIn(req, 'artefactId')
      const form = parseForm(erasureForm, req.body)
      if (!form.ok) {
        const errors = form.errors.map(({ message }) => ({ field: `reason-${id}`, message }))
        const refused = { id, errors, typed: form.values['reason'] ?? '' }
        await show(res.status(422), actor, institution.id, id, { refused })
        return
      }
      const gone = await submissions.eraseEvidence(actor, id, form.value.reason)
      res.redirect(303, `/admin/institutions/${institution.id}/files?done=${gone ? 'gone' : 'soon'}`)
    }),
  )
  return router
}
