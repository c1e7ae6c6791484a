import type { Response } from 'express'

/**
 * Says who may show this answer in a frame. Refusals and waiting pages of the protocol must be readable inside the frame of an LMS we do not know yet, or people would see the
 * browser's blank error instead; they hold nothing worth a clickjacker's while. `'none'` is for pages that do.
 */
export function allowFraming(res: Response, ancestors: '*' | "'none'"): void {
  const policy = String(res.getHeader('Content-Security-Policy') ?? '')
  const rest = policy
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('frame-ancestors'))
  res.set('Content-Security-Policy', [...rest, `frame-ancestors ${ancestors}`].join('; '))
}
