import { Router } from 'express'
import { json } from './answers.js'
import { parseCanvasScore } from './canvasScoreBody.js'
import { acceptCanvasScore } from './canvasScoreRules.js'
import { canvasBody, canvasEndpoint, canvasLineItem } from './canvasServices.js'
import { lineItemUrl } from './canvasUrls.js'
import { serviceGate } from './serviceGate.js'
import type { Site } from './site.js'
import { mediaTypes, scopes } from './vocabulary.js'

/** Score posting as Canvas serves it: answers with the address of the result. */
export function canvasScoreRoutes(site: Site): Router {
  const router = Router()
  router.post(
    '/api/lti/courses/:course/line_items/:item/scores',
    serviceGate(site, 'scores'),
    canvasEndpoint(site, [scopes.score], (work) => {
      const { course, req } = work
      const item = canvasLineItem(site, work)
      const score = parseCanvasScore(canvasBody(req, mediaTypes.score))
      const { people, links } = site.state
      const found = people.find(({ id, ltiId }) => id === score.userId || ltiId === score.userId)
      const link = links.find(({ id }) => id === item.resourceLinkId) ?? null
      const { person, grade } = acceptCanvasScore(score, {
        course,
        link,
        item,
        person: found,
        now: site.now(),
      })
      item.grades[person.id] = grade
      site.changed()
      return json(200, { resultUrl: `${lineItemUrl(site, item)}/results/${person.id}` }, mediaTypes.score)
    }),
  )
  return router
}
