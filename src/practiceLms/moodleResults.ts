import { Router } from 'express'
import { errorPage, json } from './answers.js'
import { ownLineItem } from './moodleLineItems.js'
import { queryText } from './forms.js'
import { moodleEndpoint, pathText } from './moodleServices.js'
import { lineItemUrl, resultsUrl } from './moodleUrls.js'
import { serviceGate } from './serviceGate.js'
import type { Site } from './site.js'
import type { Grade, LineItem } from './state.js'
import { mediaTypes, scopes } from './vocabulary.js'

/** Whole seconds in UTC, as Moodle writes times. */
const moodleTime = (timestamp: string): string => `${new Date(timestamp).toISOString().slice(0, 19)}+00:00`

function shown(site: Site, item: LineItem, userId: string, grade: Grade): Record<string, unknown> {
  const nameless = { id: `${resultsUrl(site, item)}&user_id=${userId}`, userId }
  if (grade.score === null || item.kind === 'text') return nameless
  return {
    ...nameless,
    resultScore: grade.score,
    resultMaximum: item.scoreMaximum,
    ...(grade.comment === null ? {} : { comment: grade.comment }),
    scoreOf: lineItemUrl(site, item),
    timestamp: moodleTime(grade.timestamp ?? grade.receivedAt),
  }
}

/** Results as Moodle serves them (AGS §3.3): only people who were ever graded, and `limit` breaks it. */
export function moodleResultRoutes(site: Site): Router {
  const router = Router()
  router.get(
    '/services/:course/lineitems/:item/lineitem/results',
    serviceGate(site, 'results'),
    moodleEndpoint(site, {
      mediaType: mediaTypes.results,
      scopes: [scopes.result],
      anyAccept: true,
      handle({ tool, req }) {
        const item = ownLineItem(site, tool, pathText(req, 'course'), pathText(req, 'item'))
        if (queryText(req, 'limit') !== '') return errorPage(404, 'Error')
        const only = queryText(req, 'user_id')
        const results = Object.entries(item.grades)
          .filter(([userId]) => only === '' || only === userId)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([userId, grade]) => shown(site, item, userId, grade))
        return json(200, results, mediaTypes.results)
      },
    }),
  )
  return router
}
