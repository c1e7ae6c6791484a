import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Request, Response } from 'express'
import nunjucks from 'nunjucks'
import { signedIn } from './session.js'
import type { Site } from './site.js'

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder))
}

const root = rootAbove(dirname(fileURLToPath(import.meta.url)))

/** The folder of stylesheets and scripts of the practice LMS. */
export const publicFolder = join(root, 'public', 'practiceLms')

const environment = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(join(root, 'views', 'practiceLms')),
  {
    autoescape: true,
    throwOnUndefined: false,
  },
)

const dateTime = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

environment.addFilter('when', (time: string | Date | null) =>
  time === null ? '' : `${dateTime.format(new Date(time))} UTC`,
)
environment.addFilter('points', (score: number) => String(Math.round(score * 100) / 100))

const policy = [
  "default-src 'self'",
  "img-src 'self' https: http: data:",
  'frame-src http: https:',
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

/** Renders a page of the LMS itself. Its tools open in frames inside it, it opens in nobody else's. */
export function page(site: Site, req: Request, res: Response, view: string, data: object): void {
  const common = { me: signedIn(site, req), personality: site.personality.name, here: req.path }
  res.set({
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  res.type('html').send(environment.render(`${view}.njk`, { ...common, ...data }))
}
