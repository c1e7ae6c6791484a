import type { RequestHandler, Response } from 'express'

/** Says whose pages may show this answer in a frame: origins, `'self'`, `*`, or nobody's (`'none'`). */
export function allowFraming(res: Response, ancestors: string): void {
  setDirective(res, 'frame-ancestors', ancestors)
}

/** Lets the forms of this page be sent anywhere: for the one that carries an answer back to an LMS, which may send it on. */
export function allowForeignForms(res: Response): void {
  setDirective(res, 'form-action', '*')
}

/** For pages that are never part of an LMS, the console of institution staff first of all. */
export const framedByNobody: RequestHandler = (_req, res, next) => {
  allowFraming(res, "'none'")
  next()
}

/**
 * Frames by session: somebody who came from an LMS is shown in that LMS and nowhere else. Without a session there is nothing worth
 * a clickjacker's while, and a refusal must be readable in the frame of whichever LMS it happened in, or people would see the
 * browser's blank error instead. No answer names the LMSs of other institutions.
 */
export function framing(originsOf: (registrationId: string) => Promise<readonly string[]>): RequestHandler {
  return async (req, res, next) => {
    const { registrationId, personId, staffId } = req.session
    if (registrationId) allowFraming(res, ["'self'", ...(await originsOf(registrationId))].join(' '))
    else allowFraming(res, personId || staffId ? "'none'" : '*')
    next()
  }
}

function setDirective(res: Response, name: string, value: string): void {
  const directives = String(res.getHeader('Content-Security-Policy') ?? '')
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && directive.split(' ')[0] !== name)
  res.set('Content-Security-Policy', [...directives, `${name} ${value}`].join('; '))
}
