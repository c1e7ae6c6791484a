import type { Response } from 'express'
import type { HttpAnswer } from './personality.js'

/** An answer with a JSON body. */
export function json(status: number, body: unknown, type = 'application/json'): HttpAnswer {
  return { status, type, body: JSON.stringify(body) }
}

/** The bare HTML page a web server in front of the LMS would show. */
export function errorPage(status: number, title: string): HttpAnswer {
  const body = `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
  return { status, type: 'text/html', body }
}

/** Sends the answer. A 204 or an empty 200 goes without a media type. */
export function send(res: Response, { status, type, body }: HttpAnswer): void {
  res.status(status)
  if (body !== '') res.set('Content-Type', type.includes('charset') ? type : `${type}; charset=utf-8`)
  // As bytes: Node would write headers in the encoding of a body given as text, and Moodle's are not ASCII.
  res.end(Buffer.from(body))
}
