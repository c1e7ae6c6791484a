import { Router, type Request, type Response } from 'express'
import { contentDifference } from '../catalogue/contentDifference.js'
import { rowActIn, treeOf, withRowAct, type Tree } from '../catalogue/formTree.js'
import { withItem, withItemMoved, withoutItem, type ItemSection } from '../catalogue/items.js'
import { mediaKinds, slotKinds } from '../catalogue/evidenceSlot.js'
import { audiences, resourceTypes } from '../catalogue/microCredential.js'
import { contentOf } from '../catalogue/microCredentialDocument.js'
import type { StoredMicroCredential } from '../catalogue/microCredentialStore.js'
import { withPrerequisiteTitles } from '../catalogue/prerequisites.js'
import { formAt, listsAt } from '../catalogue/sectionForms.js'
import { markOf, partAt, sectionCalled, sectionNames, type Place } from '../catalogue/sections.js'
import { Conflict, NotFound } from '../errors/errors.js'
import type { StaffActor } from '../identity/requestActor.js'
import { parseForm, type FieldError } from '../web/forms.js'
import type { AdminNeeds } from './adminNeeds.js'
import { createDesk } from './catalogueDesk.js'
import { commentForm, replyForm } from './catalogueForms.js'
import { forAnyStaff, forWriters, idIn } from './console.js'

/** A form shown again: what was typed, and why it was not written. */
interface Again {
  tree?: Tree
  errors: FieldError[]
  /** What somebody else wrote there meanwhile. */
  theirs?: StoredMicroCredential
  /** The version is not open for writing any more. */
  closed?: boolean
  /** What was typed into a comment or a reply. */
  typed?: Record<string, string>
}

/** Where somebody goes on writing after a form: from an item back to its list, from a section to the next one. */
function nextOf({ section, item }: Place): Place | null {
  if (item !== undefined) return { section }
  const next = sectionNames[sectionNames.indexOf(section) + 1]
  return next ? { section: next } : null
}

