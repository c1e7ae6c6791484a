import type { AddressInfo } from 'node:net'
import express from 'express'
import { badgeRoutes } from '../../src/badges/badgeRoutes.js'
import { verifyRoutes } from '../../src/badges/verifyRoutes.js'
import { errorHandler, noSuchPage } from '../../src/web/errorHandler.js'
import { chooseLocale } from '../../src/web/locale.js'
import { createLogger } from '../../src/web/log.js'
import { provideViewContext, useViews } from '../../src/web/views.js'
import { openTestDatabase } from '../support/testDatabase.js'
import { openBadgesRoom } from './sample.js'

/** The badges room on a port of its own; `x-person` in a request says whose session it is. */
export async function openBadgesSite() {
  const app = express()
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const room = await openBadgesRoom(base, await openTestDatabase())

  useViews(app)
  app.use(chooseLocale())
  app.use((req, _res, next) => {
    const personId = req.get('x-person')
    const session = personId ? { personId, institutionId: 'academy' } : {}
    Object.assign(req, { session })
    next()
  })
  app.use(provideViewContext('a key for tests'), express.urlencoded({ extended: false }))
  app.use(
    verifyRoutes(room.badges),
    badgeRoutes(room.badges, ({ evidence }) => Promise.resolve(evidence)),
  )
  app.use(noSuchPage, errorHandler(createLogger('silent')))

  const close = async () => {
    await new Promise((resolve) => server.close(resolve))
    await room.close()
  }
  return { base, ...room, close }
}
