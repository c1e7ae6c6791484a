import { Router } from 'express'
import { json } from './answers.js'
import { canvasEndpoint, canvasLineItem, canvasPage } from './canvasServices.js'
import { lineItemUrl } from './canvasUrls.js'
import { find, Missing } from './lookups.js'
import { serviceGate } from './serviceGate.js'
import type { Site } from './site.js'
import type { Grade, LineItem } from './state.js'
import { mediaTypes, scopes } from './vocabulary.js'

function shown(site: Site, item: LineItem, personId: string, grade: Grade): Record<string, unknown> {
  const url = lineItemUrl(site, item)
  return {
    id: `${url}/results/${personId}`,
    scoreOf: url,
    userId: find.person(site.state, personId).ltiId,
    ...(grade.score === null ? {} : { resultScore: grade.score }),
    resultMaximum: item.scoreMaximum,
    ...(grade.comment === null ? {} : { comment: grade.comment }),
  }
}

/** Results as Canvas serves them, ten to a page. */
export function canvasResultRoutes(site: Site): Router {
  const router = Router()
  const path = '/api/lti/courses/:course/line_items/:item/results'
  const gate = serviceGate(site, 'results')
  router.get(
    path,
    gate,
    canvasEndpoint(site, [scopes.result], (work) => {
      const item = canvasLineItem(site, work)
      const only = new URL(work.req.originalUrl, 'http://x').searchParams.get('user_id')
      const ids = (personId: string): string[] => [personId, find.person(site.state, personId).ltiId]
      const grades = Object.entries(item.grades).filter(
        ([personId]) => only === null || ids(personId).includes(only),
      )
      const found = canvasPage(work, grades, `${lineItemUrl(site, item)}/results`, 10, 100)
      return json(
        200,
        found.map(([personId, grade]) => shown(site, item, personId, grade)),
        mediaTypes.results,
      )
    }),
  )
  router.get(
    `${path}/:person`,
    gate,
    canvasEndpoint(site, [scopes.result], (work) => {
      const item = canvasLineItem(site, work)
      const personId = String(work.req.params['person'])
      const grade = item.grades[personId]
      if (!grade) throw new Missing('The result does not exist')
      return json(200, shown(site, item, personId, grade), 'application/vnd.ims.lis.v2.result+json')
    }),
  )
  return router
}