/** The sections of one version: reading and writing them, as a whole or item by item. */
export function catalogueSectionRoutes(needs: AdminNeeds): Router {
  const { catalogue } = needs
  const staff = forAnyStaff(needs.requireStaff)
  const writer = forWriters(needs.requireStaff)
  const desk = createDesk(needs)
  const router = Router()
  const one = '/admin/institutions/:institutionId/catalogue/:microCredentialId/sections'

  function placeIn(req: Request): Place {
    const section = sectionCalled(idIn(req, 'section'))
    const item = idIn(req, 'item')
    if (!section || (item !== '' && section !== 'evidence' && section !== 'rubric'))
      throw new NotFound('section')
    return item === '' ? { section } : { section, item }
  }
  const itemSection = (req: Request): ItemSection => {
    const { section } = placeIn(req)
    if (section === 'evidence' || section === 'rubric') return section
    throw new NotFound('section of items')
  }
  const pathOf = (req: Request, more = '') =>
    `/admin/institutions/${idIn(req, 'institutionId')}/catalogue/${idIn(req, 'microCredentialId')}/sections${more}`
  const pageOf = (req: Request, { section, item }: Place) =>
    pathOf(req, `/${section}${item === undefined ? '' : `/items/${item}`}`)

  async function show(
    actor: StaffActor,
    req: Request,
    res: Response,
    place: Place,
    again?: Again,
  ): Promise<void> {
    const shown = await desk(actor, req, res, place.section)
    const { version } = shown
    const part = partAt(version, place)
    if (part === undefined) throw new NotFound('slot or criterion')
    const others = (await catalogue.shelf(actor, shown.institution.id)).map(({ newest }) => newest)
    const checks = await catalogue.linkChecksOf(actor, shown.institution.id, version)
    res.render('catalogue/workspace/section', {
      ...shown,
      place,
      action: pageOf(req, place),
      editing: (shown.open && shown.mayWrite) || again?.tree !== undefined,
      form: again?.tree ?? part,
      mark: markOf(again?.theirs ?? version, place),
      errors: again?.errors ?? [],
      closed: again?.closed,
      theirs: again?.theirs && again.tree && theirWords(again.theirs, place, again.tree),
      typed: again?.typed ?? {},
      checks: Object.fromEntries(checks.map((check) => [check.url, check])),
      saved: req.query['saved'] !== undefined,
      sectionProblems: shown.problems.filter(
        ({ section, item }) => section === place.section && (place.item === undefined || item === place.item),
      ),
      sectionComments: shown.comments.filter(({ section }) => section === place.section),
      others: others.filter(({ key }) => key !== version.key),
      choices: { audiences, resourceTypes, slotKinds, mediaKinds },
    })
  }

  /** How what stands there now differs from what was typed, so that neither writer's words are lost. */
  function theirWords(theirs: StoredMicroCredential, place: Place, tree: Tree) {
    const typed = formAt(place).safeParse(tree)
    if (!typed.success) return []
    const now = contentOf(theirs)
    return contentDifference(now, typed.data(now)).flatMap(({ changes }) => changes)
  }

  for (const path of [`${one}/:section`, `${one}/:section/items/:item`]) {
    router.get(
      path,
      staff((actor, req, res) => show(actor, req, res, placeIn(req))),
    )
    router.post(
      path,
      writer(async (actor, req, res) => {
        const place = placeIn(req)
        const [institutionId, id] = [idIn(req, 'institutionId'), idIn(req, 'microCredentialId')]
        await catalogue.dossier(actor, institutionId, id)
        const body = treeOf(req.body)
        const act = rowActIn(body['act'], listsAt(place))
        const tree = act ? withRowAct(body, act) : body
        const form = parseForm(formAt(place), tree)
        if (!form.ok) return show(actor, req, res.status(422), place, { tree, errors: form.errors })
        const mark = typeof body['mark'] === 'string' ? body['mark'] : ''
        const others = (await catalogue.shelf(actor, institutionId)).map(({ newest }) => newest)
        const written = await catalogue
          .write(actor, institutionId, id, place, mark, (content) =>
            withPrerequisiteTitles(form.value(content), others),
          )
          .catch((error: unknown) => {
            if (error instanceof Conflict && error.code === 'catalogue_not_open') return null
            throw error
          })
        if (written?.ok) {
          const on = body['act'] === 'next' ? nextOf(place) : null
          res.redirect(303, on ? pageOf(req, on) : `${pageOf(req, place)}?saved${act ? `#${act.list}` : ''}`)
          return
        }
        const again = written ? { theirs: written.version } : { closed: true }
        await show(actor, req, res.status(409), place, { tree, errors: [], ...again })
      }),
    )
  }

  /** Changes the items of a section as they stand at this moment: adding and moving never meet somebody's words. */
  async function change(
    actor: StaffActor,
    req: Request,
    how: (content: StoredMicroCredential) => ReturnType<typeof contentOf>,
  ): Promise<void> {
    const institutionId = idIn(req, 'institutionId')
    const id = idIn(req, 'microCredentialId')
    const { version } = await catalogue.dossier(actor, institutionId, id)
    const place = { section: itemSection(req) }
    const changed = how(version)
    const result = await catalogue.write(
      actor,
      institutionId,
      id,
      place,
      markOf(version, place),
      () => changed,
    )
    if (!result.ok) throw new Conflict()
  }

  router.post(
    `${one}/:section/items`,
    writer(async (actor, req, res) => {
      const section = itemSection(req)
      let made = ''
      await change(actor, req, (version) => {
        const { content, id } = withItem(contentOf(version), section)
        made = id
        return content
      })
      res.redirect(303, pageOf(req, { section, item: made }))
    }),
  )
  router.post(
    `${one}/:section/items/:item/removal`,
    writer(async (actor, req, res) => {
      const section = itemSection(req)
      await change(actor, req, (version) => withoutItem(contentOf(version), section, idIn(req, 'item')))
      res.redirect(303, pageOf(req, { section }))
    }),
  )
  router.post(
    `${one}/:section/items/:item/move`,
    writer(async (actor, req, res) => {
      const section = itemSection(req)
      const by = treeOf(req.body)['to'] === 'up' ? -1 : 1
      await change(actor, req, (version) => withItemMoved(contentOf(version), section, idIn(req, 'item'), by))
      res.redirect(303, pageOf(req, { section }))
    }),
  )

  router.post(
    `${one}/:section/comments`,
    writer(async (actor, req, res) => {
      const place = placeIn(req)
      const [institutionId, id] = [idIn(req, 'institutionId'), idIn(req, 'microCredentialId')]
      await catalogue.dossier(actor, institutionId, id)
      const form = parseForm(commentForm, req.body)
      if (!form.ok)
        return show(actor, req, res.status(422), place, { errors: form.errors, typed: form.values })
      await catalogue.comment(actor, institutionId, id, { section: place.section, text: form.value.comment })
      res.redirect(303, `${pageOf(req, place)}#comments`)
    }),
  )
  router.post(
    `${one}/:section/comments/:commentId/resolution`,
    writer(async (actor, req, res) => {
      const place = placeIn(req)
      const [institutionId, commentId] = [idIn(req, 'institutionId'), idIn(req, 'commentId')]
      await catalogue.dossier(actor, institutionId, idIn(req, 'microCredentialId'))
      const form = parseForm(replyForm, req.body)
      if (!form.ok) {
        const errors = form.errors.map(({ message }) => ({ field: `reply-${commentId}`, message }))
        return show(actor, req, res.status(422), place, { errors, typed: form.values })
      }
      await catalogue.resolve(actor, institutionId, commentId, form.value.reply)
      res.redirect(303, `${pageOf(req, place)}#comments`)
    }),
  )
  return router
}
