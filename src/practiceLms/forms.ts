import type { Request } from 'express'

/** A field of a posted form; '' when it is not there. */
export function formText(req: Request, name: string): string {
  return new URLSearchParams(typeof req.body === 'string' ? req.body : '').get(name) ?? ''
}

/** A query parameter; '' when it is absent or given twice. */
export function queryText(req: Request, name: string): string {
  const value = req.query[name]
  return typeof value === 'string' ? value : ''
}

/** A field of a posted form as a number; null when it is empty or not one. */
export function formNumber(req: Request, name: string): number | null {
  const text = formText(req, name).trim()
  return text === '' || !Number.isFinite(Number(text)) ? null : Number(text)
}
