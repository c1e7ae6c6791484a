import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { Invalid } from '../errors/errors.js'
import { requireActor } from '../identity/requestActor.js'
import { parseForm } from '../web/forms.js'
import { viewContextOf } from '../web/views.js'
import { artOfAchievement, artOfAward } from './badgeImages.js'
import { awardPage, criteriaShown, levelsShown } from './badgeView.js'
import type { Badges } from './badges.js'
import { drawCertificate } from './certificate.js'
import type { EvidenceNow } from './ports.js'
import type { Viewer } from './publishedFiles.js'

const visibilityForm = z.object({ visibility: z.enum(['public', 'private']) })

/**
 * The public pages and files of badges (contract: "URLs"), and the holder's switch between public and private. Pages are for people;
 * every machine-readable file carries CORS `*`, and `/badges/:id` answers JSON to whoever does not want HTML.
 */
export function badgeRoutes(badges: Badges, evidenceNow: EvidenceNow): Router {
  const { awards, files, catalogue, issuers, addresses, images, documents } = badges
  const router = Router()

  router.get(files.patterns, (req, res) => sendFile(req, res, req.path))
  router.options(files.patterns, (_req, res) => {
    openToAll(res).set('Access-Control-Allow-Headers', '*').status(204).end()
  })

  router.get('/badges/:awardId.pdf', async (req, res) => {
    const viewer = viewerOf(req)
    const award = await awards.visibleTo(viewer, req.params.awardId)
    const microCredential = award && (await catalogue.publicMicroCredential(award.microCredentialId))
    if (!award || !microCredential) return notHere(res)
    const picture = await images.png(artOfAward(award, microCredential))
    const pdf = await drawCertificate(award, picture, addresses.award(award.id))
    res.set('Cache-Control', 'private, no-store').type('application/pdf')
    res.set('Content-Disposition', `inline; filename="${award.microCredentialKey}.pdf"`).send(pdf)
  })

  router.get('/badges/:awardId', async (req, res) => {
    res.vary('Accept')
    if (wantsJson(req)) return sendFile(req, res, `${req.path}.json`)
    const viewer = viewerOf(req)
    const award = await awards.visibleTo(viewer, req.params.awardId)
    const microCredential = award && (await catalogue.publicMicroCredential(award.microCredentialId))
    if (!award || !microCredential) return notHere(res)
    res.set('Cache-Control', 'private, no-cache')
    res.render('badges/award', {
      award,
      institution: award.issuer,
      microCredential,
      evidence: await evidenceNow(award),
      levels: levelsShown(criteriaShown(microCredential, award.levels, viewContextOf(res).pick)),
      art: artOfAward(award, microCredential),
      ...awardPage(award, viewer, addresses),
    })
  })

  router.post('/awards/:awardId/visibility', async (req, res) => {
    const actor = requireActor(req)
    const form = parseForm(visibilityForm, req.body)
    if (!form.ok) throw new Invalid()
    await awards.setVisibility(actor, req.params.awardId, form.value.visibility)
    res.redirect(303, `/badges/${req.params.awardId}`)
  })

  router.get('/achievements/:id', async (req, res) => {
    res.vary('Accept')
    if (wantsJson(req)) return sendFile(req, res, `${req.path}.json`)
    const microCredential = await catalogue.publicMicroCredential(req.params.id)
    const institution = microCredential && (await issuers.byId(microCredential.institutionId))
    if (!microCredential || !institution) return stackPage(req.params.id, res)
    res.render('badges/achievement', {
      microCredential,
      institution,
      criteria: criteriaShown(microCredential, [], viewContextOf(res).pick),
      art: artOfAchievement(microCredential, institution.colour),
      url: addresses.achievement(microCredential.id),
      issuerUrl: addresses.issuer(institution.id),
    })
  })

  async function stackPage(id: string, res: Response): Promise<void> {
    const stack = await catalogue.publicStack(id)
    const institution = stack && (await issuers.byId(stack.institutionId))
    if (!stack || !institution) return notHere(res)
    const found = await Promise.all(stack.members.map((key) => catalogue.latest(institution.id, key)))
    const members = found
      .filter((member) => member !== null)
      .map((member) => ({ microCredential: member, art: `/achievements/${member.id}.png` }))
    res.render('badges/stack', { stack, institution, members })
  }

  router.get('/issuers/:institutionId', async (req, res) => {
    res.vary('Accept')
    const institution = await issuers.byId(req.params.institutionId)
    if (!institution) return notHere(res)
    if (wantsJson(req)) {
      openToAll(res)
        .type('application/ld+json')
        .json(await documents.profile(institution.id))
      return
    }
    const offered = await catalogue.listPublished(institution.id)
    res.render('badges/issuer', {
      institution,
      offered,
      did: addresses.issuerDid(institution.id),
      didUrl: `${addresses.issuer(institution.id)}/did.json`,
    })
  })

  async function sendFile(req: Request, res: Response, path: string): Promise<void> {
    const language = viewContextOf(res).locale
    const file = await files.at(path, viewerOf(req), language)
    openToAll(res).vary('Accept-Language')
    if (!file) {
      res.status(404).set('Cache-Control', 'no-store').json({ error: 'not_found' })
      return
    }
    const cache = file.maxAge === null ? 'private, no-store' : `public, max-age=${file.maxAge}`
    res.status(file.status).set('Cache-Control', cache).type(file.type).send(file.body)
  }

  return router
}

/** The same answer for a private badge and for none at all, so that an address tells nothing. */
function notHere(res: Response): void {
  res.status(404).set('Cache-Control', 'no-store').render('badges/private')
}

function openToAll(res: Response): Response {
  return res.set('Access-Control-Allow-Origin', '*').set('Access-Control-Allow-Methods', 'GET, HEAD, OPTIONS')
}

function viewerOf(req: Request): Viewer {
  const { personId, institutionId } = req.session ?? {}
  return personId && institutionId ? { personId, institutionId } : null
}

/** A wallet asks for JSON by one of several names; a browser, or a client that does not care, gets the page. */
function wantsJson(req: Request): boolean {
  const types = ['html', 'application/vc+ld+json', 'application/vc', 'application/ld+json', 'json']
  const best = req.accepts(types)
  return best !== false && best !== 'html'
}
