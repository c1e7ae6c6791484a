import express, { type Express } from 'express'
import { adminRoutes } from './admin/adminRoutes.js'
import { assessmentRoutes } from './assessment/assessmentRoutes.js'
import { ledgerRoutes } from './assessment/ledger/ledgerRoutes.js'
import { normingRoutes } from './assessment/norming/normingRoutes.js'
import { qualityRoutes } from './assessment/quality/qualityRoutes.js'
import { changeRoutes } from './assessment/changeRoutes.js'
import { declarationRoutes } from './assessment/conflicts/declarationRoutes.js'
import { backRoutes } from './assessment/completing/backRoutes.js'
import { poolRoutes } from './assessment/pool/poolRoutes.js'
import { benchmarkRoutes } from './assessment/qualifying/benchmarkRoutes.js'
import { snippetRoutes } from './assessment/snippets/snippetRoutes.js'
import { qualifyingRoutes } from './assessment/qualifying/qualifyingRoutes.js'
import type { Actor } from './audit/actor.js'
import { cairnSvg } from './badges/art/cairn.js'
import { badgeRoutes } from './badges/badgeRoutes.js'
import { verifyRoutes } from './badges/verifyRoutes.js'
import { coachDeskRoutes } from './coaching/coachDeskRoutes.js'
import { coachRoutes } from './coaching/coachRoutes.js'
import { arrivalRoutes } from './cohorts/arrivalRoutes.js'
import { deepLinkRoutes } from './cohorts/deepLinkRoutes.js'
import { gradingRoutes } from './cohorts/gradingRoutes.js'
import { mappingRoutes } from './cohorts/mappingRoutes.js'
import { peopleRoutes } from './cohorts/peopleRoutes.js'
import { repairRoutes } from './cohorts/repairRoutes.js'
import { scoreRoutes } from './gradebook/scoreRoutes.js'
import { guestRoutes } from './identity/guestRoutes.js'
import { schoolRoutes } from './identity/schoolRoutes.js'
import { keepForms, sessionRoutes } from './identity/sessionRoutes.js'
import { staffRoutes } from './identity/staffRoutes.js'
import { institutionInView } from './institutions/institutionInView.js'
import { portfolioRoutes } from './portfolio/portfolioRoutes.js'
import { shareRoutes } from './portfolio/shareRoutes.js'
import { deriveKey } from './secrets/secretBox.js'
import type { Services } from './services.js'
import { readTexts } from './submissions/multipart.js'
import { submissionRoutes } from './submissions/submissionRoutes.js'
import { uploadRoutes } from './submissions/uploads/uploadRoutes.js'
import { assetRoutes } from './web/assets.js'
import { compression } from './web/compression.js'
import { csrfProtection } from './web/csrf.js'
import { errorHandler, noSuchPage } from './web/errorHandler.js'
import { framedByNobody, framing } from './web/framing.js'
import { healthRoutes } from './web/health.js'
import { chooseLocale, preferSessionLocale } from './web/locale.js'
import { createMetrics } from './web/metrics.js'
import { createRateLimits } from './web/rateLimit.js'
import { requestLog } from './web/requestLog.js'
import { forReaderOnly, securityHeaders } from './web/securityHeaders.js'
import { createSessions, trustOwnAddress } from './web/session.js'
import { provideViewContext, useViews } from './web/views.js'

const SESSION_HOURS = 12

/** The request's path, top to bottom. */
export function createApp(services: Services): Express {
  const { config, clock, logger, cohorts } = services
  const csrfKey = deriveKey(config.secretKey, 'csrf')
  const app = express()
  app.disable('x-powered-by')
  if (config.trustProxy)
    app.set('trust proxy', /^\d+$/.test(config.trustProxy) ? Number(config.trustProxy) : config.trustProxy)
  useViews(app)

  const metrics = createMetrics({
    watched: { openScorePosts: services.scores.openCount, jobSuccesses: services.jobs.lastSuccesses },
    token: config.metricsToken,
    behindProxy: config.trustProxy !== undefined,
  })
  app.use(requestLog(logger, clock), metrics.count)
  app.use(healthRoutes(services.storeReachable), metrics.routes)
  app.use(compression())
  app.use(securityHeaders({ production: config.production }))
  app.use(assetRoutes())
  app.use(forReaderOnly, trustOwnAddress(config.publicUrl), chooseLocale())

  app.use(createSessions({ store: services.sessions, secretKey: config.secretKey, hours: SESSION_HOURS }))
  app.use(
    framing(services.platformOrigins),
    preferSessionLocale(),
    provideViewContext(csrfKey, { box: services.secrets, clock }),
  )
  const limits = createRateLimits({ clock, behindProxy: config.trustProxy !== undefined })
  app.use('/lti/register', limits.perAddress(30))
  // A school of two thousand behind one address opens its first lesson.
  app.use(['/lti/login', '/lti/launch', '/lti/handover'], limits.perAddress(6_000))
  app.use(limits.changesPerPerson(1_200))
  app.use(institutionInView(services.institutionStore, clock))
  app.use('/lti', services.lti.routes({ passport: services.doors, arrive: services.launchArrival.arrive }))

  app.use(verifyRoutes(services.badges))

  const csrf = csrfProtection(csrfKey, config.publicUrl)
  app.use(uploadRoutes({ submissions: services.submissions, resume: services.resumeUpload, guard: csrf }))
  app.use(express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 500 }))
  app.use(csrf)
  app.use(badgeRoutes(services.badges, services.evidenceNow))
  app.use(['/admin', '/assess/sign-in', '/assess/joining'], framedByNobody)
  app.use(staffRoutes(services))
  app.use(adminRoutes({ ...services, awards: services.badges.awards, publicUrl: config.publicUrl }))
  app.use(sessionRoutes(services))
  app.use(arrivalRoutes(cohorts))
  const invitedToAssess = (actor: Actor) => services.qualifying.invitations(actor)
  app.use(
    submissionRoutes({ submissions: services.submissions, drawProgress: cairnSvg, invitedToAssess, clock }),
  )
  app.use(assessmentRoutes(services), qualityRoutes(services.quality))
  app.use(changeRoutes(services), backRoutes(services))
  app.use(qualifyingRoutes(services), benchmarkRoutes(services), snippetRoutes(services))
  app.use(schoolRoutes(services))
  app.use(declarationRoutes({ ...services, people: cohorts.people, names: services.people }))
  app.use(guestRoutes(services), poolRoutes({ ...services, people: cohorts.people }))
  app.use(normingRoutes(services), ledgerRoutes(services))
  app.use(mappingRoutes(cohorts.mapping))
  app.use(repairRoutes(cohorts.repairs))
  app.use(gradingRoutes(cohorts.grading))
  app.use(deepLinkRoutes(cohorts.deepLinks))
  app.use(peopleRoutes(cohorts))
  app.use(coachRoutes(cohorts), coachDeskRoutes(cohorts.coachDesk))
  app.use(portfolioRoutes(services), shareRoutes(services.portfolio))
  app.use(scoreRoutes({ ...services, cohorts: cohorts.access }))

  app.use(noSuchPage)
  app.use(keepForms({ ...services, box: services.secrets, readMultipart: readTexts }))
  app.use(errorHandler(logger))
  return app
}
