import { Router } from 'express'
import { json } from './answers.js'
import { ownLineItem } from './moodleLineItems.js'
import { acceptScore } from './moodleScoreRules.js'
import { BadGateway, errorBody, moodleEndpoint, pathText, ServiceRefusal } from './moodleServices.js'
import { find } from './lookups.js'
import { bodyText, serviceGate } from './serviceGate.js'
import type { Site } from './site.js'
import { mediaTypes, scopes } from './vocabulary.js'

/** Score posting as Moodle serves it (AGS §3.4): 200 with an empty body when taken. */
export function moodleScoreRoutes(site: Site): Router {
  const router = Router()
  const path = '/services/:course/lineitems/:item/lineitem/scores'
  const gate = serviceGate(site, 'scores')

  router.post(
    path,
    gate,
    moodleEndpoint(site, {
      mediaType: mediaTypes.score,
      scopes: [scopes.score],
      handle({ tool, req }) {
        const item = ownLineItem(site, tool, pathText(req, 'course'), pathText(req, 'item'))
        const course = find.course(site.state, item.courseId)
        const decision = acceptScore(item, course, bodyText(req.body), site.now())
        if (decision.kind === 'badGateway') throw new BadGateway()
        if (decision.kind === 'refused') throw new ServiceRefusal(decision.status, decision.reason, true)
        if (decision.kind === 'stored') {
          item.grades[decision.userId] = decision.grade
          site.changed()
        }
        return { status: 200, type: 'text/html', body: '' }
      },
    }),
  )

  router.all(path, gate, (req, res) => {
    const facts = {
      method: req.method,
      url: req.originalUrl,
      accept: req.get('accept') ?? '',
      contentType: req.get('content-type') ?? '',
    }
    const { status, type, body } = json(405, errorBody(405, 'Method Not Allowed', facts))
    res.status(status).type(type).send(body)
  })
  return router
}
