import { Router, type RequestHandler, type Response } from 'express'
import { sendEvidence, sendPreview } from '../submissions/evidenceSending.js'
import { framedByNobody } from '../web/framing.js'
import { viewContextOf } from '../web/views.js'
import type { PortfolioService } from './portfolioService.js'
import { showShared } from './portfolioView.js'

/**
 * `/p/:shareToken` a portfolio for whoever has its link, without an account; below it the files it shows, and no others. Each
 * request asks again what may be shown, so nothing is kept anywhere, and search engines and other sites are told nothing.
 */
export function shareRoutes(portfolio: Pick<PortfolioService, 'shared' | 'sharedFile'>): Router {
  const router = Router()
  const quietly: RequestHandler = (_req, res, next) => {
    res.set({
      'X-Robots-Tag': 'noindex, nofollow',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    })
    next()
  }
  router.use('/p', framedByNobody, quietly)

  router.get('/p/:shareToken', async (req, res) => {
    const { shareToken } = req.params
    const shared = await portfolio.shared(shareToken)
    if (!shared) return gone(res)
    res.render('portfolio/shared', showShared(shared, viewContextOf(res), `/p/${shareToken}`))
  })

  router.get('/p/:shareToken/files/:artefactId', async (req, res) => {
    const { shareToken, artefactId } = req.params
    await sendEvidence(req, res, await portfolio.sharedFile(shareToken, artefactId), 'no-store')
  })

  router.get('/p/:shareToken/files/:artefactId/preview', async (req, res) => {
    const { shareToken, artefactId } = req.params
    await sendPreview(res, await portfolio.sharedFile(shareToken, artefactId), 'no-store')
  })

  return router
}

/** One answer for every address that does not open, so that it tells nothing of whether it ever did. */
function gone(res: Response): void {
  res.status(404).render('portfolio/gone')
}
