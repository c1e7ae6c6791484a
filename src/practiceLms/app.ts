import express from 'express'
import type { ErrorRequestHandler, Express } from 'express'
import { authorizationRoutes } from './authorization.js'
import { assignmentPages } from './assignmentPages.js'
import { contentPages } from './contentPages.js'
import { coursePages } from './coursePages.js'
import { faultPages } from './faultPages.js'
import { gradebookPages } from './gradebookPages.js'
import { keyRoutes } from './keyRoutes.js'
import { Missing } from './lookups.js'
import { peoplePages } from './peoplePages.js'
import { registrationRoutes } from './registrationRoutes.js'
import { registrationUpdates } from './registrationUpdates.js'
import { ownFormsOnly } from './session.js'
import type { Site } from './site.js'
import { tokenRoutes } from './tokenRoutes.js'
import { toolPages } from './toolPages.js'
import { page, publicFolder } from './views.js'

/** The whole practice LMS as one Express app: what tools call first, then what people see. */
export function createApp(site: Site): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.use('/assets', express.static(publicFolder))
  app.use(express.text({ type: () => true, limit: '1mb' }))
  app.use(keyRoutes(site))
  app.use(tokenRoutes(site))
  app.use(site.personality.services(site))
  app.use(authorizationRoutes(site))
  app.use(registrationRoutes(site))
  app.use(registrationUpdates(site))
  app.use(ownFormsOnly)
  app.use(peoplePages(site))
  app.use(contentPages(site))
  app.use(coursePages(site))
  app.use(assignmentPages(site))
  app.use(gradebookPages(site))
  app.use(toolPages(site))
  app.use(faultPages(site))
  app.use((req, res) =>
    page(site, req, res.status(404), 'refused', { title: 'Not found', reason: 'There is no such page.' }),
  )
  const onError: ErrorRequestHandler = (error, req, res, next) => {
    if (res.headersSent) return next(error)
    if (error instanceof Missing)
      return page(site, req, res.status(404), 'refused', { title: 'Not found', reason: `${error.message}.` })
    const tooBig =
      error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500
    page(site, req, res.status(tooBig), 'refused', { title: 'Something went wrong', reason: String(error) })
  }
  app.use(onError)
  return app
}
