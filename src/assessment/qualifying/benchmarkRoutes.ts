import { Router } from 'express'
import { requireActor } from '../../identity/requestActor.js'
import { viewContextOf } from '../../web/views.js'
import { readBenchmark, showBenchmarkForm, valuesOf } from './benchmarkForm.js'
import type { BenchmarkService } from './benchmarkService.js'

/** Making a benchmark of a real submission: a facilitator takes out whatever tells who it was, and says why each level. */
export function benchmarkRoutes({ benchmarks }: { benchmarks: BenchmarkService }): Router {
  const router = Router()

  router.get('/submissions/:id/benchmark', async (req, res) => {
    const begun = await benchmarks.beginFrom(requireActor(req), req.params.id)
    res.render('assessment/qualifying/benchmarkFrom', {
      ...showBenchmarkForm(begun.microCredential, valuesOf(begun), [], viewContextOf(res)),
      submissionId: req.params.id,
      done: req.query['done'] === 'made',
    })
  })

  router.post('/submissions/:id/benchmark', async (req, res) => {
    const actor = requireActor(req)
    const { microCredential } = await benchmarks.beginFrom(actor, req.params.id)
    const { written, errors, values } = readBenchmark(microCredential, req.body)
    if (errors.length > 0) {
      res.status(422).render('assessment/qualifying/benchmarkFrom', {
        ...showBenchmarkForm(microCredential, values, errors, viewContextOf(res)),
        submissionId: req.params.id,
      })
      return
    }
    await benchmarks.makeFrom(actor, req.params.id, written)
    res.redirect(303, `/submissions/${req.params.id}/benchmark?done=made`)
  })

  return router
}
