import type { Request, RequestHandler, Response } from 'express'
import { mustWrite } from '../catalogue/catalogueAuthority.js'
import { SignInNeeded } from '../errors/errors.js'
import type { StaffActor } from '../identity/requestActor.js'
import { mustOversee } from '../institutions/authority.js'
import type { Institution } from '../institutions/institution.js'
import { translateOf } from '../web/views.js'

export type RequireStaff = (req: Request) => Promise<StaffActor>

type Handler = (actor: StaffActor, req: Request, res: Response) => Promise<void>

/** Wraps a console page that is not for authors: they see the catalogue only (Forbidden). Otherwise like `forAnyStaff`. */
export function forStaff(requireStaff: RequireStaff): (handler: Handler) => RequestHandler {
  const anyStaff = forAnyStaff(requireStaff)
  return (handler) =>
    anyStaff((actor, req, res) => {
      mustOversee(actor)
      return handler(actor, req, res)
    })
}

/** Wraps a console page: who is not signed in is led to the door, and to nothing else. */
export function forAnyStaff(requireStaff: RequireStaff): (handler: Handler) => RequestHandler {
  return (handler) => async (req, res) => {
    const actor = await requireStaff(req).catch((error: unknown) => {
      if (error instanceof SignInNeeded && req.method === 'GET') return null
      throw error
    })
    if (!actor) {
      res.redirect(303, '/admin/sign-in')
      return
    }
    res.set('Cache-Control', 'no-store')
    await handler(actor, req, res)
  }
}

/** Wraps what changes the catalogue: authors, administrators and owners of that institution; nobody learns anything else. */
export function forWriters(requireStaff: RequireStaff): (handler: Handler) => RequestHandler {
  const anyStaff = forAnyStaff(requireStaff)
  return (handler) =>
    anyStaff((actor, req, res) => {
      mustWrite(actor, idIn(req, 'institutionId'))
      return handler(actor, req, res)
    })
}

/** An id from the path. */
export function idIn(req: Request, name: string): string {
  const value: unknown = req.params[name]
  return typeof value === 'string' ? value : ''
}

export type ConsolePlace =
  | 'home'
  | 'moodle'
  | 'canvas'
  | 'platforms'
  | 'catalogue'
  | 'awards'
  | 'quality'
  | 'ledger'
  | 'files'
  | 'pool'
  | 'settings'
  | 'accounts'
  | 'records'

/** What every console page of an institution needs; `mayChange` is false for auditors, who look only. */
export function consolePage(res: Response, actor: StaffActor, institution: Institution, here: ConsolePlace) {
  const t = translateOf(res)
  const home = `/admin/institutions/${institution.id}`
  const places: [ConsolePlace, string][] = [
    ['home', home],
    ['moodle', `${home}/add/moodle`],
    ['canvas', `${home}/add/canvas`],
    ['platforms', `${home}/platforms`],
    ['catalogue', `${home}/catalogue`],
    ['awards', `${home}/awards`],
    ['quality', `${home}/quality`],
    ['ledger', `${home}/ledger`],
    ['files', `${home}/files`],
    ['pool', `${home}/assessors`],
    ['settings', `${home}/settings`],
    ['accounts', `${home}/accounts`],
    ['records', `${home}/records`],
  ]
  return {
    institution,
    home,
    mayChange: actor.role !== 'auditor',
    nav: places
      .filter(([place]) => actor.role !== 'author' || place === 'catalogue')
      .map(([place, href]) => ({ href, label: t(`admin.nav.${place}`), current: place === here })),
  }
}
